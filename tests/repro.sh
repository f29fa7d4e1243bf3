#!/usr/bin/env bash
# Programs out of traces: compiled without the suite, run on this machine's Wine, they show what was recorded.
#
#     tests/repro.sh        a sample of the rows, red and green
#     tests/repro.sh all    a case of each row that the baseline of Wine 8.0 knows as red
set -uo pipefail

here=$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")
# shellcheck source=lib.sh
source "$here/lib.sh"

work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
cd "$work" || exit 1
suite=$here/../winsock-cts
compiler=x86_64-w64-mingw32-g++-posix

# A refusal, a port, a routine that sends, a full stream with a reader on a thread of its own, bad memory that ends the process, no socket,
# a receive with flags, an address that is none, quality of service, urgent data, a socket of another process.
sample=(
    wsasend.eshutdown-after-sd-send/tcp4/iocp
    wsasend.send-inside-a-wsasend-routine/tcp4/routine-sleepex
    wsasend.blocking-stream-takes-all/tcp4/blocking
    wsasend.efault-overlapped-read-only/tcp4/event-wait
    wsasend.enotsock-never-opened/tcp4/blocking
    wsasend.enotconn-when-bound/tcp4/blocking
    wsarecv.waitall-waits-for-all/tcp4/blocking
    connect.efault-too-short/tcp4/call
    wsaconnect.eopnotsupp-quality/tcp4/call
    wsasend.oob-between-ordinary-data/tcp4/blocking
    wsasendto.enotsock-other-process/tcp4/blocking
)

# The first case of each row of the baseline, as far as no lab is needed.
red_cases() {
    python3 - "$here/../fixtures/expectations/wine-8.0.json" <<'PYTHON'
import json, sys
seen = set()
for entry in json.load(open(sys.argv[1]))["entries"]:
    if "lab" not in entry and entry["row"] not in seen:
        seen.add(entry["row"])
        print(entry["row"] + "/" + entry["cases"][0])
PYTHON
}

if [[ ${1-} == all ]]; then
    mapfile -t cases < <(red_cases)
else
    cases=("${sample[@]}")
fi

"$suite" run "${cases[@]}" --trace all --expect none --report report.json >run.log 2>&1
code=$?
holds 'the cases ran' test "$code" -le 1
((code <= 1)) || sed 's/^/# /' run.log
"$suite" repro "${cases[@]}" --report report.json -o programs >repro.log 2>&1
equal 'each became a program' 0 "$?"
grep '^winsock-cts' repro.log | sed 's/^/# /'

# What all of them include is compiled once; their own text remains.
sed -n '/^#ifndef _WIN32_WINNT/,/^namespace {/{/^namespace {/d;p}' "$(find programs -name '*.cpp' | head -1)" >included.h
"$compiler" -std=c++17 -O0 included.h -o included.h.gch

# shellcheck disable=SC2317  # called by name, through xargs
# shows PROGRAM: compiles and runs it; PROGRAM.code gets its exit code, PROGRAM.log what was said.
shows() {
    local program=programs/$1 code=0
    if "$compiler" -std=c++17 -O0 -include included.h -static "$program.cpp" -o "$program.exe" -lws2_32 >"$program.log" 2>&1; then
        timeout 60 wine "$program.exe" >"$program.log" 2>&1 </dev/null || code=$?
        # One in some thousands does not come to life on a loaded machine, and says nothing.
        [[ -s $program.log ]] || { code=0 && timeout 60 wine "$program.exe" >"$program.log" 2>&1 </dev/null || code=$?; }
        rm -f -- "$program.exe"
    else
        code=compiler
    fi
    printf '%s\n' "$code" >"$program.code"
}
export -f shows
export compiler
# The clone's own prefix, made by the run above.
export WINEPREFIX=$here/../build/wine-prefix WINEDEBUG=-all WINEDLLOVERRIDES='mscoree,mshtml,winemenubuilder.exe,winedbg.exe='

# Most of them wait for something most of the time.
programs=("${cases[@]//\//_}")
printf '%s\0' "${programs[@]}" | xargs -0 -n 1 -P $((3 * $(nproc))) bash -c 'shows "$@"' shows
for index in "${!cases[@]}"; do
    program=programs/${programs[index]}
    code=$(cat -- "$program.code" 2>&1)
    equal "${cases[index]} as a program shows what was recorded" 0 "$code"
    [[ $code == 0 ]] || sed 's/^/# /' "$program.log"
done

# It can tell a difference: the same program with another record. Only text is changed, so that one more is compiled.
if [[ ${1-} != all ]]; then
    sed 's/"SOCKET_ERROR", WSAESHUTDOWN/"SOCKET_ERROR", WSAENOTCONN/' "programs/${programs[0]}.cpp" >programs/changed.cpp
    shows changed
    equal 'a program whose record differs says so' 1 "$(<programs/changed.code)"
    contains 'and where' '; recorded: SOCKET_ERROR (error 10057)' "$(<programs/changed.log)"
fi
finish
