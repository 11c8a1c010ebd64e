"""Which paths are read directly: made from the API's own operations at start-up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from ninja_extra import ControllerBase
from ninja_extra.constants import API_CONTROLLER_INSTANCE
from ninja_extra.controllers import RouteFunction
from ninja_extra.controllers.base import APIController
from ninja_extra.permissions import AsyncBasePermission
from ninja_extra.reflect import reflect

from optimized.fastpath.direct import DIRECT, View

MAX_DIGITS = 19  # what is longer is beyond bigint: stock Django answers
_NUMBERED = re.compile(r"(.*)/\{int:(\w+)\}")


@dataclass(frozen=True, slots=True)
class Route:
    """A view, its controller, and the permissions that ninja-extra would check."""

    path: str
    view: View
    controller: ControllerBase
    permissions: Sequence[AsyncBasePermission]

    async def permits(self, request: HttpRequest) -> bool:
        """Return whether all permissions are given."""
        for permission in self.permissions:
            if not await permission.has_permission_async(request, self.controller):
                return False
        return True


class Table:
    """Finds the route of a path: a fixed one, or one that ends in a number."""

    def __init__(self, prefix: str, controllers: Iterable[type[ControllerBase]]) -> None:
        self.routes = [route for each in controllers for route in _routes(prefix, each)]
        self._fixed = {route.path: route for route in self.routes}
        parts = ((_NUMBERED.fullmatch(route.path), route) for route in self.routes)
        self._numbered = {found[1]: (route, found[2]) for found, route in parts if found}

    def find(self, path: str) -> tuple[Route, dict[str, int]] | None:
        """Return the route and its path parameters, or None."""
        if route := self._fixed.get(path):
            return route, {}
        start, _, number = path.rpartition("/")
        numbered = self._numbered.get(start)
        if numbered and number.isascii() and number.isdigit() and len(number) <= MAX_DIGITS:
            route, name = numbered
            return route, {name: int(number)}
        return None


def _routes(prefix: str, controller: type[ControllerBase]) -> Iterator[Route]:
    api: APIController = reflect.get_metadata_or_raise_exception(
        API_CONTROLLER_INSTANCE, controller
    )
    instance = controller()  # one for all requests: direct views keep nothing of a request
    for path, path_view in api.path_operations.items():
        for operation in path_view.operations:
            function: RouteFunction = operation.view_func.get_route_function()  # type: ignore[attr-defined]
            view = getattr(function.route.view_func, DIRECT, None)
            if view and "GET" in operation.methods:
                permissions = _permissions(function.route.permissions or api.permission_classes)
                yield Route(f"{prefix}{api.prefix}{path}", view, instance, permissions)


def _permissions(classes: Iterable[Any]) -> list[AsyncBasePermission]:
    permissions: list[AsyncBasePermission] = [each.resolve() for each in classes]
    for permission in permissions:
        if not isinstance(permission, AsyncBasePermission):
            raise TypeError(f"{permission} of a direct route is not asynchronous")
    return permissions
