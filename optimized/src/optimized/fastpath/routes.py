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

from optimized.customers.interface.controllers import ONE
from optimized.fastpath.cache.entry_cache import EntryCache
from optimized.fastpath.checks import check_operation, permissions
from optimized.fastpath.postgresql.pool import ConnectionPool
from optimized.fastpath.request import FastRequest
from optimized.fastpath.statements import SOURCES
from optimized.fastpath.views import ListView, RowView
from supervision.metrics.routes import template

_NUMBER = re.compile(r"[0-9]{1,19}")  # a longer one is beyond bigint: Django answers


@dataclass(frozen=True, slots=True)
class Route:
    """A view, and the permissions that ninja-extra would check for it."""

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
        # by the path of the list, and whether it is the route of a row
        self.all = dict(
            found for each in SOURCES for found in _routes(prefix, each, database, cache)
        )

    def find(self, path: str) -> tuple[Route, int] | None:
        """Return the route and the number in the path, 0 for a list; or None."""
        start, _, last = path.rpartition("/")
        is_row = _NUMBER.fullmatch(last) is not None
        route = self.all.get((start, True) if is_row else (path, False))
        return (route, int(last) if is_row else 0) if route else None


def _routes(
    prefix: str, controller: type[ControllerBase], database: ConnectionPool, cache: EntryCache
) -> Iterator[tuple[tuple[str, bool], Route]]:
    api: APIController = reflect.get_metadata_or_raise_exception(
        API_CONTROLLER_INSTANCE, controller
    )
    instance = controller()  # one for all requests: permissions are asked of requests alone
    source, start = SOURCES[controller], f"{prefix}{api.prefix}"
    view: ListView | RowView
    for path, path_view in api.path_operations.items():
        for operation in path_view.operations:
            if operation.methods == ["GET"] and path in ("", ONE):
                check_operation(operation)
                if path:
                    view = RowView(source, database, cache)
                else:
                    view = ListView(source, operation, database, cache)
                label = template(f"{start}{path}")
                yield (start, bool(path)), Route(label, view, instance, permissions(operation, api))
