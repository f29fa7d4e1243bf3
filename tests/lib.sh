# shellcheck shell=bash
# For test scripts: each check prints one line of TAP. A script sources this, calls checks and ends with `finish`.

checks=0
failures=0

report_check() {
    local verdict=$1 name=$2
    checks=$((checks + 1))
    if [[ $verdict == ok ]]; then
        printf 'ok %d - %s\n' "$checks" "$name"
    else
        failures=$((failures + 1))
        printf 'not ok %d - %s\n' "$checks" "$name"
    fi
}

# equal NAME EXPECTED ACTUAL
equal() {
    if [[ $2 == "$3" ]]; then
        report_check ok "$1"
    else
        report_check failed "$1"
        printf '# expected: %s\n# actual:   %s\n' "${2//$'\n'/$'\n# '}" "${3//$'\n'/$'\n# '}"
    fi
}

# contains NAME PART WHOLE
contains() {
    if [[ $3 == *"$2"* ]]; then
        report_check ok "$1"
    else
        report_check failed "$1"
        printf '# expected to contain: %s\n# actual: %s\n' "$2" "${3//$'\n'/$'\n# '}"
    fi
}

# holds NAME COMMAND...: the command succeeds.
holds() {
    local name=$1
    shift
    if "$@"; then
        report_check ok "$name"
    else
        report_check failed "$name"
    fi
}

# wait_until COMMAND...: until it succeeds, for 30 seconds at most. A bound on waiting for a state, not a proof of one.
wait_until() {
    local tries
    for ((tries = 0; tries < 600; tries++)); do
        "$@" && return 0
        sleep 0.05
    done
    return 1
}

skip() {
    checks=$((checks + 1))
    printf 'ok %d - %s # skip %s\n' "$checks" "$1" "$2"
}

finish() {
    printf '1..%d\n' "$checks"
    exit $((failures > 0))
}
