#!/usr/bin/env bash
# Runs that are killed at random moments lose no finished case and leave no process; runs do not share a report; full disks are told.
#
#     tests/kills.sh          a few kills of the coordinator and of workers
#     tests/kills.sh 100      so many of each
set -uo pipefail

here=$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")
# shellcheck source=lib.sh
source "$here/lib.sh"
root=$(readlink -f -- "$here/..")
# shellcheck disable=SC2034  # wine.sh uses it
other_wine=
# shellcheck source=/dev/null
source "$root/tools/launcher/say.sh"
# shellcheck source=/dev/null
source "$root/tools/launcher/wine.sh"

kills=${1-4}
work=$(mktemp -d)
token=$work
# shellcheck disable=SC2317  # the trap calls it
clean_up() {
    mountpoint -q "$work/small" && umount "$work/small"
    rm -rf -- "$work"
}
trap clean_up EXIT
cd "$work" || exit 1
wine_environment
exe=$root/build/windows/suites/winsock-cts.exe
quietly 120 wine wineboot

# run_suite ARGUMENT...: in the background, as if people were watching; its number in pid, what it prints in run.out.
run_suite() {
    WCTS_KILLS=$token WINSOCK_CTS_TTY=1 COLUMNS=100 wine "$exe" run --target reference --report report.json "$@" </dev/null >run.out 2>run.err &
    pid=$!
}

# The processes of the run, by what they inherit: "PID COMMAND LINE". A program that Wine 8.0 forgot while it was starting (its command line
# is still that of Wine's loader; tools/launcher/wine.sh ends those) has run nothing of ours.
processes() {
    local folder
    for folder in /proc/[0-9]*; do
        grep -qz "^WCTS_KILLS=$token\$" "$folder/environ" 2>/dev/null || continue
        [[ $(tr '\0' ' ' <"$folder/cmdline" 2>/dev/null) != */wine64\ * ]] || continue
        printf '%s %s\n' "${folder##*/}" "$(tr '\0' ' ' <"$folder/cmdline" 2>/dev/null)"
    done
}
# shellcheck disable=SC2317  # wait_until calls it
no_process() { [[ -z $(processes) ]]; }
random_pause() { sleep "$((RANDOM % $1 / 1000)).$(printf '%03d' $((RANDOM % 1000)))"; }
finished_so_far() { tr '\r' '\n' <run.out 2>/dev/null | grep -o '  [0-9]*/[0-9]*  ' | tail -1 | tr -dc '0-9/' | cut -d/ -f1; }

# whole FILE COMPLETE AT_LEAST: a report with at least so many cases, each once.
whole() {
    python3 - "$@" <<'PYTHON'
import json, sys
report = json.load(open(sys.argv[1], encoding="utf-8"))
ids = [case["id"] for case in report["cases"]]
problems = []
if report["complete"] != (sys.argv[2] == "complete"): problems.append("complete is " + str(report["complete"]))
if len(ids) < int(sys.argv[3] or 0): problems.append(f"{len(ids)} cases, {sys.argv[3]} were shown as finished")
if len(ids) != len(set(ids)): problems.append("a case twice")
if any(case["verdict"] == "not-run" for case in report["cases"]): problems.append("a case that was not run")
print("; ".join(problems))
PYTHON
}

# --- the coordinator
lost='' orphans=0 cut=0
for ((kill = 0; kill < kills; kill++)); do
    rm -f report.json report.json.partial
    run_suite 'wsasend.*/?*4/*'
    random_pause 4000
    shown=$(finished_so_far)
    kill -KILL "$pid" 2>/dev/null
    wait "$pid" 2>/dev/null
    wait_until no_process || orphans=$((orphans + 1))
    if [[ -e report.json ]]; then
        lost+=$(whole report.json complete "$shown")
    elif [[ -s report.json.partial ]]; then
        cut=$((cut + 1))
        lost+=$(whole report.json.partial cut "$shown")
    elif [[ -n $shown ]]; then
        lost+="nothing left of $shown cases;"
    fi
