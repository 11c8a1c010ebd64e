"""What is noted of an ASGI answer for the metrics, by the application itself or around it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

ANSWER = "supervision.answer"
"""The key of the status and the header X-Cache ("" without) in the scope, once they are known."""

CACHE = (b"x-cache", b"X-Cache")

Answer = tuple[int, str]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


class Observed:
    """ASGI application that notes the answers of another."""

    def __init__(self, application: Application) -> None:
        self._application = application

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """Serve a request."""
        return self._application(scope, receive, noting(scope, send))


def noting(scope: Scope, send: Send) -> Send:
    """Return a `send` that notes the answer in the scope."""

    def noted(message: Any) -> Awaitable[None]:
        if message["type"] == "http.response.start":
            cache = b""
            for name, value in message["headers"]:
                if name in CACHE:
                    cache = value
                    break
            scope[ANSWER] = message["status"], cache.decode()
        return send(message)

    return noted
