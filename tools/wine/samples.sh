#!/usr/bin/env bash
# samples.sh [NAME...]: makes the reports in reports/samples/ anew, all of them or those named (wine-10.0-x86). Each is one whole run of this
# suite on one Wine, judged by what fixtures/expectations/ says of it, and replaces the old one only if nothing in it was unexpected. A busy
# machine makes cases time out, so each has three tries.
# Exit code 0: all were made. 1: at least one was not; its last try is kept in build/samples.
set -uo pipefail

root=$(dirname -- "$(dirname -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")")")
declare -A arguments=(
    [wine-5.0.3]='--wine 5.0.3'
    [wine-8.0]='--wine 8.0'
    [wine-10.0]='--wine 10.0'
    [wine-10.0-x86]='--wine 10.0 --arch x86'
)
(($#)) || set -- wine-5.0.3 wine-8.0 wine-10.0 wine-10.0-x86
for name in "$@"; do
    if [[ -z ${arguments[$name]-} ]]; then
        printf 'samples.sh: there is no sample %s\n' "$name" >&2
        exit 2
    fi
done

tries=$root/build/samples
mkdir -p -- "$tries" "$root/reports/samples"
left=0
for name in "$@"; do
    made=no
    for try in 1 2 3; do
        printf '%s, try %d\n' "$name" "$try"
        # shellcheck disable=SC2086  # words
        if "$root/winsock-cts" run ${arguments[$name]} --trace few --report "$tries/$name.json" >"$tries/$name.out"; then
            mv -- "$tries/$name.json" "$root/reports/samples/$name.json"
            made=yes
            break
        fi
        tail -n 20 -- "$tries/$name.out"
    done
    [[ $made == yes ]] || left=$((left + 1))
done
exit $((left > 0))
