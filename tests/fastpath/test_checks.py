"""At start-up the fast path refuses what it would silently skip."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import update_wrapper, wraps
from pathlib import Path
from typing import Any, cast

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.views.decorators.cache import never_cache
from ninja.decorators import decorate_view
from ninja_extra import ControllerBase, NinjaExtraAPI, api_controller, http_get
from ninja_extra.constants import API_CONTROLLER_INSTANCE
from ninja_extra.permissions import AsyncBasePermission, IsAdminUser
from ninja_extra.reflect import reflect
from ninja_extra.throttling import AnonRateThrottle
from pytest_django import Settings

from optimized.api import PREFIX
from optimized.customers.interface.controllers import CustomersController
from optimized.customers.interface.permissions import TokenToWrite
from optimized.fastpath import checks
from optimized.fastpath.installation import install
from optimized.fastpath.routes import Routes


class Anyone(AsyncBasePermission):
    """Permits all."""

    def has_permission(self, request: Any, controller: Any) -> bool:  # noqa: ARG002
        return True

    async def has_permission_async(self, request: Any, controller: Any) -> bool:  # noqa: ARG002
        return True


class Owner(Anyone):
    """Permits some objects."""

    async def has_object_permission_async(self, request: Any, controller: Any, obj: Any) -> bool:  # noqa: ARG002
        return False


def of_this_file(view: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(view)
    async def wrapped(*arguments: Any, **options: Any) -> Any:
        return await view(*arguments, **options)

    return wrapped


class Wrapper:
    """A decorator that is no function."""

    def __init__(self, view: Callable[..., Any]) -> None:
        update_wrapper(cast("Any", self), view)


def check(
    decorate: Callable[..., Any] = lambda view: view,
    permission: type = Anyone,
    api_options: dict[str, Any] | None = None,
    **route: Any,
) -> None:
    """Check a controller with one operation."""

    @api_controller("/things", permissions=[permission])
    class Things(ControllerBase):
        @http_get("", **route)
        @decorate
        async def list_things(self) -> Any:
            return []

    other = NinjaExtraAPI(urls_namespace="checks", **(api_options or {}))
    other.register_controllers(Things)
    controller = reflect.get_metadata_or_raise_exception(API_CONTROLLER_INSTANCE, Things)
    (path_view,) = controller.path_operations.values()
    (operation,) = path_view.operations
    checks.check_operation(operation)
    checks.permissions(operation, controller)


async def no_application(*_: Any) -> None:
    """Serve nothing."""


async def token(request: Any) -> bool:  # noqa: ARG001
    return True


@pytest.fixture(autouse=True)
def known(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the checks take the views of this file for the base's."""
    monkeypatch.setattr(checks, "VIEWS", {*checks.VIEWS, Path(__file__)})


def test_an_operation_without_extras_is_accepted() -> None:
    check()


@pytest.mark.parametrize(
    ("refused", "message"),
    [
        ({"auth": token}, "auth="),
        ({"api_options": {"auth": token}}, "auth="),
        ({"throttle": AnonRateThrottle("5/m")}, "throttle="),
        ({"decorate": never_cache}, "decorator"),
        ({"decorate": decorate_view(never_cache)}, "decorator"),
        ({"decorate": of_this_file}, "decorator"),
        ({"decorate": decorate_view(Wrapper)}, "decorator"),
        ({"permission": IsAdminUser}, "not asynchronous"),
        ({"permission": Owner}, "objects"),
        ({"permissions": [Owner]}, "objects"),
    ],
)
def test_what_it_would_skip_is_refused(refused: dict[str, Any], message: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=f"direct would answer otherwise.*{message}"):
        check(**refused)


@pytest.mark.parametrize(
    ("position", "middleware"),
    [(8, "django.middleware.gzip.GZipMiddleware"), (0, "elsewhere.SecurityMiddleware")],
)
def test_another_middleware_is_refused_by_name(
    settings: Settings, position: int, middleware: str
) -> None:
    changed = [*settings.MIDDLEWARE]
    changed[position : position + 1] = [middleware]
    settings.MIDDLEWARE = changed

    with pytest.raises(ImproperlyConfigured, match=re.escape(middleware)):
        install(no_application)


@pytest.mark.parametrize("name", checks.SETTINGS)
def test_a_setting_that_would_be_passed_by_is_refused(settings: Settings, name: str) -> None:
    setattr(settings, name, 3600)

    with pytest.raises(ImproperlyConfigured, match=f"pass by {name}"):
        install(no_application)


@pytest.mark.usefixtures("applications")
def test_the_operations_of_the_api_are_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    controller = reflect.get_metadata_or_raise_exception(
        API_CONTROLLER_INSTANCE, CustomersController
    )
    monkeypatch.setattr(controller.path_operations[""].operations[0], "auth_callbacks", [token])

    with pytest.raises(ImproperlyConfigured, match="list_customers"):
        Routes(PREFIX, database=None, cache=None)  # type: ignore[arg-type]


@pytest.mark.usefixtures("applications")
def test_the_permissions_of_the_api_are_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        TokenToWrite, "has_object_permission_async", Owner.has_object_permission_async
    )

    with pytest.raises(ImproperlyConfigured, match="one of objects"):
        Routes(PREFIX, database=None, cache=None)  # type: ignore[arg-type]
