# shellcheck shell=bash
# shellcheck disable=SC2154  # root is set by winsock-cts
# Runs the suite's exe through Wine as if it were a Linux program: paths, signals, exit code.

readonly exe_target=suites/winsock-cts.exe
readonly exe=$root/build/windows/$exe_target

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
    if [[ $ready == no ]] || ! prefix_is_ready; then
        lock_exclusive
        for folder in "$@"; do
            is_built "$folder" "${targets[@]}" || build "$folder" "${targets[@]}"
        done
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

# run_exe ARGUMENTS...: sets exit_code. A Wine program that sees a terminal redraws it as a Windows console would, so it never sees one:
# its output goes through cat, and WINSOCK_CTS_TTY says that people are watching.
run_exe() {
    local -a arguments=() relays=()
    local argument relay out=1 err=2
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

    # shellcheck disable=SC2034  # the trap uses it
    interrupts=0
    "${inside[@]}" wine "$exe" "${arguments[@]}" </dev/null >&"$out" 2>&"$err" 9>&- &
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
}

run_suite() {
    local purpose=run
    if wants_netns "$@"; then
        need_netns_rights
        purpose=netns
    fi
    prepare "$purpose" windows
    trap leave EXIT
    if [[ $purpose == netns ]]; then
        enter_netns
    fi
    start_server
    run_exe "$@"
    exit "$exit_code"
}
