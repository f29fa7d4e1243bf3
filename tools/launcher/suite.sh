# shellcheck shell=bash
# shellcheck disable=SC2154  # root is set by winsock-cts
# Runs the suite's exe through Wine as if it were a Linux program: paths, signals, exit code.

readonly exe_target=suites/winsock-cts.exe

# prepare run|netns|test BUILD...: packages, build folders and prefix; ends with the shared lock. To run, the suite and its LSPs are built, not the tests.
prepare() {
    local purpose=$1 folder ready=yes
    local -a targets=()
    shift
    if [[ $purpose != test ]]; then
        targets=("$exe_target" providers)
    fi
    if ! mkdir -p -- "$root/build" 2>/dev/null || [[ ! -w $root/build ]]; then
        die 2 "the build folder $root/build cannot be written"
    fi
    need_packages "$purpose"
    wine_environment
    open_lock
    lock_shared
    for folder in "$@"; do
        is_built "$folder" "${targets[@]}" || ready=no
    done
    if [[ $ready == no ]] || ! other_wine_is_there || ! prefix_is_ready; then
        lock_exclusive
        for folder in "$@"; do
            is_built "$folder" "${targets[@]}" || build "$folder" "${targets[@]}"
        done
        other_wine_is_there || fetch_other_wine
        prefix_is_ready || make_prefix
        lock_shared
    fi
}

# Ends Wine's server when no other launcher uses it, or the network that has one of its own.
leave() {
    if [[ -n ${netns_process-} ]]; then
        leave_netns
    elif lock_is_ours_alone; then
        stop_server
    fi
}

# wait_for PID: its exit code, however many signals come in between.
wait_for() {
    local code
    while :; do
        interrupted=no
        code=0
        wait "$1" || code=$?
        [[ $interrupted == yes ]] || return "$code"
    done
}

# A Wine without a 32-bit half says nothing of a 32-bit program and succeeds: only a suite that has marked its end did run.
judge_end() {
    ((exit_code == 0)) && [[ ! -s $1 ]] || return 0
    if [[ $build_name == windows-x86 ]]; then
        say "$(wine --version) does not run 32-bit programs; --wine 10.0 does"
        exit_code=2
    else
        say 'the suite ended without having come to its end'
        exit_code=3
    fi
}

# run_exe ARGUMENTS...: sets exit_code. A Wine program that sees a terminal redraws it as a Windows console would, so it never sees one:
# its output goes through cat, and WINSOCK_CTS_TTY says that people are watching.
run_exe() {
    local -a arguments=() relays=()
    local argument relay end out=1 err=2
    for argument in "$@"; do
        arguments+=("$(windows_argument "$argument")")
    done
    if [[ -t 1 ]]; then
        local size
        export WINSOCK_CTS_TTY=1
        size=$(stty size <&1 2>/dev/null) || size='0 0'
        if ((${size#* })); then
            export COLUMNS=${size#* }
        fi
    fi
    if [[ -t 1 || -t 2 ]]; then
        # Ctrl-C goes to everything on the terminal; the relays end when the suite has written its last line.
        exec {out}> >(trap '' INT TERM HUP && exec cat 9>&-)
        relays+=($!)
        exec {err}> >(trap '' INT TERM HUP && exec cat >&2 9>&-)
        relays+=($!)
    fi

    end=$(mktemp "$root/build/end.XXXXXX") || die 3 "no file can be made in $root/build"
    WINSOCK_CTS_END=$(windows_argument "$end")
    export WINSOCK_CTS_END
    if [[ -n ${GITHUB_STEP_SUMMARY-} ]]; then
        GITHUB_STEP_SUMMARY=$(windows_argument "$GITHUB_STEP_SUMMARY")
        export GITHUB_STEP_SUMMARY
    fi

    # shellcheck disable=SC2034  # the trap uses it
    interrupts=0
    "${inside[@]}" wine "$root/build/$build_name/$exe_target" "${arguments[@]}" </dev/null >&"$out" 2>&"$err" 9>&- &
    local child=$!
    # The terminal sends Ctrl-C to the suite too, which ends its run in order; who asks twice does not want to wait.
    trap 'interrupted=yes; ((++interrupts < 2)) || kill -KILL "$child" 2>/dev/null || true' INT
    trap 'interrupted=yes; kill -TERM "$child" 2>/dev/null || true' TERM HUP
    exit_code=0
    wait_for "$child" || exit_code=$?
    trap - INT TERM HUP

    if ((${#relays[@]})); then
        exec {out}>&- {err}>&-
        for relay in "${relays[@]}"; do
            wait "$relay" || true
        done
    fi
    judge_end "$end"
    rm -f -- "$end"
}

run_suite() {
    local purpose=run
    take_wine_options "$@"
    if wants_netns "${suite_arguments[@]}"; then
        need_netns_rights
        purpose=netns
    fi
    prepare "$purpose" "$build_name"
    trap leave EXIT
    if [[ $purpose == netns ]]; then
        enter_netns
    fi
    start_server
    run_exe "${suite_arguments[@]}"
    exit "$exit_code"
}
