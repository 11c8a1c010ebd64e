"""Charts: bars from zero, shares of a whole, a heat map of pairs, lines over a quantity."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import altair as alt

from harness.report.content import Draw

COLOURS = ("#d55e00", "#0072b2", "#009e73", "#cc79a7", "#56b4e9", "#e69f00")
"""Okabe and Ito's, told apart with any colour vision; the style sheet maps the first three."""

BAND = 30
LABEL = 150  # px of a label beside a bar
NAMES = 110
HEIGHT = 220


@dataclass(frozen=True, slots=True)
class Span:
    """A bar from `start` to `end`, and what to write beside it; `kind` decides its colour."""

    name: str
    start: float
    end: float
    label: str
    kind: str


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a named line."""

    line: str
    x: float
    y: float


def _fitted(width: int, height: int, *layers: alt.Chart) -> alt.LayerChart:
    fit = alt.AutoSizeParams(type="fit-x", contains="padding")
    return alt.LayerChart(layer=list(layers), width=width, height=height, autosize=fit)


def _data(values: Sequence[Span | Point]) -> alt.InlineData:
    return alt.InlineData(values=[asdict(value) for value in values])


def _colour(names: Sequence[str], field: str) -> alt.Color:
    colours = [COLOURS[index % len(COLOURS)] for index in range(len(names))]
    return alt.Color(f"{field}:N", scale=alt.Scale(domain=list(names), range=colours), legend=None)


def bars(spans: Sequence[Span], kinds: Sequence[str], title: str = "") -> Draw:
    """Draw spans on a linear axis from zero, each with its label; zeros are drawn as zeros.

    The labels make the axis superfluous unless it has a `title`. Each of `kinds` has its colour.
    """

    def draw(width: int) -> alt.LayerChart:
        ends = [0.0, *(end for span in spans for end in (span.start, span.end))]
        plot = width - NAMES
        top = min(ends) + (max(ends) - min(ends)) * plot / max(plot - LABEL, plot / 3)
        scale = alt.Scale(domain=[min(ends), top], nice=False)
        axis = alt.Axis(title=title, tickCount=5, grid=True) if title else None
        names = [span.name for span in spans]
        base = alt.Chart(_data(spans)).encode(
            y=alt.Y("name:N", sort=names, axis=alt.Axis(title=None, labelFontWeight="bold")),
            color=_colour(kinds, "kind"),
        )
        x = alt.X("start:Q", scale=scale, axis=axis)
        text = base.transform_calculate(at="max(datum.start, datum.end)").mark_text(
            align="left", dx=8, fontWeight="bold"
        )
        return _fitted(
            width,
            BAND * len(spans),
            base.mark_bar(height=17).encode(x=x, x2="end:Q"),
            text.encode(x=alt.X("at:Q", scale=scale, axis=axis), text="label:N"),
        )

    return draw


def heat_map(pairs: dict[tuple[str, str], float], names: Sequence[str]) -> Draw:
    """Draw for each pair of switches by how much one's gain depends on the other."""
    values = [
        {"one": row, "two": column, "value": value, "label": f"{value:+.2f}"}
        for (one, two), value in pairs.items()
        for row, column in ((one, two), (two, one))
    ]

    def draw(width: int) -> alt.LayerChart:
        most = max((abs(value) for value in pairs.values()), default=1) or 1
        order = list(names)
        base = alt.Chart(alt.InlineData(values=values)).encode(
            x=alt.X("two:N", sort=order, axis=alt.Axis(title=None, labelAngle=0, orient="top")),
            y=alt.Y("one:N", sort=order, axis=alt.Axis(title=None)),
        )
        scale = alt.Scale(domain=[-most, 0, most], range=["#d55e00", "#88888822", "#0072b2"])
        cells = base.mark_rect().encode(color=alt.Color("value:Q", scale=scale, legend=None))
        return _fitted(width, 34 * len(order), cells, base.mark_text().encode(text="label:N"))

    return draw


def lines(points: Sequence[Point], x_title: str, y_title: str) -> Draw:
    """Draw lines over a quantity; both axes are logarithmic, and say so."""

    def draw(width: int) -> alt.LayerChart:
        names = list(dict.fromkeys(point.line for point in points))
        values = sorted({point.x for point in points})
        x_axis = alt.Axis(title=f"{x_title} (logarithmic)", values=values, format=",~s")
        log = alt.Scale(type="log", nice=False, padding=12)
        base = alt.Chart(_data(points)).encode(
            x=alt.X("x:Q", axis=x_axis, scale=log),
            y=alt.Y("y:Q", axis=alt.Axis(title=None, grid=True, format=",~g"), scale=log),
            color=_colour(names, "line"),
        )
        last = max(values)
        label = base.transform_filter(f"datum.x == {last}").mark_text(align="right", dy=-12)
        chart = _fitted(
            width,
            HEIGHT,
            base.mark_line(strokeWidth=2.5, point={"size": 70}),
            label.encode(text="line:N"),
        )
        chart.title = alt.TitleParams(
            f"{y_title} (logarithmic)", anchor="start", fontSize=13, fontWeight="normal"
        )
        return chart

    return draw
