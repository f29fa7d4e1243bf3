#!/usr/bin/env bash
# Fuzzes what reads files that nobody vouches for (reports/fuzz/fuzz.cpp): fuzz.sh [SECONDS a target, default 1]
#
# Builds with Clang, libFuzzer, AddressSanitizer and UBSan into build/fuzz; the seeds are the samples of the reports' own tests, good and bad,
# and the files of fixtures/. What is found stays in build/fuzz/found, what was interesting to a run of 30 seconds or
# more in build/fuzz/corpus, for the next.
set -uo pipefail

here=$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")
root=$(dirname -- "$here")
# shellcheck source=lib.sh
source "$here/lib.sh"

seconds=${1-1}
# A short run has no time to optimise, nor to go through what earlier ones found interesting.
optimise=-O0
corpus=short
if ((seconds >= 30)); then
    optimise=-O1
    corpus=corpus
fi
folder=$root/build/fuzz
samples=$root/build/native/reports/write-samples

# compile NAME FILE...: all of them as one source, for the headers they share are the better part of the build's time.
compile() {
    local name=$1 file
    shift
    for file in "$@"; do
        printf '#include "%s"\n' "${file#"$root"/}"
    done >"$folder/$name.cpp"
    clang++ -std=c++20 "$optimise" -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all -I"$root" -c "$folder/$name.cpp" \
        -o "$folder/$name.o" >"$folder/$name.log" 2>&1
}

# In two pieces, for two cores. What only writes is left out.
build() {
    local file first
    local -a room=()
    for file in "$root"/reports/*.cpp; do
        case ${file##*/} in
            comparison*.cpp | merge.cpp | page_*.cpp | report_writer.cpp | whole_file.cpp) ;;
            *) room+=("$file") ;;
        esac
    done
    compile room "${room[@]}" &
    first=$!
    compile fuzz "$root"/reports/outside/*.cpp "$root/reports/fuzz/fuzz.cpp" || return
    wait "$first" || return
    clang++ -fsanitize=fuzzer,address,undefined "$folder/room.o" "$folder/fuzz.o" -o "$folder/fuzz" >"$folder/link.log" 2>&1
}

seeds() {
    rm -rf -- "$folder/samples"
    mkdir -p -- "$folder/samples" "$folder"/seeds/{report,expectations,clauses,renames} &&
        "$samples" "$folder/samples" &&
        cp -- "$folder"/samples/*-report-*.json "$folder/seeds/report/" &&
        cp -- "$folder"/samples/*-expectations-*.json "$folder/seeds/expectations/" &&
        cp -- "$root"/fixtures/spec/*.json "$folder/seeds/clauses/" &&
        printf '{"schema": "winsock-cts/renames/1", "renames": {"wsasend.old": "wsasend.new", "wsasend.old/tcp4/iocp": "wsasend.x/tcp4/poll"}}' \
            >"$folder/seeds/renames/two.json"
}

# fuzz TARGET: the corpus first, then the seeds.
fuzz() {
    rm -rf -- "$folder/short"
    mkdir -p -- "$folder/$corpus/$1" "$folder/found"
    "$folder/fuzz" --target="$1" -max_total_time="$seconds" -max_len=65536 -timeout=20 -rss_limit_mb=2048 -print_final_stats=1 \
        -artifact_prefix="$folder/found/$1-" "$folder/$corpus/$1" "$folder/seeds/$1" >"$folder/target-$1.log" 2>&1 </dev/null
}

mkdir -p -- "$folder"
if ! build; then
    report_check failed 'the fuzzed readers build with Clang'
    sed 's/^/# /' "$folder/room.log" "$folder/fuzz.log" "$folder/link.log"
    finish
fi
report_check ok 'the fuzzed readers build with Clang'
seeds
equal 'the samples are there as seeds' 0 $?
for target in report expectations clauses renames; do
    if fuzz "$target"; then
        report_check ok "fuzzing finds nothing in $target ($(sed -n 's/^stat::number_of_executed_units: *//p' "$folder/target-$target.log") inputs)"
    else
        report_check failed "fuzzing finds nothing in $target"
        tail -n 40 -- "$folder/target-$target.log" | sed 's/^/# /'
    fi
done
finish
