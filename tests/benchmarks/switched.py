"""gunicorn's configuration of `observing`: a request is observed if nginx gave it an id."""

from __future__ import annotations

from typing import Any

from gunicorn.workers.base import Worker

from optimized import gunicorn
from optimized.gunicorn import *  # noqa: F403 - gunicorn takes its settings from this module's names

ID = b"x-request-id"


class Switched:
    """Serves with the metrics' wrapper and Django's named routes, or without either."""

    def __init__(self, observed: Any) -> None:
        self._observed, self._plain = observed, observed._application
        handler = self._plain
        while hasattr(handler, "_application"):
            handler = handler._application
        self._handler, self._named = handler, handler.resolve_request
        self._unnamed = type(handler).resolve_request.__get__(handler)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve a request."""
        if any(name == ID for name, _ in scope.get("headers", ())):
            self._handler.resolve_request = self._named
            await self._observed(scope, receive, send)
        else:
            self._handler.resolve_request = self._unnamed
            await self._plain(scope, receive, send)


def post_worker_init(worker: Worker) -> None:  # type: ignore[no-redef] # in the place of its own
    """Put the switch around what is observed."""
    gunicorn.post_worker_init(worker)
    switched: Any = Switched(worker.wsgi)
    worker.wsgi = switched
