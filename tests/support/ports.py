"""Ports for servers that take no socket."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterable, Iterator

# Below Linux's ephemeral ports (from 32768), which any other server or client may get meanwhile.
FIRST = 10_000
PER_WORKER = 1_000


def free_ports(names: Iterable[str]) -> dict[str, int]:
    """Return for each name a port of the loopback on which nobody listens, each only once."""
    return {name: next(_FREE) for name in names}


def _free() -> Iterator[int]:
    """Yield the free ones of this pytest-xdist worker's own ports."""
    first = FIRST + PER_WORKER * int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:])
    for port in range(first, first + PER_WORKER):
        try:
            socket.create_server(("127.0.0.1", port)).close()
        except OSError:
            continue
        yield port


_FREE = _free()
