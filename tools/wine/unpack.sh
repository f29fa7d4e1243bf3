#!/usr/bin/env bash
# unpack.sh VERSION FOLDER: has Debian's Wine of that version in FOLDER, beside whatever Wine the machine has. Nothing is installed and no root
# is needed: packages of another Debian are fetched from the mirror that apt uses here, unpacked, and made to find their own libraries.
#
# unpack.sh VERSION: whether there is a way to have it at all.
#
# FOLDER is absolute and cannot be moved afterwards. FOLDER/bin has `wine` and `wineserver`; 10.0 runs 32-bit programs too, 5.0.3 does not.
# FOLDER/.complete is written last and names the version: as long as it does not, the folder is begun anew, so an interrupted call does no harm.
# Exit code 0: it is there. 2: it cannot be had, and a sentence on standard error says why. apt's own words go to standard output.
set -euo pipefail

fail() {
    printf '%s\n' "$*" >&2
    exit 2
}

if (($# < 1 || $# > 2)) || [[ ${2-/} != /* ]]; then
    fail 'usage: unpack.sh VERSION [FOLDER], with an absolute folder'
fi
version=$1
folder=${2-}
keyring=/usr/share/keyrings/debian-archive-keyring.gpg

# What the loader, the server and ntdll are linked with, and the FreeType whose lack every program would lament; whatever else Wine can do
# without is left out.
packages=(wine64 libwine libc6 libgcc-s1 liblzma5 libunwind8 libfreetype6 libbrotli1 zlib1g)
case $version in
    10.0)
        suite=trixie
        # The 32-bit half of every DLL; no 32-bit Linux library is wanted for it.
        packages+=(libwine:i386 libz-mingw-w64 libpng16-16t64)
        ;;
    5.0.3)
        suite=bullseye
        packages+=(libpng16-16)
        ;;
    *) fail "there is no way here to have Wine $version: 10.0 and 5.0.3 come from Debian's packages, and the installed one needs none" ;;
esac

[[ -n $folder ]] || exit 0
[[ $(cat -- "$folder/.complete" 2>/dev/null) != "$version" ]] || exit 0

[[ $(uname -m) == x86_64 ]] || fail "Wine $version comes from Debian's packages for x86-64, and this machine is $(uname -m)"
for tool in apt-get dpkg-deb patchelf; do
    command -v "$tool" >/dev/null || fail "Wine $version comes from Debian's packages, and there is no $tool here to get at them"
done
[[ -r $keyring ]] || fail "Wine $version comes from Debian's packages, and $keyring, which vouches for them, is not there"

# The first mirror that apt knows.
# shellcheck disable=SC2016  # apt fills them in
mirror=$(apt-get indextargets --format '$(REPO_URI) $(COMPONENT) $(ORIGIN)' 2>/dev/null | awk '$2 == "main" && $3 == "Debian" { print $1; exit }')
: "${mirror:=http://deb.debian.org/debian}"

rm -rf -- "$folder"
mkdir -p -- "$folder/apt/lists/partial" "$folder/apt/archives/partial"
apt=$folder/apt
: >"$apt/status"
printf 'deb [signed-by=%s] %s %s main\n' "$keyring" "$mirror" "$suite" >"$apt/sources.list"
# An apt of its own: other sources, other lists, a machine with nothing installed.
cat >"$apt/apt.conf" <<CONF
Dir::Etc::SourceList "$apt/sources.list";
Dir::Etc::SourceParts "/dev/null";
Dir::Etc::Parts "/dev/null";
Dir::Etc::PreferencesParts "/dev/null";
Dir::State::Lists "$apt/lists";
Dir::State::Status "$apt/status";
Dir::Cache "$apt";
APT::Architectures { "amd64"; "i386"; };
APT::Sandbox::User "";
Acquire::Languages "none";
Acquire::Retries "2";
CONF
export APT_CONFIG=$apt/apt.conf
apt-get -q update </dev/null || fail "Debian $suite, which has Wine $version, cannot be had from $mirror"
(cd "$apt/archives" && apt-get -q download "${packages[@]}" </dev/null) || fail "Debian's packages of Wine $version cannot be had from $mirror"

for package in "$apt/archives/"*.deb; do
    case $package in
        *_i386.deb) dpkg-deb --fsys-tarfile "$package" | tar -xC "$apt" --wildcards './usr/lib/i386-linux-gnu/wine/i386-windows/*' ;;
        *) dpkg-deb -x "$package" "$folder" ;;
    esac
done
libraries=$folder/usr/lib/x86_64-linux-gnu
wine=$libraries/wine
if [[ -d $apt/usr ]]; then
    rm -rf -- "$wine/i386-windows"
    mv -- "$apt/usr/lib/i386-linux-gnu/wine/i386-windows" "$wine/"
fi
rm -rf -- "$apt" "$folder/usr/share/doc" "$folder/usr/share/man"

# 10.0 takes its zlib from a package whose DLL says nothing of Wine, and loads it as one of its own only with the mark that libwine's
# installation scripts would put behind the DOS header: this text, and zeros up to 32 bytes.
for pair in x86_64-w64-mingw32:x86_64-windows i686-w64-mingw32:i386-windows; do
    from=$folder/usr/${pair%:*}/lib/zlib1.dll
    to=$wine/${pair#*:}/zlib1.dll
    [[ -e $from ]] || continue
    rm -f -- "$to"
    cp -- "$from" "$to"
    printf '%-16s' 'Wine builtin DLL' | cat - <(head -c 16 /dev/zero) | dd of="$to" bs=1 seek=64 conv=notrunc status=none
done

# The loader starts itself anew, so a library path given to ld.so is lost on the way: interpreter and path go into the files. 5.0.3's modules
# name a folder of the installed system to search before all others.
interpreter=$folder/usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2
[[ -e $interpreter ]] || interpreter=$folder/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2
path=$wine:$libraries:$folder/lib/x86_64-linux-gnu
mkdir -- "$folder/bin"
ln -sf wineserver64 "$folder/usr/lib/wine/wineserver"
for program in wine64 wineserver64; do
    patchelf --set-interpreter "$interpreter" --force-rpath --set-rpath "$path" "$folder/usr/lib/wine/$program"
    printf '#!/bin/sh\nexec "%s" "$@"\n' "$folder/usr/lib/wine/$program" >"$folder/bin/${program%64}"
    chmod +x "$folder/bin/${program%64}"
done
[[ $version != 5.0.3 ]] || find "$wine" -name '*.so*' -type f -exec patchelf --remove-rpath {} +

found=$("$folder/bin/wine" --version) || fail "Debian's Wine $version was unpacked in $folder and does not start"
[[ $found == "wine-$version" || $found == "wine-$version "* ]] || fail "Debian $suite has Wine $version no more, but $found"
printf '%s\n' "$version" >"$folder/.complete"
