"""Distributions of latencies: one ridge a scenario, both services in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import altair as alt

from harness.report.charts.axes import PLAIN, data, decades, fitted, service_colour
from harness.report.theme import INK, Draw

RIDGE = 104  # px from one scenario's ground to the next one's
PEAK = 0.64  # of the ridge's height: the rest holds the labels and, above them, its name


@dataclass(frozen=True, slots=True)
class Density:
    """A point of a distribution; `share` of requests there is relative to the row's peak."""

    row: str
    service: str
    milliseconds: float
    share: float


@dataclass(frozen=True, slots=True)
class Quantile:
    """A quantile of a distribution with what to write at it."""

    row: str
    service: str
    milliseconds: float
    label: str


@dataclass(frozen=True, slots=True)
class _Ridge:
    service: str
    line: str
    x: float
    ground: float
    y: float
    label: str = ""


def distributions(
    densities: Sequence[Density], medians: Sequence[Quantile], tails: Sequence[Quantile]
) -> Draw:
    """Draw how latencies are spread, the median labelled and the tail quantile marked by a tick."""
    names = list(dict.fromkeys(median.row for median in medians))
    ground = {name: float(len(names) - 1 - place) for place, name in enumerate(names)}

    def ridge(row: str, service: str, x: float, height: float, label: str = "") -> _Ridge:
        return _Ridge(service, f"{row} {service}", x, ground[row], ground[row] + height, label)

    hills = [ridge(d.row, d.service, d.milliseconds, d.share * PEAK) for d in densities]
    middle = [ridge(q.row, q.service, q.milliseconds, PEAK, q.label) for q in medians]
    tail = [ridge(q.row, q.service, q.milliseconds, PEAK / 4, q.label) for q in tails]
    first = {q.row: min(m.milliseconds for m in medians if m.row == q.row) for q in medians}
    ahead = [
        mark for mark, q in zip(middle, medians, strict=True) if q.milliseconds == first[q.row]
    ]
    behind = [mark for mark in middle if mark not in ahead]
    titles = [ridge(name, "", 0, 0.93, name) for name in names]

    def draw(width: int) -> alt.LayerChart:
        scale, values = decades([mark.x for mark in (*hills, *middle)], width)
        axis = alt.Axis(title="milliseconds (logarithmic)", values=values, format=PLAIN)
        x = alt.X("x:Q", scale=scale, axis=axis)
        plane = alt.Scale(domain=[0, len(names)], nice=False)
        y = alt.Y("y:Q", scale=plane, axis=None)
        base = {"x": x, "y": y, "y2": alt.Y2("ground:Q"), "color": service_colour()}
        detail = alt.Detail("line:N")
        area = alt.Chart(data(hills)).mark_area(opacity=0.55, line=False, interpolate="monotone")
        return fitted(
            width,
            RIDGE * len(names),
            area.encode(**base, detail=detail),
            alt.Chart(data(middle)).mark_rule(strokeWidth=1.5).encode(**base),
            alt.Chart(data(tail)).mark_rule(strokeWidth=3).encode(**base),
            _labels(ahead, "right", x, y),  # out of the way of the one behind
            _labels(behind, "center", x, y),
            alt.Chart(data(titles))
            .mark_text(align="left", fontWeight="bold", fontSize=14, color=INK)
            .encode(x=alt.value(0), y=y, text="label:N"),
        )

    return draw


def _labels(
    marks: Sequence[_Ridge], align: Literal["right", "center"], x: alt.X, y: alt.Y
) -> alt.Chart:
    text = alt.Chart(data(marks)).mark_text(
        align=align, baseline="bottom", dy=-3, fontWeight="bold"
    )
    drawn: alt.Chart = text.encode(x=x, y=y, text="label:N", color=service_colour())
    return drawn
