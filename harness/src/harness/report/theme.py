"""How every chart looks, and how a chart becomes an accessible inline SVG.

Charts are drawn without a background, in `currentColor` and two identity colours (Okabe and Ito's
vermilion and blue, told apart with any colour vision, and by shape and dash without any); the
page's style sheet maps these onto its light, dark and print palettes: one drawing serves all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import altair as alt
import vl_convert
from markupsafe import Markup

COLOURS = {"naive": "#d55e00", "optimized": "#0072b2"}
SHAPES = {"naive": "circle", "optimized": "diamond"}
DASHES = {"naive": [5, 2], "optimized": [1, 0]}
INK = "currentColor"
# px, text included. On the page's column, and on a phone of 390:
PAGE = {"wide": 960, "narrow": 350}
# Three side by side on the page's column, and one by one on a phone:
SMALL = {"any": 300}

Draw = Callable[[int], alt.LayerChart]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table beside a chart: numbers flush right, long texts broken into lines."""

    title: str
    kind: Literal["number", "name", "text"] = "number"


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart and its table, either of which may be absent. `name` is unique on the page."""

    name: str
    title: str
    description: str = ""
    draw: Draw | None = None
    columns: Sequence[Column] = ()
    rows: Sequence[Sequence[str]] = ()


def drawings(figure: Figure, widths: Mapping[str, int]) -> dict[str, Markup]:
    """Return the chart drawn for each of `widths`; none where it has no chart."""
    if not figure.draw:
        return {}
    return {kind: _svg(figure, kind, figure.draw(width)) for kind, width in widths.items()}


def _svg(figure: Figure, kind: str, chart: alt.LayerChart) -> Markup:
    """Return the chart as one `<svg role="img">` with a title and a description for readers."""
    chart.config = _config()
    drawn = vl_convert.vegalite_to_svg(chart.to_dict(validate=False), allowed_base_urls=[])
    body = drawn[drawn.index(">") + 1 :]
    head = Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="{box}" '
        'aria-labelledby="{name}-title {name}-description">'
        '<title id="{name}-title">{title}</title>'
        '<desc id="{name}-description">{description}</desc>'
    ).format(
        box=drawn.split('viewBox="', 1)[1].split('"', 1)[0],
        name=f"{figure.name}-{kind}",
        title=figure.title,
        description=figure.description,
    )
    return head + Markup(body)  # noqa: S704 - drawn by Vega, which escapes the text it is given


def _config() -> alt.Config:
    axis = alt.AxisConfig(
        labelColor=INK,
        titleColor=INK,
        labelFontSize=13,
        titleFontSize=13,
        titleFontWeight="normal",
        titleOpacity=0.7,
        labelOpacity=0.85,
        domain=False,
        ticks=False,
        labelPadding=6,
        gridColor=INK,
        gridOpacity=0.12,
    )
    return alt.Config(
        aria=False,
        axis=axis,
        axisY=alt.AxisConfig(grid=False),
        background="transparent",
        font="sans-serif",
        padding=2,
        text=alt.MarkConfig(fontSize=13, color=INK),
        title=alt.TitleConfig(color=INK),
        view=alt.ViewConfig(stroke=None),
    )
