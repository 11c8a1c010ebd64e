"""What REST framework does before a view is chosen, for the API's paths."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils.decorators import async_only_middleware

from optimized.customers.interface import problems
from optimized.customers.interface.permissions import may


@async_only_middleware
def method_not_allowed(
    get_response: Callable[[HttpRequest], Awaitable[HttpResponse]],
) -> Callable[[HttpRequest], Awaitable[HttpResponse]]:
    """Say in JSON that a method is not served, and only to those who may use it at all."""

    async def middleware(request: HttpRequest) -> HttpResponse:
        response = await get_response(request)
        served = response.status_code != HTTPStatus.METHOD_NOT_ALLOWED
        if served or not request.path.startswith("/api/"):
            return response
        if not may(request):
            return problems.unauthorized()
        detail = f'Method "{request.method}" not allowed.'
        return problems.problem(
            HTTPStatus.METHOD_NOT_ALLOWED, detail, Allow=response.headers["Allow"]
        )

    return middleware
