"""The request of a direct route: an HttpRequest whose expensive parts are made when asked for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from functools import cached_property, lru_cache
from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest
from django.http.request import split_domain_port, validate_host

from optimized.fastpath.errors import NotAcceptableError

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Headers = list[tuple[bytes, bytes]]


class DirectRequest(HttpRequest):
    """A request as the ASGI server gives it, with a `host` that was found to be allowed."""

    def __init__(self, scope: Scope, query: str, host: str) -> None:
        # Not HttpRequest's own: it makes nine objects that no direct route asks for.
        self._scope = scope
        self.method = scope["method"]
        self.path = self.path_info = scope["path"]
        self.query = query
        self._host = host

    @cached_property
    def META(self) -> dict[str, Any]:  # type: ignore[override]  # noqa: N802
        """The headers in WSGI's notation, as Django reads them."""
        return ASGIRequest(self._scope, BytesIO()).META

    @property
    def scheme(self) -> str:
        """`http` or `https`."""
        return str(self._scope["scheme"])

    def get_full_path(self, force_append_slash: bool = False) -> str:  # noqa: FBT001, FBT002, ARG002
        """Return the path and the query as they came."""
        return f"{self.path}?{self.query}" if self.query else self.path

    def build_absolute_uri(self, location: str | None = None) -> str:
        """Return the address of a path on this host."""
        return f"{self.scheme}://{self._host}{location}"

    def check_accept(self) -> None:
        """Raise NotAcceptableError where the client does not take JSON."""
        accepted = b",".join(value for name, value in self._scope["headers"] if name == b"accept")
        if accepted and not _takes_json(accepted):
            raise NotAcceptableError("Could not satisfy the request Accept header.")


@lru_cache(1024)
def allowed_host(raw: bytes) -> str:
    """Return the host header. Raises ValueError where ALLOWED_HOSTS does not have it."""
    host = raw.decode("ascii")
    domain, _ = split_domain_port(host)
    if not domain or not validate_host(domain, settings.ALLOWED_HOSTS):
        raise ValueError(host)
    return host


@lru_cache(1024)
def _takes_json(accept: bytes) -> bool:
    """Return whether a header `Accept` has JSON in it."""
    ranges = (part.partition(b";")[0].strip().lower() for part in accept.split(b","))
    return any(part in (b"*/*", b"application/*", b"application/json") for part in ranges)
