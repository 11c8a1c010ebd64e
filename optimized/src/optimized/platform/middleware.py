"""Django's middleware without its thread hops, and not run for the API, which needs none of it.

Django runs the hooks of its stock middleware in a thread, twice each (1,134 µs for a list). They
compute, and do no I/O: sessions are signed cookies, and users are loaded when a view asks.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware as StockAuthentication
from django.contrib.messages.middleware import MessageMiddleware as StockMessage
from django.contrib.sessions.middleware import SessionMiddleware as StockSession
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.clickjacking import XFrameOptionsMiddleware as StockXFrameOptions
from django.middleware.common import CommonMiddleware as StockCommon
from django.middleware.csrf import CsrfViewMiddleware as StockCsrfView
from django.middleware.security import SecurityMiddleware as StockSecurity
from django.utils.deprecation import MiddlewareMixin

API = "/api/"


class NativeMiddleware(MiddlewareMixin):
    """Runs the hooks of a middleware in the event loop: for hooks that do no I/O."""

    async def __acall__(self, request: HttpRequest) -> HttpResponseBase:
        """See MiddlewareMixin."""
        response: HttpResponseBase | None = None
        if hasattr(self, "process_request"):
            response = self.process_request(request)
        if response is None:
            response = await self.get_response(request)  # type: ignore[misc]
        if hasattr(self, "process_response"):
            response = self.process_response(request, response)
        return response


class OutsideApiMiddleware(NativeMiddleware):
    """A native middleware that requests to the API pass by."""

    def __call__(self, request: HttpRequest) -> Any:
        """See MiddlewareMixin."""
        if request.path_info.startswith(API):
            return self.get_response(request)
        return super().__call__(request)


class SecurityMiddleware(NativeMiddleware, StockSecurity):
    """Native."""


class XFrameOptionsMiddleware(NativeMiddleware, StockXFrameOptions):
    """Native."""


class CommonMiddleware(NativeMiddleware, StockCommon):
    """Native."""


class SessionMiddleware(OutsideApiMiddleware, StockSession):
    """Native, outside the API."""


class AuthenticationMiddleware(OutsideApiMiddleware, StockAuthentication):
    """Native, outside the API."""


class MessageMiddleware(OutsideApiMiddleware, StockMessage):
    """Native, outside the API."""


class CsrfViewMiddleware(OutsideApiMiddleware, StockCsrfView):
    """Native, outside the API, whose views are exempt."""

    if "async" in settings.OPTIMIZATIONS:

        async def process_view(  # type: ignore[override]
            self, request: HttpRequest, *arguments: Any
        ) -> HttpResponseBase | None:
            """See CsrfViewMiddleware; Django awaits this hook without a thread."""
            if request.path_info.startswith(API):
                return None
            return super().process_view(request, *arguments)
