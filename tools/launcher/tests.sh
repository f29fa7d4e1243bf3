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
    rm -f -- "$folder/meson-logs/testlog.junit.xml"
    meson test -C "$folder" --no-rebuild --print-errorlogs </dev/null >"$results/meson-$1.log" 2>&1 9>&- || code=$?
    cp -- "$folder/meson-logs/testlog.junit.xml" "$results/meson-$1.xml" || code=1
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

# Every fault over the reference: one result, which tally.py counts.
selftest_step() {
    local name='every case passes on the reference, every fault is noticed, every row can fail'
    run_exe selftest >"$results/selftest.log" 2>&1
    if ((exit_code)); then
        tail -n 60 -- "$results/selftest.log" >&2
        echo "not ok 1 - $name" >"$results/selftest.tap"
    else
        echo "ok 1 - $name" >"$results/selftest.tap"
    fi
    return "$exit_code"
}

run_tests() {
    rm -rf -- "$results"
    mkdir -p -- "$results"
    # Stands until preparing has succeeded, so that a broken build counts as a failure.
    echo 3 >"$results/prepare.exit"
    trap finish_tests EXIT
    prepare test windows native
    start_server
    echo 0 >"$results/prepare.exit"

    step meson-windows meson_tests windows
    step meson-native meson_tests native
    step selftest selftest_step
    step launcher script_tests launcher
    # The rest starts launchers of its own on this clone, which may want to build.
    flock -u 9
    step end_to_end script_tests end_to_end
    step repro script_tests repro
    step netns script_tests netns
    lock_shared
}
