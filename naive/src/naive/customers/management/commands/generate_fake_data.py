"""`manage.py generate_fake_data`: inserts generated customers with `bulk_create`."""

from __future__ import annotations

from functools import cache, partial
from typing import Any

import django
import psycopg
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from dataset.customers import CustomerMaker
from dataset.errors import LoadError
from dataset.loading import Request, add_options, load
from dataset.pools import make_pools
from dataset.progress import Advance
from dataset.rows import city_values, company_values, customer_values
from dataset.spec import Spec
from dataset.staging import SEARCH_PATH, Staging
from dataset.workers import in_processes
from naive.customers.models import City, Company, Customer

BATCH_SIZE = 1000


class Command(BaseCommand):
    """Load generated customers through the models."""

    help = "Replace all customers, cities and companies by generated ones."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the options that both services' commands have."""
        add_options(parser)

    def handle(self, **options: Any) -> None:
        """Load, or say what stands in the way."""
        try:
            load(_connect, options, _fill, self.stdout.write)
        except LoadError as error:
            raise CommandError(str(error)) from error


def _connect() -> psycopg.Connection[Any]:
    connection.ensure_connection()
    raw: psycopg.Connection[Any] = connection.connection
    return raw


def _fill(staging: Staging, request: Request, advance: Advance) -> None:
    staging.build_indexes()
    staging.add_constraints()
    spec = request.spec
    pools = make_pools(spec)
    City.objects.bulk_create((City(**row) for row in city_values(pools)), BATCH_SIZE)
    Company.objects.bulk_create((Company(**row) for row in company_values(pools)), BATCH_SIZE)
    insert = partial(_insert, spec)
    for ids in in_processes(insert, spec.blocks(), request.workers, django.setup):
        advance(len(ids))


def _insert(spec: Spec, ids: range) -> None:
    maker = _maker(spec)
    with connection.cursor() as cursor:
        cursor.execute(SEARCH_PATH.decode())
    rows = customer_values(maker.pools, maker.make(ids))
    Customer.objects.bulk_create((Customer(**row) for row in rows), BATCH_SIZE)


@cache
def _maker(spec: Spec) -> CustomerMaker:
    return CustomerMaker.of(make_pools(spec), spec.seed)
