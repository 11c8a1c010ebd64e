"""Readers of any composition."""

from __future__ import annotations

from optimized.customers.infrastructure.models import Customer
from optimized.fastpath.postgresql.database import Database
from optimized.fastpath.reading.fulltext import FullTextSearch
from optimized.fastpath.reading.listing import Listing, columns
from optimized.fastpath.reading.matching import Search
from optimized.fastpath.reading.paging import Keyset, Numbered
from optimized.fastpath.reading.readers import PostgresCustomerReader
from optimized.fastpath.reading.rendering import NESTED, Rendering, WholeRows


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
