"""Three network namespaces in a row: `lab`, where Wine lives; a router; `far`, which one hop does not reach.

Their names carry the id of the process that makes them. No interface has a way out: nothing that is sent in there can leave the machine.
"""

import ctypes
import os
import pathlib
import signal
import subprocess
import time

CLONE_NEWNET = 0x40000000
SYSTEM_CALL_S = 20

# A cut connection ends after 6.7 s instead of a quarter of an hour, by keep-alive after one probe, and an attempt that nobody answers after 7 s
# instead of two minutes. No sooner: a peer with a tiny buffer that reads nothing drops what it gets without a word, and rows let it do so
# for up to 4 s.
LAB_SYSCTLS = {"ipv4/tcp_retries2": 3, "ipv4/tcp_keepalive_probes": 1, "ipv4/tcp_syn_retries": 2}
# Routers answer expired datagrams one a second; here each one is a case.
ROUTER_SYSCTLS = {
    "ipv4/ip_forward": 1,
    "ipv4/icmp_ratelimit": 0,
    "ipv6/conf/all/forwarding": 1,
    "ipv6/icmp/ratelimit": 0,
}
# namespace: (interface, IPv4, IPv6) by the order of the chain.
LINKS = (
    (("lab", "10.77.1.2/24", "fd77:1::2/64"), ("router", "10.77.1.1/24", "fd77:1::1/64")),
    (("far", "10.77.2.2/24", "fd77:2::2/64"), ("router", "10.77.2.1/24", "fd77:2::1/64")),
)
FAR_ADDRESSES = {4: "10.77.2.2:9", 6: "[fd77:2::2]:9"}

# Dropped where they arrive: where they leave, their sender would be told.
NFT_TABLE = """
table inet wcts {
    set cut { type inet_proto . inet_service . inet_service; }
    chain arriving {
        type filter hook input priority 0; policy accept;
        meta l4proto { tcp, udp } meta l4proto . th sport . th dport @cut drop
    }
}
"""


class NetworkError(Exception):
    """One step failed; the text is for people."""


def run(*command, text=None):
    """The standard output of a command that must succeed soon."""
    try:
        done = subprocess.run(command, input=text, capture_output=True, text=True, timeout=SYSTEM_CALL_S, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NetworkError(str(error)) from error
    if done.returncode != 0:
        raise NetworkError(f"{' '.join(command)}: {done.stderr.strip() or f'exit code {done.returncode}'}")
    return done.stdout


class Network:
    def __init__(self):
        self.names = {role: f"wcts-{os.getpid()}-{role}" for role in ("lab", "router", "far")}

    @property
    def lab(self):
        return self.names["lab"]

    def make(self):
        for name in self.names.values():
            run("ip", "netns", "add", name)
            run("ip", "-n", name, "link", "set", "lo", "up")
        for number, (end, router) in enumerate(LINKS):
            run("ip", "link", "add", f"to-router{number}", "netns", self.names[end[0]], "type", "veth", "peer", "name", f"to-end{number}",
                "netns", self.names[router[0]])
            for (role, four, six), interface in ((end, f"to-router{number}"), (router, f"to-end{number}")):
                name = self.names[role]
                run("ip", "-n", name, "address", "add", four, "dev", interface)
                run("ip", "-n", name, "address", "add", six, "dev", interface, "nodad")
                run("ip", "-n", name, "link", "set", interface, "up")
            for address in router[1:]:
                run("ip", "-n", self.names[end[0]], "route", "add", "default", "via", address.split("/")[0])
        for family in ("-4", "-6"):
            # Rules that take a route away have to come before the one that leads to the namespace's own addresses, which is the first.
            run("ip", family, "-n", self.lab, "rule", "add", "pref", "1", "lookup", "local")
            run("ip", family, "-n", self.lab, "rule", "delete", "pref", "0")
        self._set("router", ROUTER_SYSCTLS)
        self._set("lab", LAB_SYSCTLS)

    def _set(self, role, values):
        for name, value in values.items():
            run("ip", "netns", "exec", self.names[role], "sh", "-c", f"echo {value} >/proc/sys/net/{name}")

    def enter_lab(self):
        """Moves the calling thread, and those that it starts, into the lab's namespace."""
        libc = ctypes.CDLL(None, use_errno=True)
        with pathlib.Path("/run/netns", self.lab).open("rb") as handle:
            if libc.setns(handle.fileno(), CLONE_NEWNET) != 0:
                raise NetworkError(f"entering the namespace {self.lab}: {os.strerror(ctypes.get_errno())}")
        run("nft", "-f", "-", text=NFT_TABLE)

    def remove(self):
        """Ends what runs in the lab, and takes everything away. Never raises."""
        for role, name in self.names.items():
            if not pathlib.Path("/run/netns", name).exists():
                continue
            if role == "lab":
                self._end_processes(name)
            subprocess.run(("ip", "netns", "delete", name), capture_output=True, timeout=SYSTEM_CALL_S, check=False)

    def _end_processes(self, name):
        for _ in range(50):
            listed = subprocess.run(("ip", "netns", "pids", name), capture_output=True, text=True, timeout=SYSTEM_CALL_S, check=False)
            # Of the namespace's own processes, this one is not to be ended.
            others = [pid for pid in map(int, listed.stdout.split()) if pid != os.getpid()]
            if not others:
                return
            for pid in others:
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass
            time.sleep(0.1)


def cut(local_port, remote_port):
    """The element of the set that stands for the pair, in both directions."""
    elements = ", ".join(f"{protocol} . {one} . {other}" for protocol in ("tcp", "udp")
                         for one, other in ((local_port, remote_port), (remote_port, local_port)))
    run("nft", "add", "element", "inet", "wcts", "cut", "{ " + elements + " }")
    return elements


def mend(elements):
    run("nft", "delete", "element", "inet", "wcts", "cut", "{ " + elements + " }")


def take_route(local_port, remote, remote_port):
    """The kernel finds no network on the way from the port to the remote end: ENETUNREACH. Returns the rule that says so."""
    rule = ("-6" if ":" in remote else "-4", "pref", "0", "to", remote, "sport", str(local_port), "dport", str(remote_port), "unreachable")
    run("ip", rule[0], "rule", "add", *rule[1:])
    return rule


def give_route(rule):
    run("ip", rule[0], "rule", "delete", *rule[1:])


def abort(local, local_port, remote, remote_port):
    """The kernel gives the connection up with ECONNABORTED."""
    local, remote = (f"[{address}]" if ":" in address else address for address in (local, remote))
    killed = run("ss", "-H", "-n", "-K", "-t", "src", local, "sport", "=", f":{local_port}", "dst", remote, "dport", "=", f":{remote_port}")
    if not killed.strip():
        raise NetworkError(f"there is no connection from {local}:{local_port} to {remote}:{remote_port}, or this kernel cannot end one "
                           "(CONFIG_INET_DIAG_DESTROY)")
