"""Errors in REST framework's shapes, also where they arise outside of its views."""

from __future__ import annotations

import sys
from http import HTTPStatus
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views import defaults
from rest_framework import views
from rest_framework.exceptions import APIException
from rest_framework.response import Response

UNAVAILABLE = (OperationalError, InterfaceError)


class DatabaseUnavailable(APIException):
    """The database is away, or took longer than a statement may take."""

    status_code = HTTPStatus.SERVICE_UNAVAILABLE
    default_detail = "The database did not answer."


def exception_handler(exc: Exception, context: dict[str, Any]) -> Response | None:
    """Answer 503 for an unavailable database, else as REST framework does."""
    if isinstance(exc, UNAVAILABLE):
        exc = DatabaseUnavailable()
    return views.exception_handler(exc, context)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what Django refused before a view saw it: a wrong host, too large a body."""
    return JsonResponse({"detail": "Bad request."}, status=HTTPStatus.BAD_REQUEST)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an address without a view: JSON below /api, else Django's page."""
    if request.path.startswith("/api"):
        return JsonResponse({"detail": "Not found."}, status=HTTPStatus.NOT_FOUND)
    return defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer an unavailable database, or what should not happen; the traceback is in the log."""
    if isinstance(sys.exception(), UNAVAILABLE):
        status = DatabaseUnavailable.status_code
        return JsonResponse({"detail": DatabaseUnavailable.default_detail}, status=status)
    if request.path.startswith("/api"):
        return JsonResponse(
            {"detail": "Internal server error."}, status=HTTPStatus.INTERNAL_SERVER_ERROR
        )
    return defaults.server_error(request)
