"""What reaches the database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from harness.report.charts.intervals import Mark, intervals
from harness.report.figures import (
    cached,
    every_measurement,
    measurements,
    pair,
    scenarios,
    total,
)
from harness.report.page import Section
from harness.report.sections.tables import by_service
from harness.report.text import milliseconds, number
from harness.report.theme import Column, Figure
from harness.results.model import Measurement, Result, Subject

STATEMENTS = 5
CUT_OFF = 20  # statements of a list that is full and has no row for all others: more ran
LENGTH = 160  # characters of a statement


@dataclass(slots=True)
class _Total:
    calls: int = 0
    milliseconds: float = 0


def queries_a_request(measured: Sequence[Measurement]) -> float:
    """Return how many statements PostgreSQL ran for each request; 0 where not all are known."""
    if any(len(m.statements) == CUT_OFF for m in measured):
        return 0
    calls = sum(statement.calls for m in measured for statement in m.statements)
    return calls / max(1, total(measured))


def queries(result: Result) -> Section | None:
    """Return statements a request, and the dearest of each service, or None without any."""
    marks = _marks(result)
    if not marks:
        return None
    title = "Statements for each request"
    said = "; ".join(f"{mark.row}, {mark.service}: {mark.label}" for mark in marks)
    columns, rows = by_service("scenario", marks)
    draw = intervals(marks, "statements (logarithmic)")
    return Section(
        name="queries",
        title="What reaches the database",
        lead=(
            "Counted by pg_stat_statements in the closed model, abandoned requests included. "
            f"{cached(result)}"
        ),
        figures=[
            Figure("queries", title, said, draw, columns, rows),
            *(_dearest(result, subject) for subject in pair(result)),
        ],
    )


def _marks(result: Result) -> list[Mark]:
    marks = []
    for scenario in scenarios(result):
        for subject in pair(result):
            each = queries_a_request(measurements(result, subject, scenario))
            if each:
                marks.append(Mark(scenario, subject.service, each, each, each, number(each)))
    return marks


def _dearest(result: Result, subject: Subject) -> Figure:
    totals: defaultdict[str, _Total] = defaultdict(_Total)
    for measured in every_measurement(result, subject):
        for statement in measured.statements:
            totals[statement.query].calls += statement.calls
            totals[statement.query].milliseconds += statement.milliseconds
    whole = sum(one.milliseconds for one in totals.values()) or 1
    dearest = sorted(totals.items(), key=lambda item: -item[1].milliseconds)[:STATEMENTS]
    rows = [
        (
            _short(query),
            f"{one.calls:,}",
            milliseconds(one.milliseconds / max(1, one.calls)),
            f"{100 * one.milliseconds / whole:.0f} %",
        )
        for query, one in dearest
    ]
    columns = (
        Column("statement", "text"),
        Column("calls"),
        Column("mean"),
        Column("of all time"),
    )
    name, title = (
        f"statements-{subject.service}",
        f"Where the {subject.service} service's time goes",
    )
    return Figure(name, title, columns=columns, rows=rows)


def _short(query: str) -> str:
    line = " ".join(query.replace('"', "").split())
    return line if len(line) <= LENGTH else f"{line[:LENGTH]}…"
