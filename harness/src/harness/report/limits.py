"""What `bench limits` measured, read for the report and the README."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from harness.errors import BenchError
from harness.limits.table import Row
from harness.report.text import interval, number
from harness.report.theme import Column

NAME = "limits.json"
COLUMNS = (
    Column("figure", "name"),
    Column("measured"),
    Column("95% interval"),
    Column("target"),
    Column(""),
)


class LimitsError(BenchError):
    """A file that holds no limits, or of an older version; says which."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The rows of the table and what they were measured on; `started` is ISO 8601 in UTC."""

    started: str
    revision: str
    conditions: Mapping[str, str]
    rows: tuple[Row, ...]


def read(directory: Path) -> Limits:
    """Return the limits kept in `directory`. Raises LimitsError where its file holds none."""
    path = directory / NAME
    try:
        return TypeAdapter(Limits).validate_python(json.loads(path.read_text()))
    except (OSError, json.JSONDecodeError, ValidationError) as error:
        raise LimitsError(f"{path} holds no limits, `./bench limits` makes them: {error}") from None


def cells(row: Row) -> list[str]:
    """Return a row of `COLUMNS`."""
    sign = "≥" if row.at_least else "≤"
    return [
        row.name,
        _with_unit(row.figure, row.unit),
        interval(row.low, row.high),
        f"{sign} {_with_unit(row.target, row.unit)}",
        "met" if row.met else "missed",
    ]


def _with_unit(value: float, unit: str) -> str:
    return f"{number(value)}{unit}" if unit == "×" else f"{number(value)} {unit}".rstrip()
