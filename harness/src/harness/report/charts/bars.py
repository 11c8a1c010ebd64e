"""Two bars to scale: the picture of a factor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt

from harness.report.charts.axes import data, fitted, rows, service_colour
from harness.report.theme import Draw

BAND = 30
LABEL = 80  # px of a label beside a bar
NAMES = 76  # px of the services' names


@dataclass(frozen=True, slots=True)
class Bar:
    """A service's value and what to write beside it."""

    row: str
    service: str
    value: float
    label: str


def bars(values: Sequence[Bar]) -> Draw:
    """Draw bars from zero on a linear axis, which their labels make superfluous."""

    def draw(width: int) -> alt.LayerChart:
        plot = width - NAMES
        most = max(bar.value for bar in values) * plot / (plot - LABEL)
        scale = alt.Scale(domain=[0, most], nice=False)
        base = alt.Chart(data(values)).encode(
            x=alt.X("value:Q", scale=scale, axis=None),
            y=rows([bar.row for bar in values]),
            color=service_colour(),
        )
        label = base.mark_text(align="left", dx=8, fontWeight="bold", fontSize=13)
        return fitted(
            width,
            BAND * len(values),
            base.mark_bar(height=18, cornerRadiusEnd=2),
            label.encode(text="label:N"),
        )

    return draw
