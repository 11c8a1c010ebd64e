"""Charts in `currentColor` and colours of the page's style sheet: one drawing for all media."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import altair as alt
import vl_convert
from markupsafe import Markup

COLOURS = ("var(--first)", "var(--second)", "var(--third)", "#cc79a7", "#56b4e9", "#e69f00")
"""Okabe and Ito's, told apart with any colour vision; the style sheet holds the first three."""

INK = "currentColor"
WIDTH = 460  # px: a column of the grid on the page, scaled down on a phone
BAND = 30
LABEL = 150  # px of a label beside a bar
NAMES = 110
HEIGHT = 220
CONFIG = alt.Config(
    aria=False,
    axis=alt.AxisConfig(
        labelColor=INK,
        titleColor=INK,
        labelFontSize=13,
        titleFontSize=13,
        titleFontWeight="normal",
        domain=False,
        ticks=False,
        gridColor=INK,
        gridOpacity=0.12,
    ),
    axisY=alt.AxisConfig(grid=False),
    background="transparent",
    font="sans-serif",
    legend=alt.LegendConfig(labelColor=INK, labelFontSize=13, orient="top", title=None),
    padding=2,
    text=alt.MarkConfig(fontSize=13, color=INK),
    title=alt.TitleConfig(color=INK, anchor="start", fontSize=13, fontWeight="normal"),
    view=alt.ViewConfig(stroke=None),
)


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing with its title, and what it shows in words. `name` is unique in the report."""

    name: str
    title: str
    description: str
    drawing: alt.LayerChart


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


def _base(
    values: Sequence[Span | Point], names: Sequence[str], by: str, legend: alt.Legend | None = None
) -> alt.Chart:
    """Return a chart of `values` in which each of `names`, in their field `by`, has its colour."""
    scale = alt.Scale(domain=list(names), range=list(COLOURS))  # begins again where it ends
    chart = alt.Chart(alt.InlineData(values=[asdict(value) for value in values]))
    return chart.encode(color=alt.Color(f"{by}:N", scale=scale, legend=legend))


def _fitted(height: int, *layers: alt.Chart) -> alt.LayerChart:
    fit = alt.AutoSizeParams(type="fit-x", contains="padding")
    return alt.LayerChart(layer=list(layers), width=WIDTH, height=height, autosize=fit)


def bars(spans: Sequence[Span], kinds: Sequence[str], title: str = "") -> alt.LayerChart:
    """Draw spans from zero, each with its label; with a `title` the axis is drawn, too."""
    ends = [0.0, *(end for span in spans for end in (span.start, span.end))]
    plot = WIDTH - NAMES
    top = min(ends) + (max(ends) - min(ends)) * plot / max(plot - LABEL, plot / 3)
    scale = alt.Scale(domain=[min(ends), top], nice=False)
    axis = alt.Axis(title=title, tickCount=5, grid=True) if title else None
    names = [span.name for span in spans]
    base = _base(spans, kinds, "kind").encode(
        y=alt.Y("name:N", sort=names, axis=alt.Axis(title=None, labelFontWeight="bold"))
    )
    x = alt.X("start:Q", scale=scale, axis=axis)
    text = base.transform_calculate(at="max(datum.start, datum.end)")
    text = text.mark_text(align="left", dx=8, fontWeight="bold")
    return _fitted(
        BAND * len(spans),
        base.mark_bar(height=17).encode(x=x, x2="end:Q"),
        text.encode(x=alt.X("at:Q", scale=scale, axis=axis), text="label:N"),
    )


def heat_map(pairs: dict[tuple[str, str], float], names: list[str]) -> alt.LayerChart:
    """Draw for each pair of switches by how much one's gain depends on the other."""
    values = [
        {"one": row, "two": column, "value": value, "label": f"{value:+.2f}"}
        for (one, two), value in pairs.items()
        for row, column in ((one, two), (two, one))
    ]
    most = max((abs(value) for value in pairs.values()), default=1) or 1
    base = alt.Chart(alt.InlineData(values=values)).encode(
        x=alt.X("two:N", sort=names, axis=alt.Axis(title=None, labelAngle=0, orient="top")),
        y=alt.Y("one:N", sort=names, axis=alt.Axis(title=None)),
    )
    scale = alt.Scale(domain=[-most, 0, most], range=["#d55e00", "#88888822", "#0072b2"])
    cells = base.mark_rect().encode(color=alt.Color("value:Q", scale=scale, legend=None))
    return _fitted(34 * len(names), cells, base.mark_text().encode(text="label:N"))


def lines(points: Sequence[Point], x_title: str, y_title: str) -> alt.LayerChart:
    """Draw lines over a quantity; both axes are logarithmic, and say so."""
    names, values = [*dict.fromkeys(p.line for p in points)], sorted({p.x for p in points})
    x_axis = alt.Axis(title=f"{x_title} (logarithmic)", values=values, format=",~s")
    log = alt.Scale(type="log", nice=False, padding=12)
    line = _base(points, names, "line", alt.Legend()).encode(
        x=alt.X("x:Q", axis=x_axis, scale=log),
        y=alt.Y("y:Q", axis=alt.Axis(title=None, grid=True, format=",~g"), scale=log),
        shape=alt.Shape("line:N", scale=alt.Scale(domain=names)),
    )
    line, title = line.mark_line(strokeWidth=2.5, point={"size": 70}), f"{y_title} (logarithmic)"
    return _fitted(HEIGHT, line).properties(title=title)


def svg(chart: Chart) -> Markup:
    """Return the chart as one `<svg role="img">` with a title and a description for readers."""
    specification = chart.drawing.properties(config=CONFIG).to_dict(validate=False)
    drawn = vl_convert.vegalite_to_svg(specification, allowed_base_urls=[])
    head = Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="{box}" '
        'aria-labelledby="{chart.name}-title {chart.name}-description">'
        '<title id="{chart.name}-title">{chart.title}</title>'
        '<desc id="{chart.name}-description">{chart.description}</desc>'
    ).format(box=drawn.split('viewBox="', 1)[1].split('"', 1)[0], chart=chart)
    body = drawn[drawn.index(">") + 1 :]
    return head + Markup(body)  # noqa: S704 - drawn by Vega, which escapes the text it is given
