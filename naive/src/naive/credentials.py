"""Secrets as systemd hands them over: one file each in `$CREDENTIALS_DIRECTORY`."""

from __future__ import annotations

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def credential(name: str, default: str | None = None) -> str:
    """Return the secret `name` without the line end of its file.

    Raises ImproperlyConfigured if it is empty, or missing without a `default`.
    """
    path = Path(os.environ.get("CREDENTIALS_DIRECTORY", ""), name)
    try:
        secret = path.read_text().strip()
    except OSError as error:
        if default is not None:
            return default
        raise ImproperlyConfigured(
            f"the secret {name!r} cannot be read: set CREDENTIALS_DIRECTORY to a directory "
            f"that holds a file {name!r} (systemd does so for LoadCredential={name}:…)"
        ) from error
    if not secret:
        raise ImproperlyConfigured(f"the secret {name!r} is empty: {path}")
    return secret


def credential_lines(name: str) -> list[str]:
    """Return the secrets of a file with one per line, none if it does not exist."""
    path = Path(os.environ.get("CREDENTIALS_DIRECTORY", ""), name)
    return path.read_text().split() if path.is_file() else []
