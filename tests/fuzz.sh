#!/usr/bin/env bash
# Fuzzes what reads files that nobody vouches for (reports/fuzz/fuzz.cpp): fuzz.sh [SECONDS a target, default 2]
#
# Builds with Clang, libFuzzer, AddressSanitizer and UBSan into build/fuzz; the seeds are the samples of the reports' own tests, good and bad,
# and the files of fixtures/. What is found stays in build/fuzz/found, what was interesting in build/fuzz/corpus, for the next, longer run.
set -uo pipefail

here=$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")
root=$(dirname -- "$here")
# shellcheck source=lib.sh
source "$here/lib.sh"

seconds=${1-2}
folder=$root/build/fuzz
samples=$root/build/native/reports/write-samples

# One source that includes all others: the headers they share are the better part of the build's time. The writer of reports is left out: it
# has nothing to read.
build() {
    local file
    for file in "$root"/reports/*.cpp "$root"/reports/outside/*.cpp; do
        case ${file##*/} in
            report_writer.cpp | whole_file.cpp) ;;
            *) printf '#include "%s"\n' "${file#"$root"/}" ;;
        esac
    done >"$folder/everything.cpp"
    printf '#include "reports/fuzz/fuzz.cpp"\n' >>"$folder/everything.cpp"
    clang++ -std=c++20 -O1 -g1 -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all -I"$root" "$folder/everything.cpp" \
        -o "$folder/fuzz" >"$folder/build.log" 2>&1
}

seeds() {
    rm -rf -- "$folder/samples"
    mkdir -p -- "$folder/samples" "$folder/seeds/report" "$folder/seeds/expectations" "$folder/seeds/clauses" &&
        "$samples" "$folder/samples" &&
        cp -- "$folder"/samples/*-report-*.json "$folder/seeds/report/" &&
        cp -- "$folder"/samples/*-expectations-*.json "$folder/seeds/expectations/" &&
        cp -- "$root"/fixtures/spec/*.json "$folder/seeds/clauses/"
}

# fuzz TARGET: the corpus of earlier runs first, then the seeds.
fuzz() {
    mkdir -p -- "$folder/corpus/$1" "$folder/found"
    "$folder/fuzz" --target="$1" -max_total_time="$seconds" -max_len=65536 -timeout=20 -rss_limit_mb=2048 -print_final_stats=1 \
        -artifact_prefix="$folder/found/$1-" "$folder/corpus/$1" "$folder/seeds/$1" >"$folder/$1.log" 2>&1 </dev/null
}

mkdir -p -- "$folder"
if ! build; then
    report_check failed 'the fuzzed readers build with Clang'
    sed 's/^/# /' "$folder/build.log"
    finish
fi
report_check ok 'the fuzzed readers build with Clang'
seeds
equal 'the samples are there as seeds' 0 $?
for target in report expectations clauses; do
    if fuzz "$target"; then
        report_check ok "fuzzing finds nothing in $target ($(sed -n 's/^stat::number_of_executed_units: *//p' "$folder/$target.log") inputs)"
    else
        report_check failed "fuzzing finds nothing in $target"
        tail -n 40 -- "$folder/$target.log" | sed 's/^/# /'
    fi
done
finish
