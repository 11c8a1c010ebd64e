"""The outermost ASGI wrapper."""

from __future__ import annotations

from time import perf_counter

from supervision.metrics.answers import ANSWER, Application, Receive, Scope, Send, noting
from supervision.metrics.requests import CURRENT, Requests

GONE = 499, ""  # nginx's status for a client that has closed its request
FAILED = 500, ""


class AsgiMetrics:
    """ASGI application that counts and times the requests of another.

    Unless that one says that it `notes_answers` itself, its messages are observed: 2 µs more.
    """

    def __init__(self, application: Application, requests: Requests) -> None:
        self._application = application
        self._notes_answers = getattr(application, "notes_answers", False)
        self._requests = requests

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        if scope["type"] != "http":
            await self._application(scope, receive, send)
            return
        if not self._notes_answers:
            send = noting(scope, send)
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
