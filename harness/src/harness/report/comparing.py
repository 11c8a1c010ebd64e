"""The first screen: per scenario, what each subject costs and answers; and a table for why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from harness.experiments.model import Subject
from harness.experiments.subjects import pairs
from harness.report import cells
from harness.report.charts import Span, bars
from harness.report.content import Chart, Section, Table
from harness.report.text import number, percent
from harness.results.model import Measurement, Result
from harness.statistics.summary import (
    Key,
    Metric,
    compare_subjects,
    figure,
    floors,
    repeats,
    usable,
)

TITLES: dict[Metric, str] = {"cpu": "CPU ms per answer", "throughput": "answers/s"}


def answer(result: Result) -> Section:
    """Return what each subject buys, scenario by scenario, by CPU and by throughput."""
    measured = {
        scenario: [each for each in result.subjects if Key(each.name, scenario) in repeats(result)]
        for scenario in result.experiment.scenarios
    }
    base_of = {
        (scenario, other.name): base
        for scenario, own in measured.items()
        for base, other in pairs(result.experiment, own)
    }
    charts = [
        _chart(result, scenario, metric)
        for scenario in result.experiment.scenarios
        for metric in TITLES
    ]
    rows = [
        _row(result, scenario, subject, base_of.get((scenario, subject.name)))
        for scenario, own in measured.items()
        for subject in own
    ]
    names = ["scenario", "subject", *_kind(result, "kind")]
    columns = [*names]
    for title in TITLES.values():
        columns += [title, "times better"]
    return Section(
        name="answer",
        title=result.experiment.question
        if result.experiment.models == ("closed",)
        else "Cost and throughput in a closed model",
        lead=(
            "CPU is the time that the service, PostgreSQL, Redis and nginx spend on a right"
            " answer; it does not depend on what the load generator leaves them. "
            + cells.interval_note(result)
        ),
        charts=[chart for chart in charts if chart],
        tables=[Table("Cost and throughput", (*columns, "verdict"), rows, len(names))],
        notes=cells.invalid_note(result),
    )


def _kind(result: Result, shown: str) -> list[str]:
    """Return what may be compared with what, where the subjects are not all of one kind."""
    return [shown] if result.experiment.generator == "wrk" else []


def _row(result: Result, scenario: str, subject: Subject, base: Subject | None) -> list[str]:
    key = Key(subject.name, scenario)
    row = [scenario, subject.name, *_kind(result, subject.kind)]
    verdicts = []
    for metric in TITLES:
        row.append(cells.figure_cell(figure(result, key, metric)))
        if base is None:
            row.append("")
            continue
        found = compare_subjects(result, Key(base.name, scenario), key, metric)
        row.append(cells.comparison_cell(found))
        verdicts.append(cells.verdict(found, len(result.sessions)))
    told = [each for each in dict.fromkeys(verdicts) if each != cells.NONE]
    return [*row, " / ".join(told)]


def _chart(result: Result, scenario: str, metric: Metric) -> Chart | None:
    values = []
    shown = [each for each in result.subjects if not each.twin_of]
    kinds = {each.name: (_kind(result, each.kind) or [each.name])[0] for each in shown}
    for subject in shown:
        found = figure(result, Key(subject.name, scenario), metric)
        if not found.estimate and not found.unanswered:
            continue
        value = found.estimate.value if found.estimate else 0.0
        values.append(Span(subject.name, 0.0, value, cells.figure_cell(found), kinds[subject.name]))
    if not any(bar.end for bar in values):
        return None
    return Chart(
        name=f"{scenario}-{metric}",
        title=f"{scenario}: {TITLES[metric]}",
        description="; ".join(f"{bar.name}: {bar.label}" for bar in values),
        draw=bars(values, list(dict.fromkeys(kinds.values()))),
    )


def why(result: Result) -> Section:
    """Return what lies behind the figures: SQL statements, CPU by unit, cache, load generator."""
    known = repeats(result)
    rows = []
    for scenario in result.experiment.scenarios:
        for subject in (each for each in result.subjects if not each.twin_of):
            found, _ = usable(known.get(Key(subject.name, scenario), {}))
            if found:
                rows.append([scenario, subject.name, *_behind(list(found.values()))])
    return Section(
        name="why",
        title="Why",
        lead="Means over all rounds. CPU is in milliseconds per right answer.",
        tables=[
            Table(
                "SQL statements, CPU by unit, cache",
                (
                    *("scenario", "subject", "SQL statements per request"),
                    *("service CPU", "PostgreSQL CPU", "Redis CPU", "nginx CPU"),
                    *("cache hits", "load generator's CPU share"),
                ),
                rows,
            )
        ],
    )


def _behind(found: Sequence[Measurement]) -> Iterator[str]:
    requests = sum(each.requests for each in found)
    statements = [each.statements for each in found if each.statements is not None]
    yield number(sum(statements) / requests) if statements and requests else cells.NONE
    right = sum(each.right for each in found)
    for unit in ("service", "postgresql", "redis", "nginx"):
        used = [each.cpu.get(unit) for each in found]
        known = [value for value in used if value is not None]
        complete = len(known) == len(found) and right
        yield number(1000 * sum(known) / right) if complete else cells.NONE
    hits = sum(each.cache.hit for each in found if each.cache)
    asked = hits + sum(each.cache.miss for each in found if each.cache)
    yield percent(hits / asked) if asked else cells.NONE
    yield percent(float(np.mean([each.balance.generator for each in found])))


def trust(result: Result, drifts: Sequence[str]) -> Section:
    """Return how far the figures can be trusted: floor, warnings, sessions."""
    own = floors(result)
    notes = list(drifts)
    if any(session.dirty for session in result.sessions):
        notes.append("The work tree had uncommitted changes.")
    if result.conditions.get("host", "container") != "container":
        notes.append("The host was not booted anew for each session.")
    if any(len(session.boots) > 1 for session in result.sessions):
        notes.append("A session was interrupted and resumed after another boot.")
    interrupted = [each for each in result.sessions if not each.complete]
    notes += [
        f"Session {each.number} is incomplete: {each.ended or 'killed'}." for each in interrupted
    ]
    floor_rows = [
        [scenario, TITLES[metric], f"{number(value)}×"] for (scenario, metric), value in own.items()
    ]
    sessions = [
        [
            str(each.number),
            each.boots[0][:16].replace("T", " "),
            f"{each.seconds / 60:.0f} min",
            each.revision[:12],
            "yes" if each.complete else "no",
        ]
        for each in result.sessions
    ]
    tables = [
        Table("Sessions", ("session", "started (UTC)", "took", "revision", "complete"), sessions, 1)
    ]
    if floor_rows:
        tables.append(Table("Noise floor (A/A twins)", ("scenario", "figure", "floor"), floor_rows))
    return Section(
        name="trust",
        title="How far to trust it",
        lead=(
            "A sample is a session: the host booted anew, at another time. shown: the interval"
            " excludes 1; equal: it is inside ±5 %; cannot say: neither."
        ),
        tables=tables,
        notes=notes,
    )
