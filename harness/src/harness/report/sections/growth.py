"""How the cost of a request grows with the data."""

from __future__ import annotations

from collections.abc import Sequence

from harness.report.charts.lines import Point
from harness.report.charts.lines import growth as lines
from harness.report.figures import scenarios, throughput
from harness.report.page import Section
from harness.report.text import milliseconds
from harness.report.theme import Column, Figure
from harness.results.model import Result, Subject

SECOND = 1000  # milliseconds


def growth(result: Result) -> Section:
    """Return the machine's time a request over the number of customers, by scenario."""
    return Section(
        name="growth",
        title="How cost grows with the data",
        lead=(
            "The whole machine's time for each request, that is one over the requests per second, "
            "at each size of the data. A flat line scales; one that climbs as far "
            "as it goes costs ten times as much on ten times the data; one that ends answered no "
            "request in time beyond."
        ),
        small=[_figure(result, scenario) for scenario in scenarios(result)],
    )


def _figure(result: Result, scenario: str) -> Figure:
    points = [
        Point(subject.service, subject.service, subject.customers, _cost(result, subject, scenario))
        for subject in result.subjects
        if throughput(result, subject, scenario).value
    ]
    services = list(dict.fromkeys(point.service for point in points))
    columns = [Column("customers"), *(Column(service) for service in services)]
    rows = [
        [f"{size:,.0f}", *(_at(points, service, size) for service in services)]
        for size in sorted({point.x for point in points})
    ]
    name = f"growth-{scenario}"
    said = f"{scenario}: " + "; ".join(", ".join(row) for row in rows)
    draw = lines(points, "milliseconds a request")
    return Figure(name, scenario, said, draw, columns, rows)


def _cost(result: Result, subject: Subject, scenario: str) -> float:
    return SECOND / throughput(result, subject, scenario).value


def _at(points: Sequence[Point], service: str, size: float) -> str:
    found = (milliseconds(p.y) for p in points if (p.service, p.x) == (service, size))
    return next(found, "–")
