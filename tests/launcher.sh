#!/usr/bin/env bash
# The launcher by itself: in a copy of the clone whose path has spaces, on a PATH that holds only stand-ins for apt-get, meson, ninja and
# Wine, which write down how they were called. Nothing is installed, built or run here.
# shellcheck disable=SC2016  # the stand-ins expand their own variables
set -uo pipefail

here=$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")
# shellcheck source=lib.sh
source "$here/lib.sh"

world=$(mktemp -d)
trap 'rm -rf -- "$world"' EXIT
export WORLD=$world
export WINSOCK_CTS_SYSROOT=$world/sysroot
clone="$world/a clone"
calls=$world/calls

base_tools=(bash cat dirname env flock grep id mkdir mkfifo mktemp mv readlink rm sed sleep tail timeout touch)

stub() { # NAME, script on standard input
    { printf '#!/usr/bin/env bash\n' && cat; } >"$world/bin/$1"
    chmod +x "$world/bin/$1"
}

new_world() {
    rm -rf -- "${world:?}"/*
    mkdir -p "$world/bin" "$world/base" "$clone/tools" "$clone/tests" "$world/user" "$world/sysroot/usr/src/googletest/googlemock/src" \
        "$world/sysroot/usr/include/nlohmann" "$world/sysroot/usr/include/CLI" "$world/sysroot/usr/lib/wine" \
        "$world/sysroot/usr/lib/llvm-1/lib/clang/1/lib/linux"
    touch "$world/sysroot/usr/src/googletest/googlemock/src/gmock-all.cc" "$world/sysroot/usr/include/nlohmann/json.hpp" \
        "$world/sysroot/usr/include/CLI/CLI.hpp" "$world/sysroot/usr/lib/wine/wine64" \
        "$world/sysroot/usr/lib/llvm-1/lib/clang/1/lib/linux/libclang_rt.fuzzer-x86_64.a" "$calls"
    cp -- "$here/../winsock-cts" "$clone/"
    cp -r -- "$here/../tools/launcher" "$here/../tools/wine" "$clone/tools/"
    cp -- "$here/tally.py" "$clone/tests/"
    local tool
    for tool in "${base_tools[@]}"; do
        ln -s "$(PATH=/usr/bin:/bin command -v "$tool")" "$world/base/$tool"
    done
    for tool in x86_64-w64-mingw32-g++-posix g++ pkg-config xmllint clang++ chromium node npm; do
        stub "$tool" <<<'exit 0'
    done
    stub python3 <<<'[[ $1 == -c ]] || exec /usr/bin/env -i PATH=/usr/bin:/bin python3 "$@"'
    stub meson <<'END'
echo "meson $*" >>"$WORLD/calls"
mkdir -p "$2/suites" "$2/meson-info"
printf '{"directories": {"source": "%s"}}\n' "$3" >"$2/meson-info/meson-info.json"
touch "$2/build.ninja"
END
    stub ninja <<'END'
if [[ ${3-} == -n ]]; then
    [[ -e $2/built ]] && echo 'ninja: no work to do.' || echo '[0/1] build'
    exit 0
fi
echo "ninja $*" >>"$WORLD/calls"
touch "$2/built"
END
    stub wineserver <<<'echo "wineserver $*" >>"$WORLD/calls"'
    stub wine <<<'case $1 in --version) echo wine-8.0 && exit ;; esac; exec bash "$WORLD/bin/any-wine" "$@"'
    stub any-wine <<'END'
case $1 in
    *.exe) ;;
    *) echo "wine $*" >>"$WORLD/calls" ;;
esac
case "$1 ${2-}" in
    'wineboot -i')
        mkdir -p "$WINEPREFIX"
        if [[ -p $WORLD/hold ]]; then
            touch "$WORLD/held"
            read -r _ <"$WORLD/hold"
        fi
        ;;
    *.exe*)
        exe=$1
        shift
        echo "exe $exe" >>"$WORLD/calls"
        printf '[%s]\n' "$@"
        if [[ -n ${FAKE_HANG-} ]]; then
            touch "$WORLD/running"
            exec sleep 60
        fi
        end=${WINSOCK_CTS_END#Z:}
        [[ -n ${FAKE_SILENCE-} ]] || echo "${FAKE_EXIT-0}" >"${end//\\//}"
        exit "${FAKE_EXIT-0}"
        ;;
esac
END
}

# launch ARGUMENTS...: sets out, err and code.
launcher=$clone/winsock-cts
launch() {
    code=0
    out=$(PATH="$world/bin:$world/base" bash "$launcher" "$@" 2>"$world/err") || code=$?
    err=$(<"$world/err")
}

called() { grep -c -- "$1" "$calls"; }

# --- words
new_world
launch
equal 'no word is a usage error' 2 "$code"
contains 'no word shows the usage' 'usage: winsock-cts run' "$err"
launch frobnicate
equal 'an unknown word is a usage error' 2 "$code"
contains 'an unknown word is named' "there is no command 'frobnicate'" "$err"
equal 'an unknown word builds nothing' '' "$(<"$calls")"
launch test extra
equal 'test takes no arguments' 2 "$code"
launch --help
equal '--help succeeds' 0 "$code"
contains '--help shows the usage on standard output' 'usage: winsock-cts run' "$out"

# --- packages
new_world
mv "$world/bin/meson" "$world/meson.later"
rm "$world/sysroot/usr/include/CLI/CLI.hpp"
stub apt-get <<<'echo "apt-get $*" >>"$WORLD/calls"'
stub id <<<'echo 1000'
launch run
equal 'without root, missing packages end it with 2' 2 "$code"
contains 'without root, the one command is shown' \
    'sudo sh -c "apt-get update && apt-get install -y --no-install-recommends meson libcli11-dev"' "$err"
equal 'without root, apt-get is not called' '' "$(<"$calls")"

stub id <<<'echo 0'
stub apt-get <<'END'
echo "apt-get $*" >>"$WORLD/calls"
[[ $* != *update* ]] || { touch "$WORLD/updated" && exit; }
[[ -e $WORLD/updated ]] || exit 100
touch "$WORLD/sysroot/usr/include/CLI/CLI.hpp"
mv "$WORLD/meson.later" "$WORLD/bin/meson"
END
launch run
equal 'as root, what is missing is installed and the run goes on' 0 "$code"
contains 'as root, it says what it installs' 'installing meson libcli11-dev' "$err"
equal 'package lists are fetched when the first try fails' 1 "$(called 'apt-get .*update')"
launch run
equal 'nothing is installed twice' 3 "$(called apt-get)"

new_world
rm "$world/bin/ninja"
launch run
equal 'without apt-get, missing packages end it with 2' 2 "$code"
contains 'without apt-get, the packages are named' 'no apt-get to install them: ninja-build' "$err"

new_world
rm "$world/bin/ninja"
stub id <<<'echo 0'
stub apt-get <<<'echo "E: no such host"; exit 100'
launch run
equal 'a failed installation ends it with 2' 2 "$code"
contains "a failed installation shows apt's own words" 'E: no such host' "$err"

# --- building and the prefix
new_world
launch list
equal 'a first call succeeds' 0 "$code"
contains 'it configures with the cross file' "--cross-file $clone/cross/x86_64-w64-mingw32.ini" "$(<"$calls")"
contains 'nothing is fetched' '--wrap-mode=nodownload' "$(<"$calls")"
contains 'the prefix has the null graphics driver' 'wine reg add HKCU\Software\Wine\Drivers /v Graphics /d null /f' "$(<"$calls")"
: >"$calls"
launch list
equal 'a second call succeeds' 0 "$code"
equal 'a second call says nothing of its own' '' "$err"
equal 'a second call does not configure' 0 "$(called meson)"
equal 'a second call does not build' 0 "$(called ninja)"
equal 'a second call makes no prefix' 0 "$(called 'wineboot -i')"
equal "a call ends Wine's server" 'wineserver -w' "$(tail -n 1 "$calls")"

# Programs that Wine forgot: of this prefix and of another.
cp -- "$(type -P sleep)" "$world/wine64"
WINEPREFIX=$clone/build/wine-prefix "$world/wine64" 60 &
forgotten=$!
WINEPREFIX=$clone/build/other "$world/wine64" 60 &
foreign=$!
launch list
code=0
wait "$forgotten" 2>/dev/null || code=$?
equal 'a program that Wine forgot is ended' 137 "$code"
holds "another prefix's is not" kill -0 "$foreign"
kill "$foreign"
wait "$foreign" 2>/dev/null
rm "$clone/build/windows/built"
: >"$calls"
launch list
equal 'after a change it builds' 1 "$(called ninja)"
equal 'after a change it does not configure' 0 "$(called meson)"

mv "$clone" "$world/moved clone"
launcher="$world/moved clone/winsock-cts"
: >"$calls"
launch list
equal 'a moved clone is configured anew' 1 "$(called 'meson setup')"
launcher=$clone/winsock-cts

new_world
stub meson <<<'echo "meson.build:1:0: ERROR: it is broken"; exit 1'
launch run
equal 'a failed configuration ends it with 3' 3 "$code"
contains "a failed configuration shows Meson's words" 'ERROR: it is broken' "$err"
# Not root: the tests then need no tools for a lab.
stub id <<<'echo 1000'
launch test
equal 'a failed configuration fails the tests' 1 "$code"
equal 'a failed configuration still has a closing line' '0 passed, 1 failed' "$(tail -n 1 <<<"$out")"

# --- a network that fails
new_world
stub id <<<'echo 1000'
launch run --lab netns
equal 'without root there is no netns lab' 2 "$code"
contains 'without root the reason is told' '--lab netns makes network namespaces, which takes root' "$err"
equal 'without root nothing is built for it' '' "$(<"$calls")"
launch run --lab=netns x
equal 'the other form of the option is understood as well' 2 "$code"
launch run netns --lab
equal 'a filter of that name asks for no lab' 0 "$code"

new_world
stub id <<<'echo 0'
stub apt-get <<<'echo "apt-get $*" >>"$WORLD/calls"; exit 100'
launch run --lab netns
equal 'tools that are missing for a lab end it with 2' 2 "$code"
contains 'they are asked of apt-get' 'install -y --no-install-recommends iproute2 nftables' "$(<"$calls")"
: >"$calls"
launch test
contains 'the tests as root try the lab and ask for them too' ' iproute2 nftables' "$(<"$calls")"
: >"$calls"
launch run
equal 'without the lab they are not needed' 0 "$code"
equal 'without the lab they are not installed' 0 "$(called apt-get)"

# --- a suite that never ran
new_world
FAKE_SILENCE=1 launch run
equal 'a suite that ends without its mark did not run' 3 "$code"
contains 'that is told' 'the suite ended without having come to its end' "$err"
equal 'no mark is left over' '' "$(compgen -G "$clone/build/end.*")"
stub i686-w64-mingw32-g++-posix <<<'exit 0'
FAKE_SILENCE=1 launch run --arch x86
equal 'a Wine that does not run 32-bit programs is an input error' 2 "$code"
contains 'the Wine is named' 'wine-8.0 does not run 32-bit programs; --wine 10.0 does' "$err"
contains 'the 32-bit suite is built by itself' "--cross-file $clone/cross/i686-w64-mingw32.ini" "$(<"$calls")"
FAKE_EXIT=1 launch run --arch=x86 a
equal 'a 32-bit run keeps its exit code' 1 "$code"
contains 'the 32-bit exe is run' "exe $clone/build/windows-x86/suites/winsock-cts.exe" "$(<"$calls")"
launch run --arch arm
equal 'another architecture is a usage error' 2 "$code"
launch run --wine
equal 'a version must follow' 2 "$code"
launch run --wine ../x
equal 'a version is a number' 2 "$code"
launch run --wine 7.3
equal 'a Wine that nobody packs is an input error' 2 "$code"
contains 'what there is instead is told' '10.0 and 5.0.3 come from' "$err"

# --- another Wine, from a mirror that is a stand-in
new_world
for tool in awk chmod cp dd find head ln tar uname; do
    ln -sf "$(PATH=/usr/bin:/bin command -v "$tool")" "$world/base/$tool"
done
stub patchelf <<<'exit 0'
stub apt-get <<'END'
echo "apt-get $*" >>"$WORLD/calls"
case " $* " in
    *' update '*) [[ ! -e $WORLD/no-mirror ]] ;;
    *' download '*) touch wine64_1_amd64.deb libwine_1_amd64.deb libwine_1_i386.deb ;;
esac
END
stub dpkg-deb <<'END'
echo "dpkg-deb $*" >>"$WORLD/calls"
[[ ! -e $WORLD/hold-unpacking ]] || { echo $$ >"$WORLD/unpacking"; exec sleep 60; }
if [[ $1 == --fsys-tarfile ]]; then
    mkdir -p "$WORLD/tree/usr/lib/i386-linux-gnu/wine/i386-windows"
    touch "$WORLD/tree/usr/lib/i386-linux-gnu/wine/i386-windows/ws2_32.dll"
    tar -cC "$WORLD/tree" ./usr
    exit
fi
mkdir -p "$3/usr/lib/wine" "$3/usr/lib/x86_64-linux-gnu/wine/i386-windows"
printf '#!/usr/bin/env bash\n[[ $1 != --version ]] || { echo "wine-%s (Debian)"; exit; }\nexec bash "$WORLD/bin/any-wine" "$@"\n' \
    "$(cat "$WORLD/version")" >"$3/usr/lib/wine/wine64"
printf '#!/bin/sh\nexec wineserver-of-the-world "$@"\n' >"$3/usr/lib/wine/wineserver64"
chmod +x "$3/usr/lib/wine/"*
END
stub wineserver-of-the-world <<<'echo "other wineserver $*" >>"$WORLD/calls"'
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
if [[ -r $keyring && $(uname -m) == x86_64 ]]; then
    echo 10.0 >"$world/version"
    touch "$world/no-mirror"
    launch run --wine 10.0
    equal 'without a mirror another Wine is an input error' 2 "$code"
    contains 'without a mirror the reason is told' 'Debian trixie, which has Wine 10.0, cannot be had from' "$err"
    rm "$world/no-mirror"
    touch "$world/hold-unpacking"
    PATH="$world/bin:$world/base" bash "$launcher" run --wine 10.0 >"$world/first" 2>&1 &
    first=$!
    holds 'another Wine is being unpacked' wait_until test -s "$world/unpacking"
    kill -KILL "$first"
    wait "$first" 2>/dev/null
    rm "$world/hold-unpacking"
    # What the killed launcher had started keeps the lock until it ends.
    kill "$(<"$world/unpacking")"
    : >"$calls"
    launch run --wine=10.0 x --jobs 2
    equal 'after an interrupted call another Wine is had all the same' 0 "$code"
    contains 'it is begun anew' ' update' "$(<"$calls")"
    equal 'the suite sees nothing of the option' $'[run]\n[x]\n[--jobs]\n[2]' "$out"
    contains "it is the other Wine's server that is started" 'other wineserver -p60' "$(<"$calls")"
    equal 'it has a prefix of its own' 'wine-10.0 (Debian)' "$(<"$clone/build/wine-prefix-10.0/.made-by")"
    equal 'the 32-bit DLLs are in their place' "$clone/build/wines/10.0/usr/lib/x86_64-linux-gnu/wine/i386-windows/ws2_32.dll" \
        "$(find "$clone/build/wines/10.0" -name ws2_32.dll)"
    : >"$calls"
    launch run --wine 10.0
    equal 'a second call fetches nothing' 0 "$(called apt-get)"
    equal 'a second call makes no prefix of it' 0 "$(called 'wineboot -i')"
    : >"$calls"
    launch run --wine 8.0
    equal 'the installed Wine is not fetched' 0 "$(called apt-get)"
    echo 10.1 >"$world/version"
    rm -r "$clone/build/wines"
    launch run --wine 10.0
    equal 'a mirror that has another version by now is an input error' 2 "$code"
    contains 'what it has is told' 'Debian trixie has Wine 10.0 no more, but wine-10.1' "$err"
else
    skip 'another Wine' "it comes from Debian's packages for x86-64"
fi

# --- arguments, folders, exit codes
new_world
mkdir -p "$world/user/where I am"
ln -s "$clone/winsock-cts" "$world/user/suite"
launcher=$world/user/suite
cd "$world/user/where I am" || exit 1
FAKE_EXIT=1 launch run 'wsasend.*/tcp4/*' --report '/tmp/a b/x.json' --expect=/tmp/e.json --target library:/tmp/my.dll out/y.json --jobs 2
equal 'the exit code is passed through' 1 "$code"
equal 'absolute paths become paths on Z:, all else stays' '[run]
[wsasend.*/tcp4/*]
[--report]
[Z:\tmp\a b\x.json]
[--expect=Z:\tmp\e.json]
[--target]
[library:Z:\tmp\my.dll]
[out/y.json]
[--jobs]
[2]' "$out"
contains 'the exe is the one of the clone behind the link' "exe $clone/build/windows/suites/winsock-cts.exe" "$(<"$calls")"
launch help run
equal "help asks the exe's own help" $'[run]\n[--help]' "$out"
cd / || exit 1
launcher=$clone/winsock-cts

# --- two at once
new_world
mkfifo "$world/hold"
PATH="$world/bin:$world/base" bash "$launcher" list >"$world/first" 2>&1 &
first=$!
holds 'the first of two makes the prefix' wait_until test -e "$world/held"
touch "$world/second"
PATH="$world/bin:$world/base" bash "$launcher" list >"$world/second" 2>&1 &
second=$!
holds 'the second of two waits' wait_until grep -q 'waiting for another winsock-cts' "$world/second"
echo go >"$world/hold"
wait "$first"
equal 'the first of two succeeds' 0 $?
wait "$second"
equal 'the second of two succeeds' 0 $?
equal 'two at once make one prefix' 1 "$(called 'wineboot -i')"
equal 'two at once build once' 1 "$(called 'ninja')"

# --- one ends while another runs
: >"$calls"
FAKE_HANG=1 PATH="$world/bin:$world/base" bash "$launcher" run >"$world/first" 2>&1 &
first=$!
holds 'a long run is under way' wait_until test -e "$world/running"
launch list
equal 'a short call beside a long run succeeds' 0 "$code"
equal "a short call beside a long run leaves Wine's server alone" 0 "$(called 'wineserver -k')"
kill -TERM "$first"
wait "$first"
equal 'a terminated launcher ends the suite and tells so' 143 $?
equal "a terminated launcher ends Wine's server" 1 "$(called 'wineserver -k')"

finish
