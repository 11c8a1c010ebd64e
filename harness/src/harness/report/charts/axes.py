"""Axes and encodings that the charts share."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

import altair as alt

from harness.report.theme import COLOURS, DASHES, SHAPES

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

PLAIN = ",~f"  # 0.1, 10, 1,000
LABEL_WIDTH = 52  # px that a tick's label needs
DECADES = (
    (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8),
    (1, 1.5, 2, 3, 5, 7),
    (1, 2, 5),
    (1, 3),
    (1,),
)


def data(values: Iterable[DataclassInstance]) -> alt.InlineData:
    """Return dataclasses as a chart's data."""
    return alt.InlineData(values=[asdict(value) for value in values])


def service_colour() -> alt.Color:
    """Return the encoding of the services' identity colours; marks are labelled, no legend."""
    scale = alt.Scale(domain=list(COLOURS), range=list(COLOURS.values()))
    return alt.Color("service:N", scale=scale, legend=None)


def service_shape() -> alt.Shape:
    """Return the encoding of the services' shapes, for those who see no hue."""
    scale = alt.Scale(domain=list(SHAPES), range=list(SHAPES.values()))
    return alt.Shape("service:N", scale=scale, legend=None)


def service_dash() -> alt.StrokeDash:
    """Return the encoding of the services' dashes, for those who see no hue."""
    scale = alt.Scale(domain=list(DASHES), range=list(DASHES.values()))
    return alt.StrokeDash("service:N", scale=scale, legend=None)


def decades(values: Collection[float], length: int, room: int = 0) -> tuple[alt.Scale, list[float]]:
    """Return a logarithmic scale around `values` and its ticks.

    The axis is `length` px long, of which `room` stay free beyond the largest value, for labels.
    """
    low, high = min(values) / 1.15, max(values) * 1.15
    top = low * (high / low) ** (length / (length - room))
    scale = alt.Scale(type="log", domain=[low, top], nice=False)
    return scale, ticks(low, high, max(2, (length - room) // LABEL_WIDTH))


def ticks(low: float, high: float, most: int) -> list[float]:
    """Return round values between `low` and `high`, as many as may be but not more than `most`."""
    exponents = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    for steps in DECADES:
        found = [float(f"{step}e{exponent}") for exponent in exponents for step in steps]
        inside = [value for value in found if low <= value <= high]
        if len(inside) <= most:
            return inside
    return inside[:: math.ceil(len(inside) / most)]


def rows(names: Sequence[str]) -> alt.Y:
    """Return a banded axis of `names` in their order."""
    axis = alt.Axis(title=None, labelFontWeight="bold", labelLimit=150)
    scale = alt.Scale(paddingInner=0.3, paddingOuter=0.1)
    return alt.Y("row:N", sort=list(dict.fromkeys(names)), axis=axis, scale=scale)


def fitted(width: int, height: int, *layers: alt.Chart) -> alt.LayerChart:
    """Return the layers as a chart `width` px wide with its axes, its plot `height` px high."""
    fit = alt.AutoSizeParams(type="fit-x", contains="padding")
    return alt.LayerChart(layer=list(layers), width=width, height=height, autosize=fit)
