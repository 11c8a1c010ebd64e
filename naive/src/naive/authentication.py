"""One API token for writes; reads are public."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.utils.crypto import constant_time_compare
from rest_framework.authentication import BaseAuthentication
from rest_framework.permissions import SAFE_METHODS, BasePermission

if TYPE_CHECKING:  # both import the classes that the settings name, and so this module
    from rest_framework.request import Request
    from rest_framework.views import APIView


class ApiTokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer TOKEN`.

    A wrong token is no token: a read, which is public, never fails by it.
    """

    def authenticate(self, request: Request) -> tuple[AnonymousUser, str] | None:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() == "bearer" and constant_time_compare(token, settings.API_TOKEN):
            return AnonymousUser(), token
        return None

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


class ReadOnlyWithoutToken(BasePermission):
    """Anyone reads; the holder of the token writes."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        return request.method in SAFE_METHODS or request.auth is not None
