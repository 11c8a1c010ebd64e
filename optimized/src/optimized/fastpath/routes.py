"""Which paths the fast path reads: those of the API's own operations, found at start-up."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ninja_extra import ControllerBase
from ninja_extra.constants import API_CONTROLLER_INSTANCE
from ninja_extra.controllers.base import APIController
from ninja_extra.permissions import AsyncBasePermission
from ninja_extra.reflect import reflect

from optimized.fastpath.cache.entry_cache import EntryCache
from optimized.fastpath.checks import check_operation, permissions
from optimized.fastpath.postgresql.pool import ConnectionPool
from optimized.fastpath.request import FastRequest
from optimized.fastpath.statements import SOURCES
from optimized.fastpath.views import ListView, RowView
from supervision.metrics.routes import template

_ROW = re.compile(r"/\{int:\w+\}$")
_NUMBER = re.compile(r"[0-9]{1,19}")  # a longer one is beyond bigint: Django answers


@dataclass(frozen=True, slots=True)
class Route:
    """A view, and the permissions that ninja-extra would check for it."""

    path: str
    label: str  # in metrics
    view: ListView | RowView
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
        self._lists = {each.path: each for each in self.all if not _ROW.search(each.path)}
        rows = (each for each in self.all if _ROW.search(each.path))
        self._rows = {_ROW.sub("", each.path): each for each in rows}

    def find(self, path: str) -> tuple[Route, int | None] | None:
        """Return the route and the number in the path, or None."""
        if route := self._lists.get(path):
            return route, None
        start, _, number = path.rpartition("/")
        route = self._rows.get(start)
        return (route, int(number)) if route and _NUMBER.fullmatch(number) else None


def _routes(
    prefix: str, controller: type[ControllerBase], database: ConnectionPool, cache: EntryCache
) -> Iterator[Route]:
    api: APIController = reflect.get_metadata_or_raise_exception(
        API_CONTROLLER_INSTANCE, controller
    )
    instance = controller()  # one for all requests: permissions are asked of requests alone
    view: ListView | RowView
    for path, path_view in api.path_operations.items():
        for operation in path_view.operations:
            if operation.methods == ["GET"]:
                check_operation(operation)
                if path:
                    view = RowView(SOURCES[controller], database, cache)
                else:
                    view = ListView(SOURCES[controller], operation, database, cache)
                allowed = permissions(operation, api)
                full = f"{prefix}{api.prefix}{path}"
                yield Route(full, template(full), view, instance, allowed)
