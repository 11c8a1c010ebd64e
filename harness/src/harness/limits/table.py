"""The rows of `bench limits` and the table of them."""

from __future__ import annotations

from dataclasses import dataclass

from rich.table import Table


@dataclass(frozen=True, slots=True)
class Row:
    """A figure with its interval, and the target: at least it, or at most."""

    name: str
    figure: float
    low: float | None
    high: float | None
    target: float
    at_least: bool
    unit: str = "×"

    @property
    def met(self) -> bool:
        """Whether the figure reaches the target."""
        return self.figure >= self.target if self.at_least else self.figure <= self.target


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"  # noqa: PLR2004 - three digits


def table(rows: list[Row]) -> Table:
    """Return the table, at most 100 columns wide."""
    made = Table("figure", "target", "measured", "95 % interval", "", title="Limits")
    for row in rows:
        sign = "≥" if row.at_least else "≤"
        interval = "–"
        if row.low is not None and row.high is not None:
            interval = f"{_number(row.low)} to {_number(row.high)}"
        made.add_row(
            row.name,
            f"{sign} {_number(row.target)} {row.unit}",
            f"{_number(row.figure)} {row.unit}",
            interval,
            "[green]met[/]" if row.met else "[red]missed[/]",
        )
    return made
