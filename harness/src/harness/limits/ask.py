"""Asks for the paths on stdin, each once, and prints the milliseconds of each answer as JSON.

Runs on the host, where nothing of the harness is installed:
`python ask.py PORT CONNECTIONS STATUS...`, the statuses being those of a good answer.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection


class Connection(threading.local):
    """Each thread's own; it connects at its first request, and again where it was closed."""

    def __init__(self, port: int, good: Sequence[int]) -> None:
        self.http = HTTPConnection("127.0.0.1", port)
        self.good = good

    def milliseconds(self, path: str) -> float:
        """Return how long the answer took. Ends the program where it is not good."""
        began = time.perf_counter()
        self.http.request("GET", path)
        response = self.http.getresponse()
        response.read()
        if response.status not in self.good:
            sys.exit(f"{path} was answered with {response.status}")
        return (time.perf_counter() - began) * 1000


def ask(paths: Sequence[str], port: int, connections: int, *good: int) -> list[float]:
    """Return the milliseconds of each path, `connections` of them asked at once."""
    with ThreadPoolExecutor(connections) as threads:
        return list(threads.map(Connection(port, good).milliseconds, paths))


if __name__ == "__main__":
    json.dump(ask(sys.stdin.read().splitlines(), *map(int, sys.argv[1:])), sys.stdout)