done
equal "$kills kills of the coordinator lose no finished case" '' "$lost"
equal "$kills kills of the coordinator leave no process" 0 "$orphans"
printf '# %d of %d runs were cut off with cases in their journal\n' "$cut" "$kills"

# --- workers
wanted=$(wine "$exe" list 'wsasend.*/?*4/*' </dev/null 2>/dev/null | tr -d '\r' | sort | sha256sum)
lost='' red='' orphans=0 killed=0
while ((killed < kills)); do
    rm -f report.json report.json.partial
    run_suite 'wsasend.*/?*4/*' --expect none
    in_this=0
    while kill -0 "$pid" 2>/dev/null && ((killed < kills)); do
        sleep "0.$(printf '%03d' $((RANDOM % 400)))"
        mapfile -t workers < <(processes | grep -F ' worker ' | cut -d' ' -f1)
        ((${#workers[@]})) || continue
        kill -KILL "${workers[RANDOM % ${#workers[@]}]}" 2>/dev/null && killed=$((killed + 1)) && in_this=$((in_this + 1))
    done
    code=0
    wait "$pid" || code=$?
    ((code <= 1)) || lost+="exit code $code: $(tail -1 run.err);"
    wait_until no_process || orphans=$((orphans + 1))
    [[ -e report.json ]] || continue
    lost+=$(whole report.json complete 0)
    [[ $(python3 -c 'import json; print("\n".join(c["id"] for c in json.load(open("report.json"))["cases"]))' | sort | sha256sum) == "$wanted" ]] || lost+='a case is missing;'
    red+=$(python3 - "$in_this" <<'PYTHON'
import json, sys
red = [(c["id"], c["verdict"]) for c in json.load(open("report.json", encoding="utf-8"))["cases"] if c["verdict"] not in ("pass", "unsupported")]
if len(red) > int(sys.argv[1]) or any(verdict not in ("crash", "flaky") for _, verdict in red): print(red)
PYTHON
    )
done
equal "$kills kills of workers lose no case" '' "$lost"
equal "$kills kills of workers cost at most a case each, and these say so" '' "$red"
equal "$kills kills of workers leave no process" 0 "$orphans"

# --- two runs, one report
rm -f report.json
run_suite 'wsasend.*/tcp4/*' --repeat 50
wait_until test -s report.json.partial
code=0
err=$(wine "$exe" run --target reference wsasend.size-1/tcp4/blocking --report report.json </dev/null 2>&1 >/dev/null) || code=$?
equal 'a report that another run is writing is refused' 2 "$code"
contains 'and the refusal says why' 'another run is writing it' "$err"
kill -KILL "$pid"
wait "$pid" 2>/dev/null
equal 'the other run keeps its journal' '' "$(whole report.json.partial cut 0)"
wait_until no_process
code=0
wine "$exe" run --target reference wsasend.size-1/tcp4/blocking --report report.json </dev/null >/dev/null 2>&1 || code=$?
equal 'what a killed run left is no hindrance' 0 "$code"
holds 'and is gone when a run has ended' test ! -e report.json.partial

# --- places that take nothing, or not enough
code=0
err=$(wine "$exe" run --target reference wsasend.size-1/tcp4/blocking --report 'Z:\proc\report.json' </dev/null 2>&1 >/dev/null) || code=$?
equal 'a folder that takes no file is refused' 2 "$code"
mkdir small
if mount -t tmpfs -o size=64k tmpfs small 2>/dev/null; then
    code=0
    err=$(wine "$exe" run --target reference 'wsasend.*/tcp4/*' --report 'small\report.json' </dev/null 2>&1 >/dev/null) || code=$?
    equal 'a full disk ends the run' 2 "$code"
    contains 'and is told' 'cannot write' "$err"
    holds 'nothing half written is called a report' test ! -e small/report.json
    equal 'the cases before it are in the journal' '' "$(whole small/report.json.partial cut 1)"
else
    skip 'a full disk ends the run' 'nothing can be mounted here'
fi
finish
