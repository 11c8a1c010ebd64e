"""At start-up the fast path refuses what it would silently skip."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

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

from optimized.fastpath import checks


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


def unchanged(view: Callable[..., Any]) -> Callable[..., Any]:
    return view


def check(
    decorate: Callable[..., Any] = unchanged,
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


async def token(request: Any) -> bool:  # noqa: ARG001
    return True


@pytest.fixture(autouse=True)
def known(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the checks take the views of this file for the base's."""
    monkeypatch.setattr(checks, "KNOWN", {*checks.KNOWN, Path(__file__)})


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
        ({"permission": IsAdminUser}, "not asynchronous"),
        ({"permission": Owner}, "objects"),
        ({"permissions": [Owner]}, "objects"),
    ],
)
def test_what_it_would_skip_is_refused(refused: dict[str, Any], message: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=f"direct would answer otherwise.*{message}"):
        check(**refused)


def test_the_middleware_of_the_settings_is_known() -> None:
    checks.check_middleware()


def test_another_middleware_is_refused_by_name(settings: Settings) -> None:
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "django.middleware.gzip.GZipMiddleware"]

    with pytest.raises(ImproperlyConfigured, match="GZip"):
        checks.check_middleware()
