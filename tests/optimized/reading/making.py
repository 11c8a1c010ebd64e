"""Readers of any composition."""

from __future__ import annotations

from optimized.customers.infrastructure.models import Customer, columns
from optimized.customers.infrastructure.postgresql.database import Database
from optimized.customers.infrastructure.reading.fulltext import FullTextSearch
from optimized.customers.infrastructure.reading.listing import Listing
from optimized.customers.infrastructure.reading.matching import Search
from optimized.customers.infrastructure.reading.paging import Keyset, Numbered
from optimized.customers.infrastructure.reading.readers import PostgresCustomerReader
from optimized.customers.infrastructure.reading.rendering import NESTED, Rendering, WholeRows


def make(
    database: Database,
    rendering: Rendering | None = None,
    paging: type[Keyset | Numbered] = Keyset,
    search: Search | None = None,
) -> PostgresCustomerReader:
    """Make a reader; by default with every optimization."""
    rows = rendering or WholeRows(NESTED)
    listing = Listing(Customer, columns(Customer), rows)
    pages = paging(database, listing, rows)
    return PostgresCustomerReader(database, listing, rows, pages, search or FullTextSearch())
