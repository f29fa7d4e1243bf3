# shellcheck shell=bash
# shellcheck disable=SC2154  # root is set by winsock-cts
# `run --lab netns`: a network that fails on demand, in Linux network namespaces, with a Wine of its own inside. tools/lab/netns.py makes it
# and takes it away; it ends by itself when this launcher is gone, however that came.

# wants_netns ARGUMENTS...: whether they ask for that lab.
wants_netns() {
    local argument before=
    for argument in "$@"; do
        [[ $argument == --lab=netns || $before == --lab && $argument == netns ]] && return 0
        before=$argument
    done
    return 1
}

# Before anything is built: without root there is nothing to be done.
need_netns_rights() {
    (($(id -u) == 0)) || die 2 "--lab netns makes network namespaces, which takes root: run it as root, or leave --lab away"
}

# Sockets live in the namespace of Wine's server, so this one needs a prefix of its own. Nothing of the suite writes into a prefix but the
# server, and that only to its registry: all else is shared with the clone's prefix by hard links.
copy_prefix() {
    local from=$1 to=$2 file
    cp -al -- "$from" "$to" || return 1
    for file in "$to"/*.reg; do
        rm -f -- "$file"
        cp -- "$from/${file##*/}" "$file" || return 1
    done
}

# enter_netns: makes the lab; from then on Wine runs inside it.
enter_netns() {
    local log=$root/build/netns.log folder line name
    folder=$(mktemp -d "$root/build/netns.XXXXXX") || die 3 "no folder can be made in $root/build"
    # The server of a prefix that is copied would write its registry later.
    if ! copy_prefix "$WINEPREFIX" "$folder/prefix" 2>"$log"; then
        rm -rf -- "$folder"
        show_log "$log"
        die 3 "copying the Wine prefix failed"
    fi
    python3 "$root/tools/lab/netns.py" --watch $$ --remove "$folder" </dev/null >"$folder/ready" 2>"$log" 9>&- &
    netns_process=$!
    while ! [[ -s $folder/ready ]]; do
        if ! kill -0 "$netns_process" 2>/dev/null; then
            show_log "$log"
            die 2 "--lab netns cannot be had on this machine: its network namespaces cannot be made (log: $log)"
        fi
        sleep 0.05
    done
    read -r line <"$folder/ready"
    export WINEPREFIX=$folder/prefix WINSOCK_CTS_LAB_PORT
    read -r _ WINSOCK_CTS_LAB_PORT name <<<"$line"
    # shellcheck disable=SC2034  # wine.sh and suite.sh use it
    inside=(nsenter "--net=/run/netns/$name" --)
}

# Ends the lab and what runs in it; returns when everything is gone.
leave_netns() {
    kill -TERM "$netns_process" 2>/dev/null || true
    wait "$netns_process" || true
}
