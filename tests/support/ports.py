"""Ports for servers that take no socket."""

from __future__ import annotations

import socket
from collections.abc import Iterable
from contextlib import ExitStack


def free_ports(names: Iterable[str]) -> dict[str, int]:
    """Return for each name a port of the loopback on which nobody listens, no two the same."""
    with ExitStack() as held:
        listening = {
            name: held.enter_context(socket.create_server(("127.0.0.1", 0))) for name in names
        }
        return {name: listener.getsockname()[1] for name, listener in listening.items()}
