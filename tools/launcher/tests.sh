# shellcheck shell=bash
# shellcheck disable=SC2154  # root is set by winsock-cts
# `winsock-cts test`: all of the project's own tests, in steps; tests/tally.py counts their cases and has the last word.

readonly results=$root/build/test-results

# Whatever happens, the last line is the count.
finish_tests() {
    local code=$?
    leave 2>/dev/null
    if have_command python3 && [[ -d $results ]]; then
        python3 "$root/tests/tally.py" "$results" || code=1
    else
        echo '0 passed, 1 failed'
    fi
    exit "$code"
}

# step NAME COMMAND...: runs it and keeps its exit code for the tally; a failed step does not keep the others from running.
step() {
    local name=$1 code=0
    shift
    say "testing: $name"
    "$@" || code=$?
    printf '%s\n' "$code" >"$results/$name.exit"
}

meson_tests() {
    local folder=$root/build/$1 code=0
    local -a wrapper=()
    # Meson puts the wrapper's name into that of its log.
    local junit=$folder/meson-logs/testlog.junit.xml
    if [[ $1 != native ]]; then
        wrapper=(--wrapper "bash ${root@Q}/tools/wine/watched.sh")
        junit=$folder/meson-logs/testlog-bash.junit.xml
    fi
    rm -f -- "$junit"
    WATCHED_HANGS=$results/$1.hangs meson test -C "$folder" --no-rebuild --print-errorlogs "${wrapper[@]}" \
        </dev/null >"$results/meson-$1.log" 2>&1 9>&- || code=$?
    cp -- "$junit" "$results/meson-$1.xml" || code=1
    if [[ -s $results/$1.hangs ]]; then
        cat -- "$results/$1.hangs" >&2
    fi
    if ((code)); then
        tail -n 100 -- "$results/meson-$1.log" >&2
    fi
    return "$code"
}

# A test script prints TAP.
script_tests() {
    local code=0
    bash "$root/tests/$1.sh" </dev/null >"$results/$1.tap" 2>"$results/$1.log" 9>&- || code=$?
    if ((code)); then
        grep -v '^ok ' "$results/$1.tap" >&2 || true
        show_log "$results/$1.log"
    fi
    return "$code"
}

# selftest_step FILE NAME ARGUMENT...: one result, which tally.py counts.
selftest_step() {
    local file=$results/$1 name=$2
    shift 2
    run_exe selftest "$@" >"$file.log" 2>&1
    if ((exit_code)); then
        tail -n 60 -- "$file.log" >&2
        echo "not ok 1 - $name" >"$file.tap"
    else
        echo "ok 1 - $name" >"$file.tap"
    fi
    return "$exit_code"
}

steps_without_wine() {
    step meson-native meson_tests native
    step launcher script_tests launcher
    step fuzz script_tests fuzz
    step page script_tests page
}

# The lab has a Wine of its own. `repro` and `kills` start programs on the clone's Wine themselves: as long as the lock is held, no launcher of
# `end_to_end` ends the server under them.
steps_beside_launchers() {
    step netns script_tests netns
    lock_shared
    step repro script_tests repro
    step kills script_tests kills
}

run_tests() {
    # Runs that are tried are none that GitHub's page should tell of.
    unset GITHUB_ACTIONS
    rm -rf -- "$results"
    mkdir -p -- "$results"
    # Stands until preparing has succeeded, so that a broken build counts as a failure.
    echo 3 >"$results/prepare.exit"
    trap finish_tests EXIT
    prepare test windows native
    start_server
    echo 0 >"$results/prepare.exit"

    # Beside each other: what waits for Wine, and what does without it.
    steps_without_wine 9>&- &
    local beside=$!
    step meson-windows meson_tests windows
    step selftest selftest_step selftest 'every case passes on the reference, every fault is noticed, every row can fail'
    step selftest-lsp selftest_step selftest-lsp 'the LSPs of our own are faithful alone and stacked, and each of their faults is noticed' --lsp
    step release script_tests release
    wait "$beside" || true
    # The rest starts launchers of its own on this clone, which may want to build.
    flock -u 9
    steps_beside_launchers &
    beside=$!
    step end_to_end script_tests end_to_end
    wait "$beside" || true
    lock_shared
}
