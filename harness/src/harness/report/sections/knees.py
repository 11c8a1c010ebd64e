"""How far each service goes before it is late."""

from __future__ import annotations

from harness.report.charts.intervals import Mark, intervals
from harness.report.page import Section
from harness.report.text import number
from harness.report.theme import Column, Figure
from harness.results.model import Result


def knees(result: Result) -> Section:
    """Return the highest rate that each service answered in time, by scenario."""
    services = {subject.name: subject.service for subject in result.subjects}
    marks = [
        Mark(knee.scenario, services[knee.subject], rate, rate, rate, f"{number(rate)}/s")
        for knee in result.knees
        for rate in [knee.rate]
        if rate
    ]
    title = "The highest rate answered in time"
    said = "; ".join(f"{mark.row}, {mark.service}: {mark.label}" for mark in marks)
    columns = (
        Column("scenario", "name"),
        Column("service", "name"),
        Column("rate"),
        Column("why no higher", "text"),
    )
    rows = [
        (knee.scenario, knee.subject, f"{number(knee.rate)}/s", knee.reason)
        for knee in result.knees
    ]
    draw = intervals(marks, "requests per second (logarithmic)")
    return Section(
        name="knees",
        title="Where each service bends",
        lead="The rate of new requests doubles step by step, whether answered or not.",
        figures=[Figure("knees", title, said, draw, columns, rows)],
    )
