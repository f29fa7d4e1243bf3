#!/usr/bin/env bash
# The page in a real browser: Debian's Chromium, headless, driven by Playwright; axe looks at accessibility. Prints TAP.
set -uo pipefail

here=$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")
root=$(dirname -- "$here")
# shellcheck source=lib.sh
source "$here/lib.sh"

modules=$root/build/page-tests
results=$root/build/test-results
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT

# What the lock file names is installed once, and again when it changes.
if ! cmp -s "$here/page/package-lock.json" "$modules/installed.json"; then
    rm -rf -- "$modules"
    mkdir -p -- "$modules"
    cp -- "$here/page/package.json" "$here/page/package-lock.json" "$modules/"
    if ! (cd "$modules" && npm ci --ignore-scripts --no-audit --no-fund) >&2 </dev/null; then
        report_check failed 'Playwright and axe can be installed from npm'
        finish
    fi
    cp -- "$here/page/package-lock.json" "$modules/installed.json"
fi

mkdir -p -- "$results" "$work/pages"
if ! "$root/build/native/reports/write-pages" "$work/pages" >&2; then
    report_check failed 'pages can be written'
    finish
fi
PAGE_TEST_MODULES=$modules PAGE_TEST_BROWSER=$(command -v chromium) node "$here/page/page.mjs" "$work/pages" "$results"
