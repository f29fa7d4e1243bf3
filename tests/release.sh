#!/usr/bin/env bash
# A release, made of the exe that is built here, and used as its users do: unpacked somewhere, with nothing installed, by winsock-cts.cmd.
# The real one has an exe for each architecture and is built by tools/release/release.sh.
set -uo pipefail

here=$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")
root=$(dirname -- "$here")
# shellcheck source=lib.sh
source "$here/lib.sh"
# shellcheck source=../tools/launcher/say.sh
source "$root/tools/launcher/say.sh"
# shellcheck source=../tools/launcher/wine.sh
source "$root/tools/launcher/wine.sh"
# shellcheck disable=SC2034  # the machine's own Wine
other_wine=
wine_environment

work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
exe=$root/build/windows/suites/winsock-cts.exe

# --- what makes builds differ is not in the exe
equal 'the exe does not hold the name of the folder that it was built in' 0 "$(grep -c -a -F -- "$root" "$exe")"
# The field is 8 bytes behind the PE header, whose offset is at 0x3C.
stamp='import struct, sys; d = open(sys.argv[1], "rb").read(); print(struct.unpack_from("<I", d, struct.unpack_from("<I", d, 0x3C)[0] + 8)[0])'
equal 'the exe does not hold the time that it was built at' 0 "$(python3 -c "$stamp" "$exe")"

# --- packing
pack() { python3 "$root/tools/release/pack.py" --version 1.2.3 --root "$root" --out "$@"; }
mkdir "$work/one" "$work/two"
pack "$work/one" "x64=$exe" >"$work/said"
equal 'packing succeeds' 0 $?
touch -d '2001-01-01' "$work/two"
umask 077
cp -- "$exe" "$work/copy.exe"
pack "$work/two" "x64=$work/copy.exe" >/dev/null
equal 'packing twice makes the same zip' "$(sha256sum <"$work/one/winsock-cts-1.2.3.zip")" "$(sha256sum <"$work/two/winsock-cts-1.2.3.zip")"
contains 'the checksum is told' "$(sha256sum <"$work/one/winsock-cts-1.2.3.zip" | cut -d' ' -f1)" "$(<"$work/said")"
(cd "$work/one" && sha256sum --quiet -c winsock-cts-1.2.3.zip.sha256)
equal "the checksum beside the zip is the zip's" 0 $?
pack "$work/one" "x64=$work/no.exe" 2>/dev/null
equal 'an exe that is not there ends it with 2' 2 $?
pack "$work/one" "mips=$exe" 2>/dev/null
equal 'an architecture that nobody knows ends it with 2' 2 $?
equal 'neither leaves anything' $'winsock-cts-1.2.3.zip\nwinsock-cts-1.2.3.zip.sha256' "$(ls "$work/one")"

# --- unpacked
place="$work/Program Files (x86)"
python3 -m zipfile -e "$work/one/winsock-cts-1.2.3.zip" "$place"
(cd "$place/winsock-cts-1.2.3" && sha256sum --quiet -c SHA256SUMS)
equal "the files' checksums are in the zip" 0 $?
equal 'nothing else is in the zip' 'README.md SHA256SUMS expectations winsock-cts-x64.exe winsock-cts.cmd' "$(cd "$place/winsock-cts-1.2.3" && echo *)"
mkdir "$work/elsewhere"
cd "$work/elsewhere" || exit 1

# As somebody types it at a prompt; 'cmd /c' itself has rules of its own for quotes around such names.
printf '@"%s" %%*\r\n' "$(windows_argument "$place/winsock-cts-1.2.3/winsock-cts.cmd")" >typed.cmd

# cmd_file ARGUMENTS...: winsock-cts.cmd by its whole name, from another folder; sets out and code.
cmd_file() {
    code=0
    out=$(wine cmd /c typed.cmd "$@" 2>"$work/err" </dev/null) || code=$?
    out=${out//$'\r'/}
}
cmd_file --version
equal 'winsock-cts.cmd runs from the unpacked zip' 0 "$code"
contains 'it is the suite' 'winsock-cts ' "$out"
cmd_file run 'wsasend.eshutdown-after-sd-send/tcp4/blocking' --report here.json --junit here.xml
equal 'a run that is as expected ends with 0' 0 "$code"
holds 'the report is in the current folder' test -s here.json
holds 'so is what other tools read' test -s here.xml
deviation=$(python3 -c 'import json, sys; e = json.load(open(sys.argv[1]))["entries"]; print(next(x["row"] for x in e if x["verdict"] == "fail" and "lab" not in x))' \
    "$root/fixtures/expectations/wine-8.0.json")
cmd_file run "$deviation" --expect none
equal 'a run that is not ends with 1' 1 "$code"
cmd_file run no-such-case
equal 'an input error ends with 2' 2 "$code"
WINSOCK_CTS_ARCH=arm64 cmd_file --version
equal 'an architecture that is not there is an error' 2 "$code"
contains 'the error says which' 'for arm64' "$(<"$work/err")"

finish
