#!/usr/bin/env bash
# Makes the zip of a release from this checkout with mingw-w64: release.sh [OUT_FOLDER, default build/release]
#
# Builds the exe for x64 and x86 in build/release-x64 and build/release-x86. Equal sources make an equal zip, wherever they are
# (tests/reproducible.sh). Needs what `winsock-cts run` needs, and g++-mingw-w64-i686-posix.
set -euo pipefail

root=$(cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/../.." && pwd)
out=${1-$root/build/release}
exe=suites/winsock-cts.exe

for compiler in x86_64 i686; do
    if ! command -v "$compiler-w64-mingw32-g++-posix" >/dev/null; then
        printf 'release.sh: %s\n' "there is no $compiler-w64-mingw32-g++-posix (Debian: g++-mingw-w64-${compiler/_/-}-posix)" >&2
        exit 2
    fi
done
mkdir -p -- "$out"
for build in release-x64:x86_64 release-x86:i686; do
    folder=$root/build/${build%:*}
    if [[ ! -f $folder/build.ninja ]]; then
        # No folder's name in the files, wherever they are built; -s: without the names of functions, which are most of the file.
        meson setup "$folder" "$root" --wrap-mode=nodownload --cross-file "$root/cross/${build#*:}-w64-mingw32.ini" \
            "-Dcpp_args=['-ffile-prefix-map=$root=.']" -Dcpp_link_args=-s >&2
    fi
    ninja -C "$folder" "$exe" >&2
done
version=$(meson introspect --projectinfo "$root/build/release-x64" | python3 -c 'import json, sys; print(json.load(sys.stdin)["version"])')
python3 "$root/tools/release/pack.py" --version "$version" --root "$root" --out "$out" \
    "x64=$root/build/release-x64/$exe" "x86=$root/build/release-x86/$exe"
