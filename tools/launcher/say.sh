# shellcheck shell=bash
# What the launcher tells people, always on standard error: standard output belongs to the suite.

say() { printf 'winsock-cts: %s\n' "$*" >&2; }

# die CODE SENTENCE...
die() {
    local code=$1
    shift
    say "$@"
    exit "$code"
}

# show_log FILE: the end of a log, for a step that failed.
show_log() {
    if [[ -s $1 ]]; then
        tail -n 40 -- "$1" >&2
    fi
}
