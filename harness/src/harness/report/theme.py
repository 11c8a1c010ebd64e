"""How every chart looks, and how a chart becomes an accessible inline SVG.

Charts are drawn without a background, in `currentColor` and colours of Okabe and Ito; the page's
style sheet maps these onto its light, dark and print palettes: one drawing serves all.
"""

from __future__ import annotations

import altair as alt
import vl_convert
from markupsafe import Markup

from harness.report.content import Chart

INK = "currentColor"
WIDTH = 460  # px: a column of the grid on the page, scaled down on a phone


def svg(chart: Chart, width: int = WIDTH) -> Markup:
    """Return the chart as one `<svg role="img">` with a title and a description for readers."""
    layers = chart.draw(width)
    layers.config = _config()
    drawn = vl_convert.vegalite_to_svg(layers.to_dict(validate=False), allowed_base_urls=[])
    body = drawn[drawn.index(">") + 1 :]
    head = Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="{box}" '
        'aria-labelledby="{name}-title {name}-description">'
        '<title id="{name}-title">{title}</title>'
        '<desc id="{name}-description">{description}</desc>'
    ).format(
        box=drawn.split('viewBox="', 1)[1].split('"', 1)[0],
        name=chart.name,
        title=chart.title,
        description=chart.description,
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
