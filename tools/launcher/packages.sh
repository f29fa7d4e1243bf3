# shellcheck shell=bash
# shellcheck disable=SC2154  # root is set by winsock-cts
# Finds out which Debian packages are missing, and installs them.
#
# Asked of the files that are really used and not of dpkg: a tool from elsewhere (pip, /usr/local) is as good.
# The $WINSOCK_CTS_SYSROOT in front of fixed paths is empty but in the launcher's own tests.

have_command() { command -v -- "$1" >/dev/null 2>&1; }
have_file() { [[ -e ${WINSOCK_CTS_SYSROOT-}$1 ]]; }

# Debian's `wine` is only a script; the loader that runs 64-bit programs is in wine64. Other Wines (WineHQ, self-built) bring their own.
have_wine64() { have_file /usr/lib/wine/wine64 || { have_command wine && have_command wine64; }; }
# libFuzzer and the sanitizers' runtimes, which come apart from Clang itself.
have_fuzzer() { compgen -G "${WINSOCK_CTS_SYSROOT-}/usr/lib/llvm-*/lib/clang/*/lib/linux/libclang_rt.fuzzer-*.a" >/dev/null; }
have_jsonschema() { have_command python3 && python3 -c 'import jsonschema' >/dev/null 2>&1; }

# missing_packages run|netns|test: one package a line.
missing_packages() {
    have_command x86_64-w64-mingw32-g++-posix || echo g++-mingw-w64-x86-64-posix
    have_command meson || echo meson
    have_command ninja || echo ninja-build
    have_command python3 || echo python3
    have_file /usr/src/googletest/googlemock/src/gmock-all.cc || echo googletest
    have_file /usr/include/nlohmann/json.hpp || echo nlohmann-json3-dev
    have_file /usr/include/CLI/CLI.hpp || echo libcli11-dev
    have_command wine || echo wine
    have_wine64 || echo wine64
    if [[ -n $other_wine ]] && ! other_wine_is_there; then
        have_command patchelf || echo patchelf
    fi
    if [[ $build_name == windows-x86 ]]; then
        have_command i686-w64-mingw32-g++-posix || echo g++-mingw-w64-i686-posix
    fi
    # The tests try that lab too, where they may.
    if [[ $1 == netns ]] || { [[ $1 == test ]] && (($(id -u) == 0)); }; then
        { have_command ip && have_command ss; } || echo iproute2
        have_command nft || echo nftables
    fi
    if [[ $1 == test ]]; then
        have_command g++ || echo g++
        # Meson's way to the native nlohmann-json.
        have_command pkg-config || echo pkg-config
        have_jsonschema || echo python3-jsonschema
        have_command xmllint || echo libxml2-utils
        have_command clang++ || echo clang
        have_fuzzer || echo libclang-rt-dev
    fi
}

# apt FILE ARGUMENTS...: apt-get without questions, its words in FILE. Waits for another apt at work.
apt() {
    local log=$1
    shift
    DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 -q "$@" </dev/null >>"$log" 2>&1
}

# need_packages run|netns|test: returns when everything is there, else says why not and exits with 2.
need_packages() {
    local -a missing
    mapfile -t missing < <(missing_packages "$1")
    ((${#missing[@]})) || return 0

    local command="apt-get install -y --no-install-recommends ${missing[*]}"
    have_command apt-get || die 2 "these are missing, and there is no apt-get to install them: ${missing[*]}"
    if (($(id -u) != 0)); then
        say "missing: ${missing[*]}"
        say "install with this command, then try again:"
        printf '  sudo sh -c "apt-get update && %s"\n' "$command" >&2
        exit 2
    fi

    local log=$root/build/packages.log
    say "installing ${missing[*]} (log: $log)"
    : >"$log"
    # The machine's own package lists may be absent or stale: they are fetched only when the installation fails without.
    if ! apt "$log" install -y --no-install-recommends "${missing[@]}"; then
        if ! { apt "$log" update && apt "$log" install -y --no-install-recommends "${missing[@]}"; }; then
            show_log "$log"
            die 2 "installing failed; the command was: $command"
        fi
    fi
    hash -r
    mapfile -t missing < <(missing_packages "$1")
    ((${#missing[@]} == 0)) || die 2 "installed, but still not found: ${missing[*]}"
}
