# shellcheck shell=bash
# shellcheck disable=SC2154  # root is set by winsock-cts
# The build folders: build/windows (the suite, for Wine and Windows), build/windows-x86 (the same for 32 bits) and build/native (what is
# portable, with sanitizers).

setup_options() {
    case $1 in
        windows) printf '%s\n' --cross-file "$root/cross/x86_64-w64-mingw32.ini" ;;
        windows-x86) printf '%s\n' --cross-file "$root/cross/i686-w64-mingw32.ini" ;;
        native) printf '%s\n' --buildtype=debug -Db_sanitize=address,undefined -Db_lundef=false ;;
    esac
}

# A build folder names its source by absolute path: in a checkout that was moved or copied it is of no use.
is_configured() {
    local folder=$root/build/$1
    [[ -f $folder/build.ninja && $(cat -- "$folder/meson-info/meson-info.json" 2>/dev/null) == *"\"source\": \"$root\""* ]]
}

# is_built FOLDER [TARGET...]: configured, and ninja would do nothing. Changes nothing.
is_built() {
    local folder=$1
    shift
    is_configured "$folder" && [[ $(ninja -C "$root/build/$folder" -n "$@" 2>/dev/null) == *'ninja: no work to do.' ]]
}

configure() {
    local folder=$root/build/$1 log=$root/build/$1-setup.log
    local -a options
    mapfile -t options < <(setup_options "$1")
    say "configuring build/$1"
    rm -rf -- "$folder"
    # nodownload: what is missing is a missing package, never something fetched behind the user's back.
    if ! meson setup "$folder" "$root" --wrap-mode=nodownload "${options[@]}" </dev/null >"$log" 2>&1; then
        show_log "$log"
        die 3 "configuring build/$1 failed (log: $log)"
    fi
}

# build FOLDER [TARGET...]: everything, or those targets. Under the exclusive lock.
build() {
    local name=$1 folder=$root/build/$1 log=$root/build/$1.log
    shift
    is_configured "$name" || configure "$name"
    say "building build/$name"
    if [[ -t 2 ]]; then
        ninja -C "$folder" "$@" </dev/null >&2 || die 3 "building build/$name failed"
    elif ! ninja -C "$folder" "$@" </dev/null >"$log" 2>&1; then
        show_log "$log"
        die 3 "building build/$name failed (log: $log)"
    fi
}
