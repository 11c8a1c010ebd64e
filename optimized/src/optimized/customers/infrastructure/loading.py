"""Fills the tables with generated customers: binary COPY first, everything else after it.

Indexes that are there during COPY make it thirty times as slow as building them afterwards,
and a trigger for each row would build a search vector that the generator has ready.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from functools import partial

import psycopg
from django.conf import settings

from dataset.copying import HEADER, TRAILER, CustomerEncoder, city_rows, company_rows
from dataset.customers import CustomerMaker
from dataset.loading import Request
from dataset.pools import Pools, make_pools
from dataset.progress import Advance
from dataset.staging import SEARCH_PATH, Connection, Staging, connection_string
from dataset.workers import in_processes
from optimized.customers.infrastructure.loading_indexes import build

COPYING, BUILDING = 0.3, 0.7  # of the time of filling, roughly


@dataclass(frozen=True, slots=True)
class Copier:
    """What a worker needs to copy customers."""

    connection: Connection
    maker: CustomerMaker
    encoder: CustomerEncoder

    def copy(self, ids: range) -> None:
        """Copy the customers with `ids` in one transaction."""
        copy(self.connection, "customers_customer", self.encoder.rows(self.maker.make(ids)))


_copier: ContextVar[Copier] = ContextVar("copier")


def fill(staging: Staging, request: Request, advance: Advance) -> None:
    """Fill the tables of `staging` with what `request` asks for."""
    spec = request.spec
    pools = make_pools(spec)
    conninfo = connection_string(staging.connection)
    copy(staging.connection, "customers_city", city_rows(pools))
    copy(staging.connection, "customers_company", company_rows(pools))
    for copied in copy_customers(conninfo, pools, request):
        advance(copied * COPYING)
    share = spec.customers * BUILDING / len(staging.indexes)
    build(conninfo, staging.indexes, request.workers, lambda: advance(share))
    staging.add_constraints()


def copy_customers(conninfo: str, pools: Pools, request: Request) -> Iterator[int]:
    """Copy the customers in parallel; yield how many, as they arrive."""
    spec = request.spec
    start = partial(_start, conninfo, pools, spec.seed)
    for ids in in_processes(_copy, spec.blocks(), request.workers, start):
        yield len(ids)


def copy(connection: Connection, table: str, rows: bytes) -> None:
    """Copy `rows`, in binary, into `table`."""
    with connection.cursor().copy(f"COPY {table} FROM STDIN (FORMAT binary)".encode()) as stream:
        stream.write(HEADER)
        stream.write(rows)
        stream.write(TRAILER)


def _start(conninfo: str, pools: Pools, seed: int) -> None:
    connection = psycopg.connect(conninfo, autocommit=True)
    connection.execute(SEARCH_PATH)
    # what a crash loses is loaded again as a whole
    connection.execute("SET synchronous_commit = off")
    _copier.set(
        Copier(
            connection,
            CustomerMaker.of(pools, seed),
            CustomerEncoder.of(pools, search="fts" in settings.OPTIMIZATIONS),
        )
    )


def _copy(ids: range) -> None:
    _copier.get().copy(ids)
