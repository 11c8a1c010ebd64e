"""Errors as clients see them: JSON in the shapes of Django REST framework."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja.errors import HttpError, ValidationError
from ninja_extra import NinjaExtraAPI
from ninja_extra.exceptions import PermissionDenied

from optimized.customers.application.errors import (
    NotFoundError,
    PageNotFoundError,
    RejectedError,
    UnavailableError,
)
from supervision.outage import OUTAGE, is_loss

RETRY_SECONDS = 1


class UnsupportedMediaTypeError(ValueError):
    """A body in a format that is not read; the message is for the client."""


class NotAcceptableError(ValueError):
    """The client does not accept JSON; the message is for the client."""


class MalformedBodyError(ValueError):
    """A body that is not JSON; the message is for the client."""


_STATUS: dict[type[Exception], HTTPStatus] = {
    NotFoundError: HTTPStatus.NOT_FOUND,
    PageNotFoundError: HTTPStatus.NOT_FOUND,
    NotAcceptableError: HTTPStatus.NOT_ACCEPTABLE,
}
_BODY_STATUS = {
    MalformedBodyError: HTTPStatus.BAD_REQUEST,
    UnsupportedMediaTypeError: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
}


def register(api: NinjaExtraAPI) -> None:
    """Let the API answer all errors that a request can cause."""
    for error, status in _STATUS.items():
        api.add_exception_handler(error, _with_status(status))
    for unavailable in (UnavailableError, OperationalError, InterfaceError):
        api.add_exception_handler(unavailable, _unavailable)
    api.add_exception_handler(RejectedError, _rejected)
    api.add_exception_handler(ValidationError, _invalid)
    api.add_exception_handler(HttpError, _unreadable)
    api.add_exception_handler(PermissionDenied, _unauthorized)


def problem(status: HTTPStatus, detail: str, **headers: str) -> HttpResponse:
    """Return an error with one message."""
    return JsonResponse({"detail": detail}, status=status, headers=headers)


def unauthorized() -> HttpResponse:
    """Return the answer to a write without the token."""
    detail = "Authentication credentials were not provided."
    return problem(HTTPStatus.UNAUTHORIZED, detail, **{"WWW-Authenticate": "Bearer"})


def unavailable() -> HttpResponse:
    """Return the answer while the database is away or all threads are busy."""
    detail = "The database did not answer."
    return problem(HTTPStatus.SERVICE_UNAVAILABLE, detail, **{"Retry-After": str(RETRY_SECONDS)})


def _with_status(status: HTTPStatus) -> Callable[[HttpRequest, Any], HttpResponse]:
    return lambda _request, error: problem(status, str(error))


def _unavailable(_request: HttpRequest, error: Any) -> HttpResponse:
    if is_loss(error):
        OUTAGE.begin()
    return unavailable()


def _unauthorized(_request: HttpRequest, _error: Any) -> HttpResponse:
    return unauthorized()


def _rejected(_request: HttpRequest, error: Any) -> HttpResponse:
    return JsonResponse(dict(error.errors), status=HTTPStatus.BAD_REQUEST)


def _invalid(_request: HttpRequest, error: Any) -> HttpResponse:
    """Name each parameter with what is wrong with it; the search counts last, as in naive."""
    messages = {each["loc"][-1]: each["ctx"]["messages"] for each in error.errors}
    if len(messages) > 1:
        messages.pop("search", None)
    return JsonResponse(messages, status=HTTPStatus.BAD_REQUEST)


def _unreadable(_request: HttpRequest, error: Any) -> HttpResponse:
    """Answer a body that the parser refused: ninja wraps the parser's error."""
    cause = error.__cause__
    status = _BODY_STATUS.get(type(cause), HTTPStatus(error.status_code))
    return problem(status, str(cause or error))
