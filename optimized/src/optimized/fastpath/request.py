"""A request for a read: an HttpRequest whose expensive parts are made when asked for."""

from __future__ import annotations

from functools import cached_property, lru_cache
from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest
from django.http.request import split_domain_port, validate_host

from optimized.customers.interface.parsing import check_accept, includes_json
from optimized.platform.threads import Scope

Headers = list[tuple[bytes, bytes]]


class FastRequest(HttpRequest):
    """A request as the ASGI server gives it, for a list or for the row `row_id`."""

    def __init__(self, scope: Scope, row_id: int) -> None:
        """Raises ValueError where its host or query is unusual."""
        # Not HttpRequest's own: it makes nine objects that no read asks for.
        self._scope = scope
        self.row_id = row_id
        self.method = "GET"  # HEAD too: the base answers both alike
        self.path = self.path_info = scope["path"]
        self.query: str = scope["query_string"].decode()
        (host,) = [value for name, value in scope["headers"] if name == b"host"]
        self._host = allowed_host(host)

    @cached_property
    def META(self) -> dict[str, Any]:  # type: ignore[override]  # noqa: N802
        """The headers in WSGI's notation, as Django reads them."""
        return ASGIRequest(self._scope, BytesIO()).META

    @property
    def address(self) -> str:
        """The absolute URL without the query."""
        return f"{self._scope['scheme']}://{self._host}{self.path}"

    def check_accept(self) -> None:
        """Raise NotAcceptableError where the client does not accept JSON."""
        accept = b",".join([value for name, value in self._scope["headers"] if name == b"accept"])
        if accept and not includes_json(accept.decode("latin1")):
            check_accept(self)


@lru_cache(1024)
def allowed_host(raw: bytes) -> str:
    """Return the header `Host`. Raises ValueError where ALLOWED_HOSTS does not have it."""
    host = raw.decode("ascii")
    domain, _ = split_domain_port(host)
    if not domain or not validate_host(domain, settings.ALLOWED_HOSTS):
        raise ValueError(host)
    return host
