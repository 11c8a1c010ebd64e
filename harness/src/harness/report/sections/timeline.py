"""Throughput over time: is a round steady from its first second to its last?"""

from __future__ import annotations

from harness.report.charts.lines import Point, timeline
from harness.report.figures import measurements, pair, scenarios
from harness.report.page import Section
from harness.report.theme import Figure
from harness.results.model import Result


def over_time(result: Result) -> Section:
    """Return requests per second, second by second, one line a round."""
    return Section(
        name="time",
        title="Throughput over time",
        lead="Right answers in each second of the closed model; one line a round.",
        small=[_figure(result, scenario) for scenario in scenarios(result)],
    )


def _figure(result: Result, scenario: str) -> Figure:
    points = [
        Point(subject.service, f"{subject.name} {number}", second.second, right)
        for subject in pair(result)
        for number, measured in enumerate(measurements(result, subject, scenario))
        for second in measured.series
        if second.second < measured.seconds and (right := second.requests - second.failures)
    ]
    said = f"Requests per second of {scenario} over the seconds of each round"
    name = f"time-{scenario}"
    return Figure(name, scenario, said, timeline(points))
