"""Clients that keep their connections, six for each URL.

`python -m tests.nix.clients TOKEN URL...`: they read a URL, and write to one given as `POST URL`,
until stdin ends. `ready` says that each client has had an answer; at the end comes how often each
answer came, as JSON.

A read over a kept connection that the server closed is sent again over another, as HTTP libraries
do, and counts as `reconnected` beside its answer. No client may send a write again (RFC 9110,
9.2.2), so each has a connection of its own.
"""

from __future__ import annotations

import http.client
import json
import sys
import threading
import time
import urllib.parse
from collections import Counter

from tests.support.customers import new_customer

CLIENTS = 6
PAUSE = 0.01  # connections are to be idle at times: that is when a server closes them
LAST = 20  # answers that each client wants after the end of stdin

_ready = threading.Semaphore(0)
_stop = threading.Event()


class Client:
    """One connection, and what came over it."""

    def __init__(self, token: str, target: str) -> None:
        self.outcomes: Counter[str] = Counter()
        method, _, url = target.rpartition(" ")
        parts = urllib.parse.urlsplit(url)
        self._method = method or "GET"
        self._path = f"{parts.path}?{parts.query}".rstrip("?")
        self._headers = {
            "host": "bench",
            "authorization": f"Bearer {token}",
            "content-type": "application/json",
            "connection": "close" if method == "POST" else "keep-alive",
        }
        self._connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=90)

    def run(self) -> None:
        """Ask until `_stop`, and a little longer."""
        self.outcomes[self._outcome()] += 1
        _ready.release()
        left = LAST
        while left:
            left -= _stop.is_set()
            self.outcomes[self._outcome()] += 1
            time.sleep(PAUSE)

    def _outcome(self) -> str:
        is_kept = self._connection.sock is not None
        try:
            try:
                return self._ask()
            except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
                if not is_kept:
                    raise
                self.outcomes["reconnected"] += 1
                self._connection.close()
                return self._ask()
        except (OSError, http.client.HTTPException) as error:
            self._connection.close()
            return f"{time.strftime('%T')} {error!r}"

    def _ask(self) -> str:
        body = json.dumps(new_customer()) if self._method == "POST" else None
        self._connection.request(self._method, self._path, body, self._headers)
        response = self._connection.getresponse()
        response.read()
        return str(response.status)


def main() -> None:
    """Run all clients."""
    token, *targets = sys.argv[1:]
    clients = {target: [Client(token, target) for _ in range(CLIENTS)] for target in targets}
    threads = [threading.Thread(target=client.run) for each in clients.values() for client in each]
    for thread in threads:
        thread.start()
    for _ in threads:
        _ready.acquire()
    print("ready", flush=True)
    sys.stdin.read()
    _stop.set()
    for thread in threads:
        thread.join()
    outcomes = {
        target: sum((client.outcomes for client in each), Counter())
        for target, each in clients.items()
    }
    print(json.dumps(outcomes))


if __name__ == "__main__":
    main()
