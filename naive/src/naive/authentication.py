"""One API token for writes; reads are public."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.crypto import constant_time_compare
from rest_framework.authentication import BaseAuthentication

if TYPE_CHECKING:  # importing it imports the class that the settings name, and so this module
    from rest_framework.request import Request


class TokenHolder:
    """Whoever has the token, as REST framework's permissions see a user."""

    is_authenticated = True


class ApiTokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer TOKEN`.

    A wrong token is no token: a read, which is public, never fails by it.
    """

    def authenticate(self, request: Request) -> tuple[TokenHolder, str] | None:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() == "bearer" and constant_time_compare(token, settings.API_TOKEN):
            return TokenHolder(), token
        return None

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"
