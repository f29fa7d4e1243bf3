#!/usr/bin/env bash
# Whole runs, one after the other: no verdict and no observation may differ from run to run.
#
#     tests/steady.sh QUIET LOADED [FOLDER]
#
# QUIET runs in the usual order with the machine to themselves, and LOADED runs, shuffled, each by a seed of its own, two at a time, so that
# each loads both cores for the other. FOLDER keeps the program and what was seen, and a later call with it goes on: a hundred runs take two
# hours. Made with ./winsock-cts run, which is to be up to date: nothing is built here. Exit code 1 when anything differed.
set -euo pipefail

here=$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")
root=$(readlink -f -- "$here/..")
# shellcheck disable=SC2034  # wine.sh uses it
other_wine=
# shellcheck source=/dev/null
source "$root/tools/launcher/say.sh"
# shellcheck source=/dev/null
source "$root/tools/launcher/wine.sh"
# shellcheck source=/dev/null
source "$root/tools/launcher/netns.sh"

(($# == 2 || $# == 3)) || die 2 'usage: tests/steady.sh QUIET LOADED [FOLDER]'
quiet=$1 loaded=$2
folder=${3-$(mktemp -d)}
mkdir -p -- "$folder"
folder=$(readlink -f -- "$folder")
wine_environment
if ! [[ -e $folder/winsock-cts.exe ]]; then
    cp -- "$root/build/windows/suites/winsock-cts.exe" "$folder/"
    copy_prefix "$WINEPREFIX" "$folder/prefix"
fi
# Of its own: who builds or runs in the clone meanwhile ends the clone's Wine server.
export WINEPREFIX=$folder/prefix
quietly 120 wine wineboot

# one NAME ARGUMENT...: a run, and what came of it in NAME.json and NAME.out.
one() {
    local name=$1 code=0
    shift
    rm -f -- "$folder/$name.json"
    (cd "$folder" && wine ./winsock-cts.exe run --report "$name.json" "$@" </dev/null >"$name.out" 2>&1) || code=$?
    printf '%s: exit code %s, load %s, %s\n' "$name $*" "$code" "$(cut -d' ' -f1 /proc/loadavg)" \
        "$(grep -am1 ' cases in ' "$folder/$name.out" | tr -d '\r' || tail -1 "$folder/$name.out")"
}
take() { python3 "$here/steady.py" "$folder/seen.json" "$@"; }

for ((done = 0; done < loaded; done += 2)); do
    one first --shuffle --seed "$RANDOM" &
    one second --shuffle --seed "$RANDOM"
    wait
    take loaded "$folder/first.json" "$folder/second.json"
done
for ((done = 0; done < quiet; ++done)); do
    one first
    take quiet "$folder/first.json"
done
take --tell
