"""`manage.py generate_fake_data`: streams generated customers into PostgreSQL."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

import psycopg
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from dataset.errors import LoadError
from dataset.loading import add_options, load
from optimized.customers.infrastructure.cache import commands
from optimized.customers.infrastructure.cache.invalidation import UnannouncedWriteError
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
        with ExitStack() as committed:

            def fill_and_announce(*arguments: Any) -> None:
                fill(*arguments)
                # no signal tells a running service that every row becomes another one
                committed.callback(commands.invalidation().reference_changes())

            try:
                load(_connect, options, fill_and_announce, self.stdout.write)
            except (LoadError, UnannouncedWriteError) as error:
                raise CommandError(str(error)) from error
