# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154  # the other parts use what is set here; root is set by winsock-cts
# `--wine VERSION` and `--arch x64|x86`: another Wine than the installed one, and another build of the suite. They are the launcher's own
# options and may stand anywhere behind the command; the suite does not see them.

other_wine=''
build_name=windows

# take_wine_options ARGUMENTS...: sets other_wine (empty: the installed one), build_name and suite_arguments, which are all the rest.
take_wine_options() {
    local option wine=
    suite_arguments=()
    while (($#)); do
        option=$1
        shift
        case $option in
            --wine | --arch)
                (($#)) || die 2 "$option needs a value"
                option+=" $1"
                shift
                ;;
            --wine=* | --arch=*) option=${option/=/ } ;;
        esac
        case $option in
            '--wine '*) wine=${option#* } ;;
            '--arch x64') build_name=windows ;;
            '--arch x86') build_name=windows-x86 ;;
            '--arch '*) die 2 "--arch is x64 or x86, not '${option#* }'" ;;
            *) suite_arguments+=("$option") ;;
        esac
    done
    [[ -z $wine || $wine =~ ^[0-9]+(\.[0-9]+)+$ ]] || die 2 "--wine takes a version such as 10.0, not '$wine'"
    if [[ -n $wine && $wine != "$(installed_wine)" ]]; then
        option=$(bash "$root/tools/wine/unpack.sh" "$wine" 2>&1) || die 2 "$option"
        other_wine=$wine
    fi
}

# The version of the Wine on the PATH; nothing if there is none.
installed_wine() {
    local words
    words=$(wine --version 2>/dev/null) || return 0
    words=${words#wine-}
    printf '%s' "${words%% *}"
}

other_wine_folder() { printf '%s' "$root/build/wines/$other_wine"; }

other_wine_is_there() {
    [[ -z $other_wine || $(cat -- "$(other_wine_folder)/.complete" 2>/dev/null) == "$other_wine" ]]
}

# Under the exclusive lock, which the script keeps: should the launcher be killed, nobody else begins in the same folder before it has ended.
fetch_other_wine() {
    local log=$root/build/wine-$other_wine.log code=0 sentence
    say "fetching Wine $other_wine into build/wines/$other_wine (log: $log)"
    sentence=$(bash "$root/tools/wine/unpack.sh" "$other_wine" "$(other_wine_folder)" </dev/null 2>&1 >"$log") || code=$?
    if ((code)); then
        show_log "$log"
        say "$sentence"
        exit 2
    fi
}
