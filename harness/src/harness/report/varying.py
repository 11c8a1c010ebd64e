"""Sections that follow from what varied: customers, rates."""

from __future__ import annotations

from collections.abc import Iterator

from harness.report import cells
from harness.report.charts import Point, lines
from harness.report.comparing import TITLES
from harness.report.content import Chart, Section, Table
from harness.report.text import number, percent
from harness.results.model import Result
from harness.statistics.intervals import Estimate, exponents
from harness.statistics.summary import Key, Metric, figure, repeats, usable


def growth(result: Result) -> Section:
    """Return how figures change with the number of customers, with exponents."""
    sizes = sorted({subject.customers for subject in result.subjects})
    series = list(dict.fromkeys(_series(subject.name) for subject in result.subjects))
    charts, tables = [], []
    for metric, title in TITLES.items():
        rows = []
        for scenario in result.experiment.scenarios:
            points = []
            for name in series:
                row, own = _sizes(result, scenario, name, metric, sizes)
                rows.append([scenario, name, *row, cells.power(exponents(own))])
                points += [Point(name, size, each.value) for size, each in own]
            if points:
                told = "; ".join(f"{p.line} at {p.x:,.0f}: {number(p.y)}" for p in points)
                draw = lines(points, "customers", title)
                name = f"growth-{scenario}-{metric}"
                charts.append(Chart(name, f"{scenario}: {title}", told, draw))
        columns = ("scenario", "subject", *(f"{size:,} customers" for size in sizes), "exponent")
        tables.append(Table(title, columns, rows))
    return Section(
        name="growth",
        title="How the cost of a request grows with the data",
        lead=(
            "The exponent is the power of the number of customers with which a figure grows:"
            " 0 is constant, 1 proportional. " + cells.interval_note(result)
        ),
        charts=charts,
        tables=tables,
        notes=cells.invalid_note(result),
    )


def _series(name: str) -> str:
    return name.rpartition(" ")[0] or name


def _sizes(
    result: Result, scenario: str, series: str, metric: Metric, sizes: list[int]
) -> tuple[list[str], list[tuple[int, Estimate]]]:
    row, own = [], []
    for size in sizes:
        found = figure(result, Key(f"{series} {size:,}", scenario), metric)
        row.append(cells.figure_cell(found))
        if found.estimate and not found.unanswered:
            own.append((size, found.estimate))
    return row, own


def latency(result: Result) -> Section:
    """Return latencies at shares of each subject's own capacity, without coordinated omission."""
    rows = []
    names = [subject.name for subject in result.subjects]
    keys = [key for key in repeats(result) if key.model == "open" and key.share]
    for key in sorted(keys, key=lambda key: (key.scenario, names.index(key.subject), key.share)):
        percentiles = [
            cells.figure_cell(figure(result, key, metric)) for metric in ("p50", "p95", "p99")
        ]
        offered, achieved = _rates(result, key)
        rows.append(
            [key.scenario, key.subject, percent(key.share or 0), offered, achieved, *percentiles]
        )
    return Section(
        name="latency",
        title="How long a request takes at a steady rate",
        lead=(
            "Requests arrive at a rate of their own, whether or not earlier ones are answered."
            " The rate is a share of the capacity that was measured just before. Milliseconds; a"
            " percentile needs ten answers beyond it. " + cells.interval_note(result)
        ),
        tables=[
            Table(
                "Latency in an open model",
                (
                    "scenario",
                    "subject",
                    "of capacity",
                    "iterations/s",
                    "completed",
                    "p50",
                    "p95",
                    "p99",
                ),
                rows,
            )
        ],
        notes=cells.invalid_note(result),
    )


def _rates(result: Result, key: Key) -> tuple[str, str]:
    found, _ = usable(repeats(result)[key])
    offered = [each.rate for each in found.values() if each.rate]
    completed = [each.in_time / each.requests for each in found.values() if each.requests]
    if not offered or not completed:
        return cells.NONE, cells.NONE
    return number(sum(offered) / len(offered)), percent(sum(completed) / len(completed))


def saturation(result: Result) -> Section:
    """Return the rate at which each subject is saturated."""
    return Section(
        name="saturation",
        title="Where each service is saturated",
        lead="The rate of iterations doubles until answers are late (p95 over 1 s) or fall behind.",
        tables=[
            Table(
                "Saturation point",
                ("scenario", "subject", "answers/s", "in which session", "why no higher"),
                list(_knees(result)),
            )
        ],
        notes=cells.invalid_note(result),
    )


def _knees(result: Result) -> Iterator[list[str]]:
    for key, found in repeats(result).items():
        for (session, _), measurement in found.items():
            if measurement.knee:
                knee = measurement.knee
                yield [key.scenario, key.subject, number(knee.rate), str(session), knee.reason]
