"""`manage.py sync_indexes`: make the secondary indexes match the optimizations that are on."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connection, models

from optimized.customers.infrastructure.models import City, Company, Customer


class Command(BaseCommand):
    """Runs after `migrate` and before the service; does nothing where all is as it should be."""

    help = "create the secondary indexes, or drop them with OPTIMIZATIONS=-indexes"

    def handle(self, *_: Any, **__: Any) -> None:
        """Create or drop what differs, each index in a transaction of its own."""
        wanted = "indexes" in settings.OPTIMIZATIONS
        for model in (City, Company, Customer):
            present = _names(model)
            for index in model._meta.indexes:  # noqa: SLF001
                if (index.name in present) is not wanted:
                    _change(model, index, add=wanted)
                    self.stdout.write(f"{'created' if wanted else 'dropped'} {index.name}")


def _names(model: type[models.Model]) -> set[str]:
    with connection.cursor() as cursor:
        table = model._meta.db_table  # noqa: SLF001
        return set(connection.introspection.get_constraints(cursor, table))


def _change(model: type[models.Model], index: models.Index, *, add: bool) -> None:
    with connection.schema_editor() as editor:
        if add:
            editor.add_index(model, index)
        else:
            editor.remove_index(model, index)
