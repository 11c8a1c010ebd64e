"""The customers' cache: a page as the primary keys of its rows, and each row once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from optimized.customers.infrastructure.cache.generation_cache import (
    Address,
    GenerationCache,
    Lookup,
)
from optimized.customers.infrastructure.cache.keys import PAGES, digest, row_generation
from optimized.customers.infrastructure.cache.rows import Rows
from optimized.customers.infrastructure.cache.serialization import LAYOUT, dump, load
from optimized.customers.infrastructure.models import Customer


class GenerationCustomerCache:
    """Implements CustomerCache: a hit is two `get_many` for a page, and one for a customer."""

    def __init__(
        self, cache: GenerationCache, read_rows: Callable[[Sequence[int]], Iterable[Customer]]
    ) -> None:
        """Use `read_rows` for those rows of a page, by primary key, that are no longer cached."""
        self._cache: Final = cache
        self._read_rows: Final = read_rows

    def page(self, key: str, read: Callable[[], Rows]) -> Rows:
        """See CustomerCache. Of all who miss a page at once, one reads it."""
        address = Address(f"customers:{digest(key)}", PAGES)
        found = self._cache.claim(address)
        if found is None:
            return read()
        if isinstance(found, Lookup):
            # without a row that was deleted meanwhile the page would be too short
            return self._restore(*found.values[address.key]) or read()
        with self._cache.computing(found):
            rows = read()
        self._keep(address, found.lookup, rows)
        return rows

    def one(
        self, customer_id: int, read: Callable[[], Customer | None]
    ) -> tuple[Customer | None, bool]:
        """See CustomerCache.

        Keeps as well that there is no such customer. Takes no lock: PostgreSQL finds a row by its
        primary key in the time that Redis needs for one.
        """
        address = _row(customer_id)
        lookup = self._cache.look_up([address])
        if lookup is None:
            return read(), False
        if address.key in lookup.values:
            return _load(lookup.values[address.key]), True
        lookup = self._cache.begin(lookup, [address])
        customer = read()
        if lookup:
            self._cache.keep(lookup, [(address, _dump(customer))])
        return customer, False

    def _restore(
        self, ids: Sequence[int], ranks: Sequence[float] | None, count: int | None
    ) -> Rows | None:
        """Return a page made of its rows, None if one of them does not exist any more."""
        rows, hit = self._rows(ids)
        customers = [customer for each in ids if (customer := rows[each])]
        if len(customers) < len(ids):
            return None
        for customer, rank in zip(customers, ranks or (), strict=False):
            customer.rank = rank  # type: ignore[attr-defined] # an annotation
        return Rows(customers, count, hit)

    def _rows(self, ids: Sequence[int]) -> tuple[dict[int, Customer | None], bool]:
        """Return rows by primary key, and whether the cache had all of them."""
        addresses = {each: _row(each) for each in ids}
        lookup = self._cache.look_up(list(addresses.values()))
        found = lookup.values if lookup else {}
        rows = {each: _load(found[at.key]) for each, at in addresses.items() if at.key in found}
        missing = [each for each in ids if each not in rows]
        if missing:
            wanted = [addresses[each] for each in missing]
            begun = lookup and self._cache.begin(lookup, wanted)
            read = {customer.pk: customer for customer in self._read_rows(missing)}
            rows |= {each: read.get(each) for each in missing}
            if begun:
                values = [_dump(rows[each]) for each in missing]
                self._cache.keep(begun, zip(wanted, values, strict=True))
        return rows, not missing

    def _keep(self, address: Address, before: Lookup, rows: Rows) -> None:
        """Keep a page and its rows.

        The generations of its rows were not known before it was read. But whatever outdates a row
        outdates all pages too: if the page is still fresh when they are known, so are its rows.
        """
        addresses = {_row(customer.pk): customer for customer in rows.items}
        # the page last: in local memory one is read after the other
        now = self._cache.begin(Lookup(before.opened, {}, {}), [*addresses, address])
        stamp = before.stamp(address)
        if now is None or None in stamp or now.stamp(address) != stamp:
            return
        ids = [customer.pk for customer in rows.items]
        ranks = [customer.rank for customer in rows.items if hasattr(customer, "rank")]
        page = (ids, ranks or None, rows.count)
        values = ((each, dump(customer)) for each, customer in addresses.items())
        self._cache.keep(now, [(address, page), *values])


def _row(customer_id: int) -> Address:
    return Address(f"customer:{LAYOUT}:{customer_id}", row_generation(customer_id))


def _dump(customer: Customer | None) -> Any:
    return None if customer is None else dump(customer)


def _load(values: Any) -> Customer | None:
    return None if values is None else load(values)
