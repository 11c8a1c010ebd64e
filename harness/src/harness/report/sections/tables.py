"""Tables that several sections have in common."""

from __future__ import annotations

from collections.abc import Sequence

from harness.report.charts.intervals import Mark
from harness.report.theme import Column


def by_service(first: str, marks: Sequence[Mark]) -> tuple[list[Column], list[list[str]]]:
    """Return the columns and rows of marks: a row for each of theirs, a column for a service."""
    services = sorted({mark.service for mark in marks})
    label = {(mark.row, mark.service): mark.label for mark in marks}
    columns = [Column(first, "name"), *(Column(service) for service in services)]
    names = dict.fromkeys(mark.row for mark in marks)
    return columns, [[name, *(label.get((name, s), "–") for s in services)] for name in names]
