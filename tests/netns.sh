#!/usr/bin/env bash
# The lab of network namespaces: this clone's launcher and suite on the machine's Wine inside, and that nothing is left of it.
set -uo pipefail

here=$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")
# shellcheck source=lib.sh
source "$here/lib.sh"

# Asked of a namespace that is made and taken away: containers have root without the rights of it.
why_not() {
    (($(id -u) == 0)) || { echo 'not root' && return; }
    local tool
    for tool in ip ss nft python3; do
        command -v "$tool" >/dev/null || { echo "there is no $tool" && return; }
    done
    local name=wcts-$$-probe
    { ip netns add "$name" && ip netns delete "$name"; } >/dev/null 2>&1 || echo 'no network namespaces can be made here'
}

reason=$(why_not)
if [[ -n $reason ]]; then
    skip 'a lab of network namespaces' "$reason"
    finish
fi

work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
cd "$work" || exit 1
suite=$here/../winsock-cts

# of FILE EXPRESSION: a value out of a JSON file, as Python sees it in `r`.
of() { python3 -c 'import json, sys; r = json.load(open(sys.argv[1])); print(eval(sys.argv[2]))' "$@"; }

# Of a launcher's lab: its namespaces, its Wine, its copy of the prefix.
left_over() {
    ip netns list | grep '^wcts-' || true
    compgen -G "$here/../build/netns.*/" || true
}
# shellcheck disable=SC2317  # `holds` and `wait_until` call it
nothing_left() { [[ -z $(left_over) ]]; }

before=$(left_over)
if [[ -n $before ]]; then
    skip 'a lab of network namespaces' 'another one is in use'
    finish
fi

# --- a run
code=0
"$suite" run --lab netns 'wsasend.econnaborted-*' 'wsasend.enetreset-*' 'wsasend.enetdown' 'connect.enetunreach' 'wsasend.size-1' \
    >run.out 2>run.err || code=$?
if [[ $(wine --version) == 'wine-8.0 '* ]]; then
    equal 'on Wine 8.0 a run with the lab finds nothing unexpected' 0 "$code"
    ((code == 0)) || sed 's/^/# /' run.out run.err
else
    skip 'on Wine 8.0 a run with the lab finds nothing unexpected' "this is $(wine --version)"
fi
equal 'the report names the lab' netns "$(of report.json 'r["target"]["lab"]')"
equal 'rows that need the lab are judged' '[]' \
    "$(of report.json '[c["id"] for c in r["cases"] if "econnaborted" in c["id"] and c["verdict"] not in ("pass", "fail")]')"
equal 'what it cannot do is unsupported' "['unsupported']" \
    "$(of report.json 'sorted({c["verdict"] for c in r["cases"] if c["id"].startswith("wsasend.enetdown")})')"
equal 'a route that is gone is told' "['pass']" \
    "$(of report.json 'sorted({c["verdict"] for c in r["cases"] if c["id"].startswith("connect.enetunreach")})')"
holds 'nothing is left of a lab' nothing_left

# --- what a case asked for is undone
python3 "$here/../tools/lab/netns.py" >ready 2>lab.err &
lab=$!
holds 'a lab without a run is ready' wait_until grep -q '^ready ' ready
read -r _ port name <ready
# asked ENDS FAMILY: the answers to no-route and heal, and the rules that take routes away after each.
asked() {
    # shellcheck disable=SC2016  # the shell inside expands them
    ip netns exec "$name" bash -c 'exec 3<>"/dev/tcp/127.0.0.1/$1"
        for line in "no-route $2" heal; do
            echo "$line" >&3
            read -r answer <&3
            echo "$answer, $(ip "$3" rule list | grep -c unreachable)"
        done' asked "$port" "$@"
}
equal 'an IPv4 route is taken away and given back' $'ok, 1\nok, 0' "$(asked '127.0.0.1:4711 127.0.0.1:80' -4)"
equal 'an IPv6 route is taken away and given back' $'ok, 1\nok, 0' "$(asked '[::1]:4711 [::1]:80' -6)"
kill "$lab"
wait "$lab"
holds 'nothing is left of a lab without a run' nothing_left

# --- a run that is ended from outside, in order and not
for signal in TERM KILL; do
    "$suite" run --lab netns --report "$signal.json" --repeat 50 >"$signal.out" 2>&1 &
    launcher=$!
    holds "a long run with the lab is under way ($signal)" wait_until test -s "$signal.json.partial"
    kill "-$signal" "$launcher"
    wait "$launcher" 2>/dev/null
    ended=$?
    equal "it ends by SIG$signal" "$((128 + $(kill -l "$signal")))" "$ended"
    holds "nothing is left of it ($signal)" wait_until nothing_left
done

finish
