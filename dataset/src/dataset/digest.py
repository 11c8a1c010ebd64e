"""The digest of a data set: sha256 over its rows as PostgreSQL sends them in binary COPY.

Three streams follow each other: cities, companies, customers, each ordered by id, with the
contract's columns in the contract's order.
"""

from __future__ import annotations

import hashlib
from typing import Any

import psycopg

from dataset.copying import HEADER, TRAILER, CustomerEncoder, city_rows, company_rows
from dataset.customers import CustomerMaker
from dataset.pools import Pools, make_pools
from dataset.spec import BLOCK, Spec

# The casts make one form of whatever types a service chose.
_STORED = (
    """\
COPY (SELECT id::int8, name::text, country::text
      FROM customers_city ORDER BY id) TO STDOUT (FORMAT binary)""",
    """\
COPY (SELECT id::int8, name::text, industry::text
      FROM customers_company ORDER BY id) TO STDOUT (FORMAT binary)""",
    """\
COPY (SELECT id::int8, first_name::text, last_name::text, email::text, phone::text,
             national_id::text, birth_date::date, is_active::bool, balance::numeric,
             created_at::timestamptz, updated_at::timestamptz, city_id::int8, company_id::int8
      FROM customers_customer ORDER BY id) TO STDOUT (FORMAT binary)""",
)


def generated(spec: Spec, pools: Pools | None = None, block: int = BLOCK) -> str:
    """Return the digest of `spec` as the generator makes it, without a database."""
    pools = pools or make_pools(spec)
    maker = CustomerMaker.of(pools, spec.seed)
    encoder = CustomerEncoder.of(pools, search=False)
    digest = hashlib.sha256()
    for rows in (city_rows(pools), company_rows(pools)):
        digest.update(HEADER + rows + TRAILER)
    digest.update(HEADER)
    for ids in spec.blocks(block):
        digest.update(encoder.rows(maker.make(ids)))
    digest.update(TRAILER)
    return digest.hexdigest()


def stored(connection: psycopg.Connection[Any]) -> str:
    """Return the digest of what the tables on `connection`'s search path hold."""
    digest = hashlib.sha256()
    for statement in _STORED:
        with connection.cursor().copy(statement) as copy:
            for data in copy:
                digest.update(data)
    return digest.hexdigest()
