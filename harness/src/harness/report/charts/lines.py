"""Lines of both services over a quantity that they share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt

from harness.report.charts.axes import (
    PLAIN,
    data,
    decades,
    fitted,
    service_colour,
    service_dash,
)
from harness.report.theme import Draw

HEIGHT = 190


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a line; the lines of a service are told apart by `line`."""

    service: str
    line: str
    x: float
    y: float


def timeline(points: Sequence[Point]) -> Draw:
    """Draw requests per second over the seconds of each round, one thin line a round."""

    def draw(width: int) -> alt.LayerChart:
        x = alt.X("x:Q", axis=alt.Axis(title="seconds", tickCount=5), scale=alt.Scale(nice=False))
        lines = alt.Chart(data(points)).mark_line(strokeWidth=1.5, opacity=0.75)
        return _lines(lines, points, x, "requests per second", width)

    return draw


def growth(points: Sequence[Point], title: str) -> Draw:
    """Draw a cost over the number of customers, both logarithmic."""

    def draw(width: int) -> alt.LayerChart:
        sizes = sorted({point.x for point in points})
        axis = alt.Axis(title="customers", values=sizes, format=",~s")
        scale = alt.Scale(type="log", domain=[sizes[0], sizes[-1]], nice=False, padding=12)
        lines = alt.Chart(data(points)).mark_line(strokeWidth=2.5, point={"size": 80})
        return _lines(lines, points, alt.X("x:Q", axis=axis, scale=scale), title, width)

    return draw


def _lines(
    chart: alt.Chart, points: Sequence[Point], x: alt.X, title: str, width: int
) -> alt.LayerChart:
    scale, values = decades([point.y for point in points], HEIGHT)
    axis = alt.Axis(values=values, format=PLAIN, grid=True, title=None)
    y = alt.Y("y:Q", scale=scale, axis=axis)
    drawn = chart.encode(
        x=x, y=y, detail="line:N", color=service_colour(), strokeDash=service_dash()
    )
    heading = alt.TitleParams(title, anchor="start", fontSize=13, fontWeight="normal")
    fitted_chart = fitted(width, HEIGHT, drawn)
    fitted_chart.title = heading
    return fitted_chart
