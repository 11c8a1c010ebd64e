"""The Django app of the fast path: what only it needs in the database."""

from __future__ import annotations

from django.apps import AppConfig


class FastPathConfig(AppConfig):
    """Installed only with `direct` on."""

    name = "optimized.fastpath"
    label = "fastpath"
