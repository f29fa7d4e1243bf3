"""A network that fails on demand, for Wine: `winsock-cts run --lab netns` starts this.

    netns.py [--watch PID] [--remove DIR]

Prints `ready PORT NAMESPACE` once programs in NAMESPACE can talk to it on 127.0.0.1:PORT, and stays until it is told to end (SIGTERM) or the
process PID has ended, however that came; then it ends what runs in the namespace, takes everything away that it made, and removes DIR. Needs
root.

A client sends a line, a verb with its arguments (harness/lab/README.md), and gets one back: `ok ANSWER` or `error SENTENCE`. What a client
asked for is undone by its `heal`, or when it is gone.
"""

import argparse
import functools
import ipaddress
import os
import select
import shutil
import signal
import socketserver
import sys
import threading

import network


def endpoint(text):
    """'[::1]:80' -> ('::1', 80)"""
    address, _, port = text.rpartition(":")
    return str(ipaddress.ip_address(address.strip("[]"))), int(port)


class Client(socketserver.StreamRequestHandler):
    """One case at a time, in one worker of the suite."""

    def setup(self):
        super().setup()
        self.undone_by = []
        self.verbs = {"cut": self.cut, "abort": self.abort, "expire-ttl": self.expire_ttl, "no-route": self.no_route, "heal": self.heal}

    def handle(self):
        for line in self.rfile:
            words = line.decode("ascii", "replace").split()
            try:
                verb = self.verbs.get(words[0] if words else "")
                answer = "ok " + (verb(*words[1:]) or "") if verb else "error this lab has no such verb"
            except (network.NetworkError, TypeError, ValueError, KeyError) as error:
                answer = "error " + " ".join(str(error).split())
            self.wfile.write(answer.strip().encode() + b"\n")

    def finish(self):
        try:
            self.heal()
        except network.NetworkError as error:
            print(f"netns.py: {error}", file=sys.stderr)
        try:
            super().finish()
        except OSError:
            pass  # the client is gone

    def cut(self, local, remote):
        elements = network.cut(endpoint(local)[1], endpoint(remote)[1])
        self.undone_by.append(functools.partial(network.mend, elements))

    def abort(self, local, remote):
        network.abort(*endpoint(local), *endpoint(remote))

    def expire_ttl(self, family):
        return network.FAR_ADDRESSES[int(family)]

    def no_route(self, local, remote):
        rule = network.take_route(endpoint(local)[1], *endpoint(remote))
        self.undone_by.append(functools.partial(network.give_route, rule))

    def heal(self):
        while self.undone_by:
            self.undone_by.pop()()


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request, client_address):
        """A client that breaks off is none of the server's trouble: `finish` has undone what it asked for."""


def end_with(pid, over):
    """Sets the event when the process has ended."""
    handle = os.pidfd_open(pid)

    def watch():
        select.select([handle], [], [])
        over.set()

    threading.Thread(target=watch, daemon=True).start()


def main():
    parser = argparse.ArgumentParser(description="A network that fails on demand, in namespaces of its own.")
    parser.add_argument("--watch", metavar="PID", type=int, help="the process with which the network ends")
    parser.add_argument("--remove", metavar="DIR", help="a folder to remove at the end")
    arguments = parser.parse_args()

    over = threading.Event()
    # A Ctrl-C is for the suite, which ends first.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: over.set())
    the_network = network.Network()
    try:
        if arguments.watch:
            end_with(arguments.watch, over)
        the_network.make()
        the_network.enter_lab()
        with Server(("127.0.0.1", 0), Client) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            print(f"ready {server.server_address[1]} {the_network.lab}", flush=True)
            # With a time-out, so that a signal is looked at.
            while not over.wait(0.2):
                pass
            server.shutdown()
    except (network.NetworkError, OSError) as error:
        print(f"netns.py: {error}", file=sys.stderr)
        return 1
    finally:
        the_network.remove()
        if arguments.remove:
            shutil.rmtree(arguments.remove, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
