"""The outermost WSGI wrapper."""

from __future__ import annotations

from collections.abc import Iterable
from time import perf_counter
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from supervision.metrics.requests import CURRENT, Requests

CACHE = "X-Cache"
INTERNAL_SERVER_ERROR = 500


class WsgiMetrics:
    """WSGI application that counts and times the requests of another, but not their sending."""

    def __init__(self, application: WSGIApplication, requests: Requests) -> None:
        self._application = application
        self._requests = requests

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Serve a request."""
        code, cache = INTERNAL_SERVER_ERROR, ""

        def observed(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            nonlocal code, cache
            code = int(status[:3])
            cache = dict(headers).get(CACHE, "")
            return start_response(status, headers, *error)

        current = CURRENT.set(environ)
        self._requests.in_progress += 1
        started = perf_counter()
        try:
            return self._application(environ, observed)
        finally:
            seconds = perf_counter() - started
            self._requests.in_progress -= 1
            self._requests.observe(environ["REQUEST_METHOD"], environ, code, cache, seconds)
            CURRENT.reset(current)
