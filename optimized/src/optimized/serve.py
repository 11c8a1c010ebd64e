"""Runs the service: `python -m optimized.serve`, under systemd or with `--bind` by hand.

The parent holds the listening socket, forks WEB_CONCURRENCY workers, tells systemd READY once the
pools of all are open, replaces a worker that dies, and passes SIGTERM on.
"""

from __future__ import annotations

import argparse
import os
import selectors
import signal
import socket
import struct
import sys
from collections.abc import Callable, Mapping

from optimized import environment, worker

LISTEN_FDS_START = 3  # systemd's protocol: the first inherited descriptor
ENDINGS = (signal.SIGTERM, signal.SIGINT)


class Parent:
    """Keeps `size` processes alive that run `work`, which is given a descriptor to tell ready."""

    def __init__(self, work: Callable[[int], None], size: int) -> None:
        self._work = work
        self._size = size
        self._workers: set[int] = set()
        self._ready: set[int] = set()
        self._telling, self._told = os.pipe()
        self._ending = self._failed = False

    def run(self) -> int:
        """Serve until SIGTERM or SIGINT, or until a worker cannot start; return the status."""
        signals, wakeup = socket.socketpair()
        wakeup.setblocking(False)  # noqa: FBT003 - its only parameter
        signal.set_wakeup_fd(wakeup.fileno())
        for number in (*ENDINGS, signal.SIGCHLD):
            signal.signal(number, lambda *_: None)
        for _ in range(self._size):
            self._fork()
        with selectors.DefaultSelector() as selector:
            selector.register(signals, selectors.EVENT_READ, lambda: self._signalled(signals))
            selector.register(self._telling, selectors.EVENT_READ, self._hear)
            while self._workers:
                for key, _ in selector.select():
                    key.data()
        return 1 if self._failed else 0

    def _fork(self) -> None:
        if pid := os.fork():
            self._workers.add(pid)
            return
        signal.set_wakeup_fd(-1)
        for number in (*ENDINGS, signal.SIGCHLD):
            signal.signal(number, signal.SIG_DFL)
        status = 1
        try:
            self._work(self._told)
            status = 0
        finally:
            sys.stderr.flush()
            os._exit(status)  # the parent's stack is not this process's to unwind

    def _hear(self) -> None:
        for (pid,) in struct.iter_unpack("i", os.read(self._telling, 4 * self._size)):
            self._ready.add(pid)
        if len(self._ready & self._workers) == self._size:
            notify("READY=1")

    def _signalled(self, signals: socket.socket) -> None:
        numbers = signals.recv(4096)
        if any(number in numbers for number in ENDINGS):
            self._end()
        if signal.SIGCHLD in numbers:
            self._reap()

    def _reap(self) -> None:
        while self._workers:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                return
            self._workers.discard(pid)
            if self._ending:
                continue
            code = os.waitstatus_to_exitcode(status)
            print(f"worker {pid} ended with status {code}", file=sys.stderr, flush=True)
            if pid in self._ready:
                self._fork()
            else:  # it could not start, and so could not another: systemd tries again later
                self._failed = True
                self._end()

    def _end(self) -> None:
        if not self._ending:
            notify("STOPPING=1")
        self._ending = True
        for pid in self._workers:
            os.kill(pid, signal.SIGTERM)


def notify(state: str) -> None:
    """Tell systemd, where it listens."""
    if address := os.environ.get("NOTIFY_SOCKET"):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as target:
            target.connect(address.replace("@", "\0", 1) if address[0] == "@" else address)
            target.sendall(state.encode())


def inherited(variables: Mapping[str, str]) -> socket.socket | None:
    """Return the socket that systemd listens on for this process, if it does."""
    if variables.get("LISTEN_PID") != str(os.getpid()):
        return None
    return socket.socket(fileno=LISTEN_FDS_START)


def main() -> int:
    """Serve; return the exit status."""
    parser = argparse.ArgumentParser(prog="optimized.serve", description=__doc__)
    parser.add_argument("--bind", metavar="HOST:PORT", help="listen there, not on systemd's socket")
    bind = parser.parse_args().bind
    listener = inherited(os.environ)
    if bind:
        host, _, port = bind.rpartition(":")
        listener = socket.create_server((host, int(port)), backlog=worker.BACKLOG)
    if listener is None:
        parser.error("systemd passes no socket: name an address with --bind")
    size = environment.number("WEB_CONCURRENCY", 1)
    # before the fork: memory that workers share, like the circuit of the cache, is made here
    application = worker.load()
    return Parent(lambda ready: worker.run(application, listener, ready), size).run()


if __name__ == "__main__":
    sys.exit(main())
