"""Refuses what the fast path would silently skip, before a request is served."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from ninja_extra import operation
from ninja_extra.controllers.base import APIController
from ninja_extra.controllers.route import route_functions
from ninja_extra.pagination import decorator, operations
from ninja_extra.permissions import AsyncBasePermission

from optimized.customers.interface import cached_view, controllers
from optimized.platform import controllers as platform_controllers
from optimized.platform import threads

# Modules whose wrappers around a view the fast path replaces.
MODULES = [cached_view, decorator, operations, platform_controllers]
MODULES += [operation, route_functions, threads]
KNOWN = {Path(str(module.__file__)) for module in MODULES}
VIEWS = {Path(str(controllers.__file__))}
# What stands around the views: the fast path adds the headers of two and needs no other.
STOCK = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
NATIVE = [f"optimized.platform.middleware.{path.rpartition('.')[2]}" for path in STOCK]
API = "optimized.customers.interface.middleware.ApiMiddleware"
# What makes these middleware do more than that.
SETTINGS = (
    "DISALLOWED_USER_AGENTS",
    "PREPEND_WWW",
    "SECURE_HSTS_SECONDS",
    "SECURE_PROXY_SSL_HEADER",
    "SECURE_SSL_REDIRECT",
    "USE_X_FORWARDED_HOST",
)


def check_middleware() -> None:
    """Raise ImproperlyConfigured for middleware other than the known, or that does more."""
    known = [*(STOCK if STOCK[0] in settings.MIDDLEWARE else NATIVE), API]
    if known != settings.MIDDLEWARE:
        different = ", ".join(sorted({*settings.MIDDLEWARE} ^ {*known})) or "the order"
        raise _refusal(f"it knows another list of middleware; different: {different}")
    if more := [name for name in SETTINGS if getattr(settings, name)]:
        raise _refusal(f"it would pass by {', '.join(more)}")


def check_operation(read: Any) -> None:
    """Raise ImproperlyConfigured where an operation does what the fast path does not."""
    name = read.view_func.__name__
    if read.auth_callbacks:
        raise _refusal(f"{name} has auth=")
    if read.throttle_objects:
        raise _refusal(f"{name} has throttle=")
    for function in (*_wrappers(read.view_func), *_wrappers(read.run)):
        if not _is_known(function):
            raise _refusal(f"{name} has a decorator that it does not know: {function}")


def permissions(read: Any, api: APIController) -> Sequence[AsyncBasePermission]:
    """Return the permissions of an operation. Raises ImproperlyConfigured for unknown kinds."""
    route = read.view_func.get_route_function().route
    resolved: list[Any] = [each.resolve() for each in route.permissions or api.permission_classes]
    for kind in map(type, resolved):
        if not issubclass(kind, AsyncBasePermission):
            raise _refusal(f"the permission {kind.__name__} is not asynchronous")
        if kind.has_object_permission_async is not AsyncBasePermission.has_object_permission_async:
            raise _refusal(f"the permission {kind.__name__} is one of objects")
    return resolved


def _is_known(function: Any) -> bool:
    """Return whether it is a method of a view's class, or a wrapper that the fast path replaces."""
    code = getattr(function, "__code__", None)
    if code is None:
        return False
    file, owner = Path(code.co_filename), code.co_qualname.rpartition(".")[0]
    return file in KNOWN or (file in VIEWS and owner.rpartition(".")[2] not in ("", "<locals>"))


def _wrappers(function: Any) -> Iterator[Any]:
    """Yield a function and what it wraps."""
    while function is not None:
        yield getattr(function, "__func__", function)
        function = getattr(function, "__wrapped__", None)


def _refusal(reason: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(
        f"OPTIMIZATIONS: direct would answer otherwise than Django: {reason}. Switch it off"
    )
