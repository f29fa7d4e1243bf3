#!/usr/bin/env bash
# Whether equal sources make an equal release: builds this checkout twice, in folders of different names, and compares the zips.
#
# Two whole builds for two architectures take far longer than `winsock-cts test` has, so a nightly workflow runs this, and the one that
# releases. `winsock-cts test` checks of it what costs nothing (tests/release.sh): no folder and no time stands in the exe, and packing is
# repeatable.
set -uo pipefail

here=$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")
# shellcheck source=lib.sh
source "$here/lib.sh"

work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
mkdir -p "$work/one" "$work/quite another, and deeper/two"

# release FOLDER: this checkout, as it is, copied there and built.
release() {
    tar -C "$here/.." --exclude=./build -cf - . | tar -C "$1" -xf - && "$1/tools/release/release.sh" "$1/out" 2>"$1.log"
}

release "$work/one"
equal 'the first build succeeds' 0 $?
release "$work/quite another, and deeper/two"
equal 'the second build succeeds' 0 $?
for file in "$work"/one/out/*; do
    name=${file##*/}
    equal "$name is the same in both" "$(sha256sum <"$file")" "$(sha256sum <"$work/quite another, and deeper/two/out/$name")"
done
contains 'there is a zip' '.zip' "$(ls "$work/one/out")"
((failures == 0)) || tail -n 20 -- "$work"/one.log "$work/quite another, and deeper/two.log" | sed 's/^/# /'
finish
