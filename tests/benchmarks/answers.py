"""HTTP answers, read with less effort than a client's library takes."""

from __future__ import annotations

import re
import socket
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding: *chunked", re.IGNORECASE)
_CLOSE = re.compile(rb"\r\nconnection: *close", re.IGNORECASE)
_LAST_CHUNK = b"\r\n0\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer; `body` as it was sent, and whether the server closes the connection."""

    status: int
    body: bytes
    closes: bool


def parse(received: bytes) -> Answer | None:
    """Return the answer that was received, or None while it is not whole."""
    head, separator, body = received.partition(b"\r\n\r\n")
    if not separator:
        return None
    if length := _LENGTH.search(head):
        whole = len(body) >= int(length[1])
    else:
        whole = not _CHUNKED.search(head) or (b"\r\n" + body).endswith(_LAST_CHUNK)
    return Answer(int(head[9:12]), body, bool(_CLOSE.search(head))) if whole else None


def request(method: str, host: str, path: str, headers: str = "", body: bytes = b"") -> bytes:
    """Return a request as it is sent; each line of `headers` ends with a line feed."""
    if body:
        headers += f"Content-Type: application/json\nContent-Length: {len(body)}\n"
    head = f"{method} {path} HTTP/1.1\nHost: {host}\n{headers}\n"
    return head.replace("\n", "\r\n").encode() + body


class Client:
    """One connection, opened again where the server closed it."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._address = (parts.hostname, parts.port)
        self.host = parts.netloc
        self._socket: socket.socket | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def ask(self, sent: bytes) -> Answer:
        """Send a request and return the answer. Raises ConnectionError where it breaks off."""
        if self._socket is None:
            self._socket = socket.create_connection(self._address)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.sendall(sent)
        received = b""
        while (answer := parse(received)) is None:
            part = self._socket.recv(1 << 20)
            if not part:
                raise ConnectionError(f"{self.host} broke off after {received[:200]!r}")
            received += part
        if answer.closes:
            self.close()
        return answer

    def close(self) -> None:
        """Close the connection."""
        if self._socket:
            self._socket.close()
            self._socket = None
