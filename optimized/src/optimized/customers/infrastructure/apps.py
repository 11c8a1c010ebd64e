"""The Django application: label `customers`, as in the naive project."""

from __future__ import annotations

from django.apps import AppConfig

from optimized.customers.infrastructure.cache import commands


class CustomersConfig(AppConfig):
    """Models, migrations, admin and management commands live in the infrastructure layer."""

    name = "optimized.customers.infrastructure"
    label = "customers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let writes of commands and shells be seen too; a worker connects its own in place."""
        from optimized.customers.infrastructure import signals  # noqa: PLC0415 - needs the models

        signals.connect(commands.invalidation())
