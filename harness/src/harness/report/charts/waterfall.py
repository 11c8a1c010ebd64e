"""What each optimization adds: a waterfall on a logarithmic axis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import altair as alt

from harness.report.charts.axes import PLAIN, data, decades, fitted, rows, service_colour
from harness.report.theme import INK, Draw

BAND = 30
LABEL = 100
NAMES = 110


@dataclass(frozen=True, slots=True)
class Rung:
    """A rung of the ladder: its name, its requests per second and what to write beside it."""

    row: str
    service: str
    value: float
    label: str


@dataclass(frozen=True, slots=True)
class _Bar:
    row: str
    service: str
    start: float
    end: float
    most: float
    label: str


@dataclass(frozen=True, slots=True)
class _Join:
    row: str
    next_row: str
    value: float


def waterfall(rungs: Sequence[Rung], whole: frozenset[str]) -> Draw:
    """Draw each rung from the value of the one before; rungs named in `whole` from the ground."""
    joins = [_Join(one.row, other.row, one.value) for one, other in pairwise(rungs)]
    names = [rung.row for rung in rungs]

    def draw(width: int) -> alt.LayerChart:
        scale, values = decades([rung.value for rung in rungs], width - NAMES, LABEL)
        bars = _bars(rungs, whole, min(rung.value for rung in rungs) / 1.15)
        axis = alt.Axis(title="requests per second (logarithmic)", values=values, format=PLAIN)
        x = alt.X("start:Q", scale=scale, axis=axis)
        y = rows(names)
        base = alt.Chart(data(bars)).encode(y=y, color=service_colour())
        link = alt.Chart(data(joins)).mark_rule(color=INK, opacity=0.4, strokeDash=[2, 2])
        text = base.mark_text(align="left", dx=8, fontWeight="bold")
        return fitted(
            width,
            BAND * len(rungs),
            link.encode(x=alt.X("value:Q", scale=scale), y=y, y2="next_row:N"),
            base.mark_bar(height=16, cornerRadius=2).encode(x=x, x2="end:Q"),
            text.encode(x=alt.X("most:Q", scale=scale), text="label:N"),
        )

    return draw


def _bars(rungs: Sequence[Rung], whole: frozenset[str], ground: float) -> list[_Bar]:
    before = [ground, *(rung.value for rung in rungs)]
    starts = [ground if r.row in whole else b for r, b in zip(rungs, before, strict=False)]
    return [
        _Bar(r.row, r.service, start, r.value, max(start, r.value), r.label)
        for r, start in zip(rungs, starts, strict=True)
    ]
