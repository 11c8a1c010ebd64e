"""Request bodies and content negotiation, as Django REST framework does both."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any, NoReturn

from django.http import HttpRequest
from ninja.parser import Parser

from optimized.customers.interface.errors import (
    MalformedBodyError,
    NotAcceptableError,
    UnsupportedMediaTypeError,
)

_JSON = ("*/*", "application/*", "application/json")


class JSONParser(Parser):
    """JSON, refused with a reason where it is not JSON."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Return the body. Raises UnsupportedMediaTypeError, MalformedBodyError."""
        content_type = request.headers.get("Content-Type", "")
        if content_type.partition(";")[0].strip().lower() != "application/json":
            message = f'Unsupported media type "{content_type}" in request.'
            raise UnsupportedMediaTypeError(message)
        try:
            return json.loads(request.body.decode(), parse_constant=_refuse)
        except RecursionError:
            raise MalformedBodyError("JSON parse error - nested too deep") from None
        except ValueError as error:
            raise MalformedBodyError(f"JSON parse error - {error}") from None


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"Out of range float values are not JSON compliant: {constant}")


def accepts_json(request: HttpRequest) -> bool:
    """Return whether the client takes JSON; one that names nothing does."""
    accept = request.META.get("HTTP_ACCEPT")
    return not accept or includes_json(accept)


def check_accept(request: HttpRequest) -> None:
    """Raise NotAcceptableError where the client does not take JSON."""
    if not accepts_json(request):
        raise NotAcceptableError("Could not satisfy the request Accept header.")


@lru_cache(1024)
def includes_json(accept: str) -> bool:
    """Return whether the header `Accept` has a media type that JSON is."""
    return any(part.partition(";")[0].strip().lower() in _JSON for part in accept.split(","))
