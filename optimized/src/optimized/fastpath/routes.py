"""Which paths the fast path reads: those of the API's own operations, found at start-up."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ninja_extra import ControllerBase
from ninja_extra.constants import API_CONTROLLER_INSTANCE
from ninja_extra.controllers.base import APIController
from ninja_extra.permissions import AsyncBasePermission
from ninja_extra.reflect import reflect

from optimized.fastpath.cache.entry_cache import EntryCache
from optimized.fastpath.checks import check_operation, permissions
from optimized.fastpath.postgresql.pool import ConnectionPool
from optimized.fastpath.request import FastRequest
from optimized.fastpath.sources import SOURCES
from optimized.fastpath.views import ListView, RowView, View
from supervision.metrics.routes import template

MAX_DIGITS = 19  # a longer number is beyond bigint: Django answers
_ROW = re.compile(r"(.*)/\{int:\w+\}")


@dataclass(frozen=True, slots=True)
class Route:
    """A view, and the permissions that ninja-extra would check for it."""

    path: str
    label: str  # in metrics
    view: View
    controller: ControllerBase
    permissions: Sequence[AsyncBasePermission]

    async def permits(self, request: FastRequest) -> bool:
        """Return whether all permissions are given."""
        for permission in self.permissions:
            if not await permission.has_permission_async(request, self.controller):
                return False
        return True


class Routes:
    """Finds the route of a path: of a list, or of a row by its number."""

    def __init__(self, prefix: str, database: ConnectionPool, cache: EntryCache) -> None:
        """Raises ImproperlyConfigured where the fast path would answer otherwise than Django."""
        self.all = [route for each in SOURCES for route in _routes(prefix, each, database, cache)]
        self._lists: dict[str, Route] = {}
        self._rows: dict[str, Route] = {}
        for route in self.all:
            row = _ROW.fullmatch(route.path)
            if row:
                self._rows[row[1]] = route
            else:
                self._lists[route.path] = route

    def find(self, path: str) -> tuple[Route, int | None] | None:
        """Return the route and the number in the path, or None."""
        if route := self._lists.get(path):
            return route, None
        start, _, number = path.rpartition("/")
        if (
            (route := self._rows.get(start))
            and number.isascii()
            and number.isdigit()
            and len(number) <= MAX_DIGITS
        ):
            return route, int(number)
        return None


def _routes(
    prefix: str, controller: type[ControllerBase], database: ConnectionPool, cache: EntryCache
) -> Iterator[Route]:
    api: APIController = reflect.get_metadata_or_raise_exception(
        API_CONTROLLER_INSTANCE, controller
    )
    instance = controller()  # one for all requests: permissions are asked of requests alone
    for path, path_view in api.path_operations.items():
        for operation in path_view.operations:
            if operation.methods == ["GET"]:
                check_operation(operation)
                view = _view(controller, operation, path, database, cache)
                allowed = permissions(operation, api)
                full = f"{prefix}{api.prefix}{path}"
                yield Route(full, template(full), view, instance, allowed)


def _view(
    controller: type[ControllerBase],
    operation: Any,
    path: str,
    database: ConnectionPool,
    cache: EntryCache,
) -> View:
    source = SOURCES[controller]
    if path:
        return RowView(source, database, cache)
    return ListView(source, operation, database, cache)
