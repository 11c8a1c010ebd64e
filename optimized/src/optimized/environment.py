"""What the unit's environment says, read once and checked."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from django.core.exceptions import ImproperlyConfigured

from optimized.optimizations import DEFAULT, InvalidOptimizationsError, parse


def require(*names: str) -> None:
    """Check that variables are set. Raises ImproperlyConfigured."""
    if missing := [name for name in names if name not in os.environ]:
        message = f"not set: {', '.join(missing)} ([optimized.environment] of conditions.toml)"
        raise ImproperlyConfigured(message)


def number(name: str, default: int, *, least: int = 1) -> int:
    """Return a variable as a whole number from `least` on. Raises ImproperlyConfigured."""
    text = os.environ.get(name, str(default))
    if not text.isdecimal() or int(text) < least:
        raise ImproperlyConfigured(f"{name}={text!r} is not a whole number from {least} on")
    return int(text)


def choice(name: str, *values: str) -> str:
    """Return a variable that has one of a few values; the first is the default.

    Raises ImproperlyConfigured.
    """
    text = os.environ.get(name, values[0])
    if text not in values:
        raise ImproperlyConfigured(f"{name}={text!r} is none of {', '.join(values)}")
    return text


def credential(name: str) -> str:
    """Return a secret from CREDENTIALS_DIRECTORY. Raises ImproperlyConfigured."""
    directory = os.environ.get("CREDENTIALS_DIRECTORY")
    if directory is None:
        message = f"CREDENTIALS_DIRECTORY is not set: name a directory with a file {name!r}"
        raise ImproperlyConfigured(message)
    try:
        secret = Path(directory, name).read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured(f"the secret {name!r} cannot be read: {error}") from error
    if not secret:
        raise ImproperlyConfigured(f"the secret {name!r} is empty: {directory}/{name}")
    return secret


def optional_credential(name: str) -> str | None:
    """Return a secret that need not exist, or None."""
    directory = os.environ.get("CREDENTIALS_DIRECTORY", "")
    return credential(name) if Path(directory, name).is_file() else None


def credential_lines(name: str) -> list[str]:
    """Return the secrets of a file with one per line, none if it does not exist."""
    path = Path(os.environ.get("CREDENTIALS_DIRECTORY", ""), name)
    return path.read_text().split() if path.is_file() else []


def with_password(url: str, password: str) -> str:
    """Return the URL of a server with a password in it."""
    return url.replace("://", f"://:{quote(password, safe='')}@", 1)


def optimizations() -> frozenset[str]:
    """Return the optimizations that are on. Raises ImproperlyConfigured on a name that is none."""
    try:
        return parse(os.environ.get("OPTIMIZATIONS", DEFAULT))
    except InvalidOptimizationsError as error:
        raise ImproperlyConfigured(str(error)) from error


def require_package(optimization: str, package: str) -> None:
    """Check that the package of an optimization is installed. Raises ImproperlyConfigured."""
    if find_spec(package) is None:
        raise ImproperlyConfigured(f"OPTIMIZATIONS: {optimization} needs the package {package}")
