"""Querysets of the models: joins, search, the keyset window, and signals for bulk writes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Self, TypeVar

from django.conf import settings
from django.db import connections, models, transaction
from django.db.models import BooleanField, F, Func, Q, Value
from django.db.models.expressions import Combinable
from django.dispatch import Signal
from kink import di

from optimized.customers.domain.ordering import Key, Ordering
from optimized.customers.domain.position import After, Before, Position
from optimized.customers.domain.search import Term
from optimized.customers.infrastructure import search
from optimized.customers.infrastructure.cache.rows import CustomerCache, Rows

Row = TypeVar("Row", bound=models.Model)
Result = TypeVar("Result")

RANK = "rank"
MAX_RANKED = 1000  # ranking all 1.2 million rows of a common word took 2,090 ms, these 1.4 ms

many_saved = Signal()
"""Sent where Django sends nothing: after a statement wrote many rows, before the commit."""


def column(key: Key) -> str:
    """Return the column, or the annotation, that an ordering sorts by before the id."""
    return RANK if key is Key.RELEVANCE else key.value


class SignallingQuerySet(models.QuerySet[Row]):
    """Sends `many_saved` for what it writes in one statement: see signals.py."""

    def update(self, **values: Any) -> int:
        """See Django's QuerySet; `bulk_update` comes here too."""
        with transaction.atomic(savepoint=False):
            updated = super().update(**values)
            many_saved.send(self.model)
        return updated

    def bulk_create(self, objs: Iterable[Row], *arguments: Any, **options: Any) -> list[Row]:
        """See Django's QuerySet."""
        with transaction.atomic(savepoint=False):
            created = super().bulk_create(objs, *arguments, **options)
            many_saved.send(self.model)
        return created


class PagedQuerySet(SignallingQuerySet[Row]):
    """A queryset that can be read in an ordering, and from a position on."""

    time_limit: int | None = None  # seconds for each statement

    def in_order(self, ordering: Ordering, *, reverse: bool = False) -> Self:
        """Return the rows in an ordering; ties fall back to the id, in the same direction."""
        sign = "-" if ordering.descending is not reverse else ""
        columns = dict.fromkeys((column(ordering.key), "id"))
        return self.order_by(*(f"{sign}{name}" for name in columns))

    def window(self, ordering: Ordering, position: Position, limit: int) -> Self:
        """Return at most `limit` rows beyond a position.

        Rows before a position come in reverse, nearest first. The row comparison lets PostgreSQL
        enter the index at the position (0.6 ms); `Q(a__gt=…) | Q(a=…, id__gt=…)` scans (1,967 ms).
        """
        rows = self.in_order(ordering, reverse=isinstance(position, Before))
        if isinstance(position, After | Before):
            descending = ordering.descending is not isinstance(position, Before)
            rows = rows.filter(self._beyond(ordering.key, position, "<" if descending else ">"))
        return rows[:limit]

    def fetch(self) -> list[Row]:
        """Return the rows. Raises OperationalError when the time limit is exceeded."""
        return self._limited(lambda: list(self))

    def cached(self, key: str) -> Rows:
        """Return the rows, from the cache if it has those of this `key`."""
        return self._through_cache(key, lambda: Rows(self.fetch()))

    def cached_slice(self, key: str, start: int, size: int) -> Rows:
        """Return a slice and the number of all rows, from the cache if it has them."""

        def read() -> Rows:
            count = self._limited(self.count)
            return Rows(self[start : start + size].fetch() if start < count else [], count)

        return self._through_cache(key, read)

    def _through_cache(self, _key: str, read: Callable[[], Rows]) -> Rows:
        return read()

    def _limited(self, read: Callable[[], Result]) -> Result:
        if self.time_limit is None:
            return read()
        with transaction.atomic(self.db), connections[self.db].cursor() as cursor:
            cursor.execute(f"SET LOCAL statement_timeout = '{self.time_limit}s'")
            return read()

    def _clone(self) -> Self:
        clone: Self = super()._clone()  # type: ignore[misc]
        clone.time_limit = self.time_limit
        return clone

    def _beyond(self, key: Key, position: After | Before, operator: str) -> Q:
        if key is Key.ID:
            return Q(("pk__lt" if operator == "<" else "pk__gt", position.id))
        row = _Row(F(column(key)), F("pk"))
        other = _Row(self._value(key, position.value), Value(position.id))
        return Q(
            Func(
                row,
                other,
                arg_joiner=f" {operator} ",
                template="%(expressions)s",
                output_field=BooleanField(),
            )
        )

    def _value(self, key: Key, text: str) -> Combinable:
        if key is Key.RELEVANCE:
            return Func(Value(float(text)), template="%(expressions)s::float4")
        field: Any = self.model._meta.get_field(key)  # noqa: SLF001 - Django's documented API
        return Value(field.to_python(text), field)


class _Row(Func):
    """A row constructor, such as `(birth_date, id)`."""

    template = "(%(expressions)s)"
    output_field = BooleanField()  # Django wants one; a row has no type of its own


class CustomerQuerySet(PagedQuerySet[Any]):
    """Customers, joined, searched and paged."""

    def listed(self) -> Self:
        """Return customers with city and company joined; without `joins` they are read lazily."""
        if "joins" in settings.OPTIMIZATIONS:
            return self.select_related("city", "company")
        return self

    def search(self, terms: Sequence[Term], ordering: Ordering) -> Self:
        """Return the customers that all terms match.

        Ordered by relevance only the MAX_RANKED of lowest id, which have a rank then.
        """
        if not terms:
            return self
        found = self.filter(search.backend.matches(terms))
        if ordering.key is Key.RELEVANCE:
            candidates = found.order_by("pk").values("pk")[:MAX_RANKED]
            found = self.model.objects.listed().filter(pk__in=candidates)
            found = found.annotate(**{RANK: search.backend.rank(terms)})
        found.time_limit = search.backend.TIME_LIMIT
        return found

    def _through_cache(self, key: str, read: Callable[[], Rows]) -> Rows:
        cache: CustomerCache = di[CustomerCache]  # type: ignore[type-abstract]
        return cache.page(key, read)


class CustomerManager(models.Manager.from_queryset(CustomerQuerySet)):  # type: ignore[misc]
    """Leaves out the search vector, which only PostgreSQL reads."""

    def get_queryset(self) -> CustomerQuerySet:
        """Return all customers."""
        customers: CustomerQuerySet = super().get_queryset()
        return customers.defer("search") if "fts" in settings.OPTIMIZATIONS else customers
