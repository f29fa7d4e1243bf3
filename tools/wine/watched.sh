#!/usr/bin/env bash
# watched.sh COMMAND...: runs a test program on Wine for Meson (`meson test --wrapper`), so that a hang is told and not only counted.
#
# - Its output goes through a file. Wine 8.0 forgets a process that is ended while it is starting, as a test of killed runs does now and then:
#   it waits for ever, with the standard error that it inherited, and Meson waits for that to be closed.
# - A program that takes over 150 seconds (idle: 20, with both cores loaded four times over: 60) is ended, after its last test and Wine's
#   processes were printed, and is a failure with exit code 124. $WATCHED_HANGS, a file, gets a line for it.
set -uo pipefail

readonly limit=150
output=$(mktemp)
trap 'rm -f -- "$output"' EXIT

say_what_hung() {
    local last
    last=$(grep -a '^\[ RUN' -- "$output" | tail -n 1)
    printf 'watched.sh: %s has not ended after %s s; its last test: %s\n' "$1" "$limit" "${last:-none}" |
        tee -a -- "${WATCHED_HANGS:-/dev/null}"
    # Wine's processes: what each waits for, and how long it has been there.
    ps -eo pid,ppid,stat,wchan:24,etimes,time,args | awk '/[.]exe|wineserver/ && !/awk/'
}

"$@" </dev/null >"$output" 2>&1 &
program=$!
hung=no
timeout "$limit" tail --pid="$program" -f /dev/null || hung=yes
if [[ $hung == yes ]]; then
    say_what_hung "$*"
    kill -KILL "$program" 2>/dev/null
fi
wait "$program" 2>/dev/null
code=$?
cat -- "$output"
[[ $hung == no ]] || code=124
exit "$code"
