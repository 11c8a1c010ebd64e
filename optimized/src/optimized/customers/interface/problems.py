"""Errors as clients see them, in Django REST framework's shapes."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja_extra import NinjaExtraAPI
from ninja_extra.exceptions import PermissionDenied

from optimized.customers.application.errors import (
    MissingError,
    MissingPageError,
    RejectedError,
    UnavailableError,
)
from optimized.fastpath.errors import (
    InvalidParametersError,
    MalformedError,
    NotAcceptableError,
    UnsupportedMediaTypeError,
)

RETRY_SECONDS = 1

_DETAILS: dict[type[Exception], HTTPStatus] = {
    MissingError: HTTPStatus.NOT_FOUND,
    MissingPageError: HTTPStatus.NOT_FOUND,
    MalformedError: HTTPStatus.BAD_REQUEST,
    UnsupportedMediaTypeError: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    NotAcceptableError: HTTPStatus.NOT_ACCEPTABLE,
}
_BY_FIELD = (InvalidParametersError, RejectedError)


def register(api: NinjaExtraAPI) -> None:
    """Let the API answer these errors."""
    for error, status in _DETAILS.items():
        api.add_exception_handler(error, _detailed(status))
    for error in _BY_FIELD:
        api.add_exception_handler(error, _by_field)
    api.add_exception_handler(UnavailableError, _unavailable)
    api.add_exception_handler(PermissionDenied, _unauthorized)


def problem(status: HTTPStatus, detail: str, **headers: str) -> HttpResponse:
    """Return an error with one message."""
    return JsonResponse({"detail": detail}, status=status, headers=headers)


def unauthorized() -> HttpResponse:
    """Return the answer to a write without the token."""
    detail = "Authentication credentials were not provided."
    return problem(HTTPStatus.UNAUTHORIZED, detail, **{"WWW-Authenticate": "Bearer"})


def _detailed(status: HTTPStatus) -> Callable[[HttpRequest, Any], HttpResponse]:
    return lambda _request, error: problem(status, str(error))


def _by_field(_request: HttpRequest, error: Any) -> HttpResponse:
    return JsonResponse(dict(error.errors), status=HTTPStatus.BAD_REQUEST)


def _unavailable(_request: HttpRequest, _error: Any) -> HttpResponse:
    detail = "The database did not answer."
    return problem(HTTPStatus.SERVICE_UNAVAILABLE, detail, **{"Retry-After": str(RETRY_SECONDS)})


def _unauthorized(_request: HttpRequest, _error: Any) -> HttpResponse:
    return unauthorized()
