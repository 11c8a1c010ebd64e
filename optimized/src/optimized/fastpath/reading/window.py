"""The piece of an ordered list that a page shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import F, Q

from optimized.customers.domain.ordering import Key, Ordering
from optimized.customers.domain.position import After, Before
from optimized.fastpath.query import Position
from optimized.fastpath.reading.filters import Values
from optimized.fastpath.reading.fragments import Operator, Parameter, Tuple

RANK = "rank"  # the column of the order of relevance, in statements that have one


@dataclass(frozen=True, slots=True)
class Window:
    """At most `limit` rows in an ordering: of the whole list, or beyond a position.

    `kind` is the position's class; its values are given when the statement runs.
    """

    ordering: Ordering
    kind: type[Position]
    limit: int

    @property
    def key(self) -> str:
        """The column that is sorted by, before the id."""
        return RANK if self.ordering.key is Key.RELEVANCE else self.ordering.key.value

    @property
    def descending(self) -> bool:
        """Whether rows are read from high to low; what leads up to a position is read back."""
        return self.ordering.descending is not (self.kind is Before)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are sorted by, all in the same direction."""
        return tuple(dict.fromkeys((self.key, "id")))

    @property
    def order(self) -> list[str]:
        """The order in Django's notation."""
        return [f"-{name}" if self.descending else name for name in self.columns]

    @property
    def sql_order(self) -> str:
        """The order in SQL's notation."""
        direction = " DESC" if self.descending else ""
        return ", ".join(f"{name}{direction}" for name in self.columns)

    @property
    def operator(self) -> str:
        """How a row that follows compares with the position."""
        return "<" if self.descending else ">"

    @property
    def bounded(self) -> bool:
        """Whether a position restricts the rows."""
        return self.kind in (After, Before)

    def beyond(self, model: type[models.Model]) -> Q:
        """Return the condition that leaves what lies beyond the position."""
        if not self.bounded or self.key == RANK:
            return Q()
        names = self.columns
        fields: list[Any] = [model._meta.get_field(name) for name in names]  # noqa: SLF001
        values = [Parameter(f"position_{i}", field) for i, field in enumerate(fields)]
        return Q(Operator(Tuple(*map(F, names)), self.operator, Tuple(*values)))


def values(position: Position) -> Values:
    """Return the parameters of a position."""
    if isinstance(position, After | Before):
        return {"position_0": position.value.encode(), "position_1": b"%d" % position.id}
    return {}
