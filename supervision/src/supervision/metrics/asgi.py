"""The outermost ASGI wrapper."""

from __future__ import annotations

from collections.abc import Awaitable
from time import perf_counter
from typing import Any

from supervision.metrics.answers import ANSWER, Application, Receive, Scope, Send, answer
from supervision.metrics.requests import CURRENT, Requests

GONE = 499, ""  # nginx's status for a client that has closed its request
FAILED = 500, ""


class AsgiMetrics:
    """ASGI application that counts and times the requests of one that `notes_answers` itself."""

    def __init__(self, application: Application, requests: Requests) -> None:
        self._application = application
        self._requests = requests

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        if scope["type"] != "http":
            await self._application(scope, receive, send)
            return
        CURRENT.set(scope)
        requests = self._requests
        requests.in_progress += 1
        started = perf_counter()
        try:
            await self._application(scope, receive, send)
        except Exception:
            scope[ANSWER] = FAILED
            raise
        finally:
            seconds = perf_counter() - started
            requests.in_progress -= 1
            code, cache = scope.get(ANSWER, GONE)
            requests.observe(scope["method"], scope, code, cache, seconds)


class ListeningAsgiMetrics(AsgiMetrics):
    """The same for one that does not: its messages are looked at.

    Not by a function between the two, nor by one `__call__` for both: each call costs 1 µs where
    caches are cold, and a closure the fast path as much.
    """

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        if scope["type"] != "http":
            await self._application(scope, receive, send)
            return
        start: Any = None

        def noted(message: Any) -> Awaitable[None]:
            nonlocal start
            start = start or message
            return send(message)

        CURRENT.set(scope)
        requests = self._requests
        requests.in_progress += 1
        started = perf_counter()
        try:
            await self._application(scope, receive, noted)
        except Exception:
            start, scope[ANSWER] = None, FAILED
            raise
        finally:
            seconds = perf_counter() - started
            requests.in_progress -= 1
            code, cache = answer(start) if start else scope.get(ANSWER, GONE)
            requests.observe(scope["method"], scope, code, cache, seconds)
