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


def answer(start: Any) -> Answer:
    """Return what is noted of an answer that begins with this message."""
    for name, value in start["headers"]:
        if name in CACHE:
            return start["status"], value.decode()
    return start["status"], ""


class Observed:
    """ASGI application that notes the answers of another."""

    def __init__(self, application: Application) -> None:
        self._application = application

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """Serve a request."""

        def noted(message: Any) -> Awaitable[None]:
            if message["type"] == "http.response.start":
                scope[ANSWER] = answer(message)
            return send(message)

        return self._application(scope, receive, noted)
