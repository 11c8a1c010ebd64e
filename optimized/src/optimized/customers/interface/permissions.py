"""Who may do what: anyone reads, the holder of the token writes."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from ninja_extra import ControllerBase
from ninja_extra.permissions import SAFE_METHODS, AsyncBasePermission


def may(request: HttpRequest) -> bool:
    """Return whether the request only reads, or carries the token."""
    if request.method in SAFE_METHODS:
        return True
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return scheme.lower() == "bearer" and constant_time_compare(token, settings.API_TOKEN)


class TokenToWrite(AsyncBasePermission):
    """`Authorization: Bearer TOKEN` for what is not a read. A wrong token is no token."""

    def has_permission(self, request: HttpRequest, controller: ControllerBase) -> bool:  # noqa: ARG002
        """Return whether the request may be served; without an event loop of its own."""
        return may(request)

    async def has_permission_async(self, request: HttpRequest, controller: ControllerBase) -> bool:
        """Return whether the request may be served."""
        return self.has_permission(request, controller)
