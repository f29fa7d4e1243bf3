#!/usr/bin/env bash
# The real thing: this clone's launcher and suite on the machine's Wine, from a folder of the user's whose path has spaces.
set -uo pipefail

here=$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")
# shellcheck source=lib.sh
source "$here/lib.sh"

work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
mkdir "$work/the user's own"
cd "$work/the user's own" || exit 1
suite=$here/../winsock-cts
schema=$here/../reports/schema
baseline=$here/../fixtures/expectations/wine-8.0.json

# launch ARGUMENTS...: sets out and code.
launch() {
    code=0
    out=$("$suite" "$@" 2>"$work/err") || code=$?
}

# of FILE EXPRESSION: a value out of a JSON file, as Python sees it in `r`.
of() { python3 -c 'import json, sys; r = json.load(open(sys.argv[1])); print(eval(sys.argv[2]))' "$@"; }

# --- a whole run
launch run
if [[ $(wine --version) == 'wine-8.0 '* ]]; then
    equal 'on Wine 8.0 a run finds nothing unexpected' 0 "$code"
    ((code == 0)) || printf '# %s\n' "${out//$'\n'/$'\n# '}"
else
    skip 'on Wine 8.0 a run finds nothing unexpected' "this is $(wine --version)"
fi
contains "the report's place is printed" "$PWD/report.json" "$out"
holds 'the report is valid by its schema' python3 "$schema/validate.py" "$schema/report.schema.json" report.json
equal 'the report is complete' True "$(of report.json 'r["complete"]')"
# What is about LSPs alone runs on those alone.
equal 'the report holds every case once' "$("$suite" list '-provider' | sort | sha256sum)" \
    "$(of report.json '"\n".join(c["id"] for c in r["cases"])' | sort | sha256sum)"
contains "the report names the machine's Wine" "$(of report.json 'r["platform"]["wine"]')" "$(wine --version)"
if commit=$(git -C "$here" rev-parse HEAD 2>/dev/null); then
    contains 'the report names the commit' "$commit" "$(of report.json 'r["suite"]["commit"]')"
else
    equal 'outside Git the report names no commit' '' "$(of report.json 'r["suite"]["commit"]')"
fi
launch verify report.json
equal 'verify finds the report whole' 0 "$code"
launch coverage "$PWD/report.json"
equal 'coverage takes an absolute path' 0 "$code"
sed 's/"complete": *true/"complete": false/' report.json >changed.json
launch verify changed.json
equal 'verify finds a changed report' 2 "$code"

# --- known deviations
deviation=$(of report.json 'next(c["id"] for c in r["cases"] if c["verdict"] == "fail" and c["expected"])')
launch run "$deviation" --report one.json
equal 'a known deviation is expected' 0 "$code"
launch run "$deviation" --expect none --report one.json --html one.html
equal 'without the expectation file it is unexpected' 1 "$code"
launch run "$deviation" --expect="$baseline" --report="$work/elsewhere.json"
equal 'the expectation file can be named by its Linux path' 0 "$code"
equal 'the report can be named by its Linux path' "['$deviation']" "$(of "$work/elsewhere.json" '[c["id"] for c in r["cases"]]')"
launch explain "$deviation"
contains 'explain names the case' "$deviation" "$out"

# --- pages
launch show report.json --html page.html
equal 'show writes the page of a report' 0 "$code"
contains "the page's place is printed" "page: $PWD/page.html" "$out"
# Its data blocks, read as a browser would.
pages=$(python3 - one.html page.html <<'END'
import json, re, sys
for path in sys.argv[1:]:
    page = open(path, encoding="utf-8").read()
    blocks = re.findall(r'<script type="application/json" id="\w+">(.*?)</script>', page, re.DOTALL)
    print(len(blocks), len(json.loads(blocks[0])["cases"]["row"]), len(json.loads(blocks[1])["words"]) > 0)
END
)
equal 'the pages of a run and of a report hold its cases and the rows in words' \
    "2 1 True"$'\n'"2 $(of report.json 'len(r["cases"])') True" "$pages"
launch compare report.json one.json --html compared.html
equal 'reports that differ make compare end with 1' 1 "$code"
contains 'compare writes its page' "page: $PWD/compared.html" "$out"
launch show report.json --html "$work/no such folder/page.html"
equal 'a page cannot be written where there is no folder' 2 "$code"

# --- LSPs
lsps=$here/../build/windows/suites
for lsp in ifs nonifs; do
    launch run --target "lsp:$lsps/wcts-$lsp.dll" provider --report lsp.json
    equal "over this machine's Winsock the faithful $lsp LSP is blamed for nothing" 0 "$code"
    ((code == 0)) || printf '# %s\n' "${out//$'\n'/$'\n# '}"
done
launch run --target "lsp:$lsps/wcts-nonifs.dll" --fault lsp-crashes-in-send provider.four-sends/tcp4/iocp provider.protocol-info/tcp4/blocking \
    --report lsp.json
equal 'a crash of the LSP is unexpected' 1 "$code"
equal 'a crash of the LSP ends one case' 'crash pass' "$(of lsp.json '" ".join(sorted(c["verdict"] for c in r["cases"]))')"
launch run --target "lsp:$baseline" --report none.json
equal 'what is no DLL is no LSP' 2 "$code"

# --- mistakes
launch run no-such-case --report none.json
equal 'a filter that matches nothing is an input error' 2 "$code"
launch run "$deviation" --report "$work/no such folder/none.json"
equal 'a folder that is not there is an input error' 2 "$code"
launch run "$deviation" --target library:/no/such.dll --report none.json
equal 'a DLL that is not there is an input error' 2 "$code"
launch verify no-such-report.json
equal 'a report that is not there is an input error' 2 "$code"
equal 'a mistake leaves no report' '' "$(compgen -G 'none.json*')"

# --- a run that is cut off
"$suite" run --report cut.json >cut.out 2>&1 &
launcher=$!
holds 'a run under way keeps a journal' wait_until test -s cut.json.partial
kill -TERM "$launcher"
wait "$launcher"
equal 'a terminated run says so' 143 $?
equal 'a terminated run leaves a readable, incomplete report' False "$(of cut.json.partial 'r["complete"]')"
equal 'a terminated run leaves no sealed report' '' "$(compgen -G cut.json)"

finish
