"""What a database says it was loaded with."""

from __future__ import annotations

from typing import Any

import psycopg

from dataset.customers import LAST_UPDATED
from dataset.spec import Spec

Connection = psycopg.Connection[Any]

_TABLE = """\
CREATE TABLE IF NOT EXISTS public.dataset_load (
    customers bigint NOT NULL,
    seed bigint NOT NULL,
    cities bigint NOT NULL,
    companies bigint NOT NULL,
    digest text NOT NULL,
    loaded_at timestamptz NOT NULL DEFAULT now()
)"""
_SELECT = """\
SELECT digest FROM public.dataset_load
WHERE (customers, seed, cities, companies) = (%s, %s, %s, %s)
AND (SELECT count(*) = customers AND max(updated_at) <= %s FROM public.customers_customer)"""
_INSERT = """\
INSERT INTO public.dataset_load (customers, seed, cities, companies, digest)
VALUES (%s, %s, %s, %s, %s)"""


def record(connection: Connection, spec: Spec, digest: str) -> None:
    """Say that the database holds `spec`; in the transaction that makes it so."""
    connection.execute(_TABLE)
    connection.execute("DELETE FROM public.dataset_load")
    connection.execute(_INSERT, (*_key(spec), digest))


def recorded(connection: Connection, spec: Spec) -> str | None:
    """Return the digest of the rows if `spec` is what was loaded and no customer changed since.

    A service gives the time of day to what it writes, which is later than any generated time.
    """
    connection.execute(_TABLE)
    row = connection.execute(_SELECT, (*_key(spec), LAST_UPDATED)).fetchone()
    return row[0] if row else None


def _key(spec: Spec) -> tuple[int, int, int, int]:
    return spec.customers, spec.seed, spec.cities, spec.companies
