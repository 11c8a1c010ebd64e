"""`manage.py generate_fake_data`: streams generated customers into PostgreSQL."""

from __future__ import annotations

from typing import Any

import psycopg
from django.core.cache import cache
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from dataset.errors import LoadError
from dataset.loading import add_options, load
from optimized.customers.infrastructure.cache.invalidation import CacheInvalidation
from optimized.customers.infrastructure.loading import fill


def _connect() -> psycopg.Connection[Any]:
    connection.ensure_connection()
    raw: psycopg.Connection[Any] = connection.connection
    return raw


class Command(BaseCommand):
    """Load generated customers by binary COPY in parallel."""

    help = "Replace all customers, cities and companies by generated ones."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the options that both services' commands have."""
        add_options(parser)

    def handle(self, **options: Any) -> None:
        """Load, or say what stands in the way."""
        try:
            load(_connect, options, fill, self.stdout.write)
        except LoadError as error:
            raise CommandError(str(error)) from error
        # no signal told a running service that every row is another one
        CacheInvalidation(cache, circuit=None).reference_changed()
