"""What Django REST framework does around its views, for the paths of the API."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from optimized.customers.interface import errors
from optimized.customers.interface.permissions import may
from optimized.platform.middleware import API, NativeMiddleware


class ApiMiddleware(NativeMiddleware):
    """Answers HEAD as GET, says in JSON what is not allowed, and where an answer came from."""

    def process_request(self, request: HttpRequest) -> None:
        """Let GET answer HEAD: the server leaves out the body."""
        if request.method == "HEAD" and request.path_info.startswith(API):
            request.method = "GET"

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Name the cache, and the methods that are allowed."""
        hit = getattr(request, "cache_hit", None)
        if hit is not None and response.status_code == HTTPStatus.OK:
            response.headers["X-Cache"] = "hit" if hit else "miss"
        refused = response.status_code == HTTPStatus.METHOD_NOT_ALLOWED
        if not refused or not request.path_info.startswith(API):
            return response
        if not may(request):
            return errors.unauthorized()
        detail = f'Method "{request.method}" not allowed.'
        return errors.problem(
            HTTPStatus.METHOD_NOT_ALLOWED, detail, Allow=response.headers["Allow"]
        )
