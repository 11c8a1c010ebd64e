"""Errors that arise outside of the API's views: JSON below /api, else Django's pages."""

from __future__ import annotations

import sys
from http import HTTPStatus

from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views import defaults
from django.views.decorators.csrf import csrf_exempt

from optimized.platform.threads import view


def bad_request(_request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Answer what Django refused before a view saw it: a wrong host, too large a body."""
    return JsonResponse({"detail": "Bad request."}, status=HTTPStatus.BAD_REQUEST)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an address without a view."""
    if request.path.startswith("/api"):
        return JsonResponse({"detail": "Not found."}, status=HTTPStatus.NOT_FOUND)
    return defaults.page_not_found(request, exception)


@csrf_exempt
@view
async def no_such_address(_request: HttpRequest) -> HttpResponse:
    """Answer an address that must have no view."""
    raise Http404


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer an unavailable database, or what should not happen; the traceback is in the log."""
    if isinstance(sys.exception(), OperationalError | InterfaceError):
        detail = {"detail": "The database did not answer."}
        return JsonResponse(detail, status=HTTPStatus.SERVICE_UNAVAILABLE)
    if request.path.startswith("/api"):
        detail = {"detail": "Internal server error."}
        return JsonResponse(detail, status=HTTPStatus.INTERNAL_SERVER_ERROR)
    return defaults.server_error(request)
