"""What a report consists of, before it is drawn for a page, a terminal or a Markdown file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import altair as alt

Draw = Callable[[int], alt.LayerChart]
"""Draws a chart of that many pixels' width."""


@dataclass(frozen=True, slots=True)
class Table:
    """Cells under their headings; the first `names` columns are text, the others numbers."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    names: int = 2


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing with its title, and what it shows in words. `name` is unique in the report."""

    name: str
    title: str
    description: str
    draw: Draw


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report. `name` is its anchor, `notes` stand below its tables."""

    name: str
    title: str
    lead: str
    charts: Sequence[Chart] = ()
    tables: Sequence[Table] = ()
    notes: Sequence[str] = ()
