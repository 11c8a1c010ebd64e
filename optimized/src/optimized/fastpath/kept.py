"""Whole responses from the cache, where a route asks for it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest
from kink import di

from optimized.fastpath.direct import Answer, View
from optimized.fastpath.ports import Response, Responses


def kept(service: str) -> Callable[[View], View]:
    """Keep a route's answers in the Responses called `service`; below `direct`."""

    def decorate(view: View) -> View:
        @wraps(view)
        async def answer(controller: Any, request: HttpRequest, **path: Any) -> Answer:
            async def compute() -> Response:
                computed = await view(controller, request, **path)
                return Response(computed.body, bool(computed.hit))

            responses: Responses = di[service]
            address = request.build_absolute_uri(request.get_full_path())
            response = await responses.get(address, compute)
            return Answer(response.body, response.hit)

        return answer

    return decorate
