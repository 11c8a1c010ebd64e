"""How much faster, scenario by scenario."""

from __future__ import annotations

from harness.report.charts.intervals import Mark, intervals
from harness.report.figures import comparison, measurements, pair, scenarios, silence, throughput
from harness.report.page import Section
from harness.report.text import interval, ratio
from harness.report.theme import Column, Figure
from harness.results.model import Comparison, Result, Subject

COLUMNS = (
    Column("scenario", "name"),
    Column("naive, requests/s"),
    Column("optimized, requests/s"),
    Column("ratio"),
    Column("95% interval"),
)


SURE = "The bars are 95% confidence intervals over rounds, not over requests."
UNSURE = "Too few rounds for an interval."


def ratios(result: Result) -> Section:
    """Return the ratios of throughput with their intervals, and what they were made of."""
    base, other = pair(result)
    compared = [
        (name, comparison(result, name, "throughput", base.name, other.name))
        for name in scenarios(result)
    ]
    found = [(name, one) for name, one in compared if one]
    marks = [_mark(name, one) for name, one in found]
    rows = [
        (
            name,
            _throughput(result, base, name),
            _throughput(result, other, name),
            ratio(one.ratio) if one else "–",
            interval(one.low, one.high) if one else "–",
        )
        for name, one in compared
    ]
    title = f"Requests per second: {other.name} over {base.name}"
    said = "; ".join(f"{mark.row} {mark.label}" for mark in marks)
    draw = intervals(marks, "times as many requests per second (logarithmic)", 1)
    figure = Figure("ratios", title, said, draw, COLUMNS, rows)
    return Section(
        name="ratios",
        title="How much faster",
        lead=(
            f"{result.profile.users} users who each wait for an answer before they ask again. "
            f"{SURE if any(one.low for _, one in found) else UNSURE}"
        ),
        figures=[figure],
    )


def _throughput(result: Result, subject: Subject, scenario: str) -> str:
    silent = silence(measurements(result, subject, scenario))
    return f"0: {silent}" if silent else str(throughput(result, subject, scenario))


def _mark(scenario: str, one: Comparison) -> Mark:
    low, high = one.low or one.ratio, one.high or one.ratio
    return Mark(scenario, "optimized", low, one.ratio, high, ratio(one.ratio))
