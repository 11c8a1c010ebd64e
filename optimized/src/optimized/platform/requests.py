"""Requests in UTF-8, whatever charset their content type names.

Django takes any codec of Python, and fails on a query that `rot13` should decode.
"""

from __future__ import annotations

from django.core.handlers.asgi import ASGIRequest
from django.core.handlers.wsgi import WSGIRequest


class _Utf8:
    @property
    def encoding(self) -> str:
        return "utf-8"

    @encoding.setter
    def encoding(self, charset: str) -> None:
        pass


class Utf8AsgiRequest(_Utf8, ASGIRequest):  # type: ignore[misc] # a property for an attribute
    """For `ASGIHandler.request_class`."""


class Utf8WsgiRequest(_Utf8, WSGIRequest):  # type: ignore[misc]
    """For `WSGIHandler.request_class`."""
