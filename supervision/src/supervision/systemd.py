"""systemd's protocol by which a service reports its state, sd_notify(3)."""

from __future__ import annotations

import socket


class Systemd:
    """The socket that NOTIFY_SOCKET names. Unlike gunicorn's own client, it never blocks."""

    def __init__(self, address: str) -> None:
        self._address = address.replace("@", "\0", 1) if address.startswith("@") else address
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.setblocking(False)  # noqa: FBT003 - its only parameter

    def notify(self, state: str) -> bool:
        """Send a state; tell whether systemd, or its queue, took it."""
        try:
            self._socket.sendto(state.encode(), self._address)
        except OSError:
            return False
        return True
