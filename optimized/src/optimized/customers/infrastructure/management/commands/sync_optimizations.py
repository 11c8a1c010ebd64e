"""`manage.py sync_optimizations`: make indexes and search vector match OPTIMIZATIONS."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.core.management.base import BaseCommand
from django.db import connection, models, transaction

from optimized.customers.infrastructure.models import City, Company, Customer

SQL = Path(__file__).parents[2] / "sql"
TABLE = Customer._meta.db_table  # noqa: SLF001 - Django's documented API


class Command(BaseCommand):
    """Runs after `migrate` and before the service; does nothing where all is as it should be."""

    help = "create what the optimizations that are on need in the database, drop what is off"

    def handle(self, *_: Any, **__: Any) -> None:
        """Change what differs, each in a transaction of its own."""
        self._sync_search(wanted="fts" in settings.OPTIMIZATIONS)
        for model in (City, Company, Customer):
            for index in model._meta.indexes:  # noqa: SLF001
                self._sync_index(model, index)

    def _sync_search(self, *, wanted: bool) -> None:
        with connection.cursor() as cursor:
            columns = connection.introspection.get_table_description(cursor, TABLE)
        if any(column.name == "search" for column in columns) is wanted:
            return
        if wanted:
            self.stdout.write("building the search vectors (about 40 s for 3 million customers)")
        with transaction.atomic(), connection.cursor() as cursor:
            if wanted:
                cursor.execute(f"ALTER TABLE {TABLE} ADD COLUMN search tsvector")
                cursor.execute((SQL / "search_vector.sql").read_text())
                cursor.execute((SQL / "fill_search.sql").read_text())
                cursor.execute((SQL / "search_statistics.sql").read_text())
            else:
                cursor.execute((SQL / "drop_search_vector.sql").read_text())
                cursor.execute(f"ALTER TABLE {TABLE} DROP COLUMN search")
        self.stdout.write(f"{'created' if wanted else 'dropped'} the search vector")

    def _sync_index(self, model: type[models.Model], index: models.Index) -> None:
        optimization = "fts" if isinstance(index, GinIndex) else "indexes"
        wanted = optimization in settings.OPTIMIZATIONS
        with connection.cursor() as cursor:
            table = model._meta.db_table  # noqa: SLF001
            present = index.name in connection.introspection.get_constraints(cursor, table)
        if present is wanted:
            return
        with connection.schema_editor() as editor:
            if wanted:
                editor.add_index(model, index)
            else:
                editor.remove_index(model, index)
        self.stdout.write(f"{'created' if wanted else 'dropped'} {index.name}")
