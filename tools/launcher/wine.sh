# shellcheck shell=bash
# shellcheck disable=SC2154  # root is set by winsock-cts
# A Wine of the clone's own: one prefix in build/wine-prefix, no display, no dialogs, nothing of the user's Wine settings.

wine_environment() {
    unset DISPLAY WAYLAND_DISPLAY WINEARCH WINELOADER WINESERVER WINEDLLPATH
    export WINEPREFIX=$root/build/wine-prefix
    if [[ -n $other_wine ]]; then
        PATH=$(other_wine_folder)/bin:$PATH
        WINEPREFIX+=-$other_wine
    fi
    export WINEDEBUG=-all
    # No Mono, no Gecko, no menu entries in the user's desktop; and no debugger, which makes a crash ten times slower.
    export WINEDLLOVERRIDES='mscoree,mshtml,winemenubuilder.exe,winedbg.exe='
    # Wine turns file names and arguments into UTF-16 by the locale.
    export LC_ALL=C.UTF-8
    # What stands before a Wine command: nothing, or the way into a network namespace.
    inside=()
}

# quietly SECONDS COMMAND...: a Wine command that must end by itself.
quietly() {
    local seconds=$1
    shift
    timeout --kill-after=5 "$seconds" "${inside[@]}" "$@" </dev/null >>"$root/build/wine.log" 2>&1 9>&-
}

# A prefix that another Wine made is made anew: reports compare Wine versions, so no prefix may mix two.
prefix_is_ready() { [[ $(cat -- "$WINEPREFIX/.made-by" 2>/dev/null) == "$(wine --version 2>/dev/null)" ]]; }

# Under the exclusive lock.
make_prefix() {
    say "making the Wine prefix build/${WINEPREFIX##*/}"
    : >"$root/build/wine.log"
    if [[ -d $WINEPREFIX ]]; then
        stop_server
        rm -rf -- "$WINEPREFIX"
    fi
    if ! { quietly 300 wine wineboot -i && quietly 60 wine reg add 'HKCU\Software\Wine\Drivers' /v Graphics /d null /f; }; then
        stop_server
        show_log "$root/build/wine.log"
        die 3 "making the Wine prefix failed (log: $root/build/wine.log)"
    fi
    # The registry is on disk only when the server has ended.
    stop_server
    wine --version >"$WINEPREFIX/.made-by"
}

# Starts Wine's server and services before anything whose output is read: they would otherwise inherit it, and a reader would wait for
# them. The server lingers between programs; if the launcher is killed, it ends by itself a minute after the last program.
start_server() {
    # Fails harmlessly when a server is there already.
    quietly 30 wineserver -p60 || true
    quietly 120 wine wineboot || die 3 "Wine does not start (log: $root/build/wine.log)"
}

stop_server() {
    quietly 20 wineserver -k || true
    quietly 20 wineserver -w || true
    end_forgotten_programs
}

# Wine 8.0 forgets a program that was ended while it was starting: no server knows it, and it waits for an answer for ever. With the server
# gone, whatever still runs in this prefix is one of those.
end_forgotten_programs() {
    local program
    for program in /proc/[0-9]*; do
        if [[ $(readlink -- "$program/exe") == */wine64* ]] && grep -qzxF "WINEPREFIX=$WINEPREFIX" "$program/environ"; then
            kill -KILL "${program#/proc/}" || true
        fi
    done 2>/dev/null
}

# /tmp/x -> Z:\tmp\x, also in --name=/tmp/x and library:/tmp/x. Relative paths mean the same to Wine and stay.
windows_argument() {
    if [[ $1 =~ ^(--[A-Za-z0-9_-]+=)?((library|lsp|json|xml):)?(/.*)$ ]]; then
        printf '%s' "${BASH_REMATCH[1]}${BASH_REMATCH[2]}Z:${BASH_REMATCH[4]//\//\\}"
    else
        printf '%s' "$1"
    fi
}
