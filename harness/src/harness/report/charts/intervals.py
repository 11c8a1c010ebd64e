"""Values with their intervals, one row each, on a logarithmic axis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt

from harness.report.charts.axes import (
    PLAIN,
    data,
    decades,
    fitted,
    rows,
    service_colour,
    service_shape,
)
from harness.report.theme import INK, Draw

BAND = 24  # px of one service in one row
LABEL = 88  # px of a label beside a mark
NAMES = 110  # px of the row's names


@dataclass(frozen=True, slots=True)
class Mark:
    """A value with its interval, of a service in a row; `label` stands beside it."""

    row: str
    service: str
    low: float
    value: float
    high: float
    label: str


def intervals(marks: Sequence[Mark], title: str, reference: float | None = None) -> Draw:
    """Draw each value as a dot on its interval; equal ratios are equal lengths.

    The axis takes in `reference`, and a line stands there.
    """
    names = [mark.row for mark in marks]
    services = [mark.service for mark in marks]
    lines = [] if reference is None else [reference]
    height = len(set(names)) * (len(set(services)) + 0.5) * BAND

    def draw(width: int) -> alt.LayerChart:
        extremes = [end for mark in marks for end in (mark.low, mark.high)]
        scale, values = decades([*extremes, *lines], width - NAMES, LABEL)
        x = alt.X("low:Q", scale=scale, axis=alt.Axis(title=title, values=values, format=PLAIN))
        base = alt.Chart(data(marks)).encode(
            y=rows(names),
            yOffset=alt.YOffset("service:N", sort=None),
            color=service_colour(),
        )
        high = alt.X("high:Q", scale=scale)
        value = alt.X("value:Q", scale=scale)
        interval = base.mark_rule(strokeWidth=7, strokeCap="round", opacity=0.35)
        label = base.mark_text(align="left", dx=12, fontWeight="bold")
        return fitted(
            width,
            round(height),
            alt.Chart(alt.InlineData(values=[{"at": line} for line in lines]))
            .mark_rule(color=INK, opacity=0.6)
            .encode(x=alt.X("at:Q", scale=scale)),
            interval.encode(x=x, x2="high:Q"),
            base.mark_point(filled=True, size=90, opacity=1).encode(x=value, shape=service_shape()),
            label.encode(x=high, text="label:N"),
        )

    return draw
