"""The outermost ASGI wrapper."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from time import perf_counter
from typing import Any

from supervision.metrics.requests import CURRENT, Requests, Scope

CACHE = {b"x-cache", b"X-Cache"}
CLIENT_CLOSED_REQUEST = 499  # as nginx calls it
INTERNAL_SERVER_ERROR = 500

Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


class AsgiMetrics:
    """ASGI application that counts and times the requests of another."""

    def __init__(self, application: Application, requests: Requests) -> None:
        self._application = application
        self._requests = requests

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        if scope["type"] != "http":
            await self._application(scope, receive, send)
            return
        code, cache = CLIENT_CLOSED_REQUEST, ""

        def observed(message: Any) -> Awaitable[None]:
            nonlocal code, cache
            if message["type"] == "http.response.start":
                code = message["status"]
                for name, value in message["headers"]:
                    if name in CACHE:
                        cache = value.decode()
                        break
            return send(message)

        CURRENT.set(scope)
        requests = self._requests
        requests.in_progress += 1
        started = perf_counter()
        try:
            await self._application(scope, receive, observed)
        except Exception:
            code = INTERNAL_SERVER_ERROR
            raise
        finally:
            seconds = perf_counter() - started
            requests.in_progress -= 1
            requests.observe(scope["method"], scope, code, cache, seconds)
