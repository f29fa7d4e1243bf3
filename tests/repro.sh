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

# A refusal, a port, a routine that sends, a full stream with a reader on a thread of its own, bad memory that ends the process, no socket.
sample=(
    wsasend.eshutdown-after-sd-send/tcp4/iocp
    wsasend.send-inside-a-wsasend-routine/tcp4/routine-sleepex
    wsasend.blocking-stream-takes-all/tcp4/blocking
    wsasend.efault-overlapped-read-only/tcp4/event-wait
    wsasend.enotsock-never-opened/tcp4/blocking
    wsasend.enotconn-when-bound/tcp4/blocking
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

# shellcheck disable=SC2317  # called by name, through xargs
# build NUMBER CASE: the program's text, then the program. One a core at a time, since each takes some seconds.
build() {
    "$suite" repro "$2" --report report.json -o "$1.cpp" >"$1.log" 2>&1 && "$compiler" -std=c++17 -O0 -static "$1.cpp" -o "$1.exe" -lws2_32 >>"$1.log" 2>&1
}
export -f build
export suite compiler

# The clone's own prefix, made by the run above.
export WINEPREFIX=$here/../build/wine-prefix WINEDEBUG=-all WINEDLLOVERRIDES='mscoree,mshtml,winemenubuilder.exe,winedbg.exe='

# What it printed becomes remarks of the result where it is not as recorded.
run_program() {
    timeout 60 wine "$1.exe" >"$1.out" 2>&1 </dev/null && return 0
    sed 's/^/# /' "$1.out"
    return 1
}
number=0
for case in "${cases[@]}"; do
    number=$((number + 1))
    printf '%s\0%s\0' "$number" "$case"
done | xargs -0 -n 2 -P "$(nproc)" bash -c 'build "$@"' build

number=0
for case in "${cases[@]}"; do
    number=$((number + 1))
    if [[ ! -f $number.exe ]]; then
        report_check failed "$case as a program"
        sed 's/^/# /' "$number.log"
        continue
    fi
    holds "$case as a program shows what was recorded" run_program "$number"
done

# It can tell a difference: the same program with another record. Only text is changed, so that one more is compiled.
if [[ ${1-} != all && -f 1.cpp ]]; then
    sed 's/"SOCKET_ERROR", WSAESHUTDOWN/"SOCKET_ERROR", WSAENOTCONN/' 1.cpp >changed.cpp
    code=0
    "$compiler" -std=c++17 -O0 -static changed.cpp -o changed.exe -lws2_32 && { run_program changed >changed.log || code=$?; }
    equal 'a program whose record differs says so' 1 "$code"
    contains 'and where' '; recorded: SOCKET_ERROR (error 10057)' "$(<changed.out)"
fi
finish
