"""Results and plans on the terminal, at most 100 columns wide."""

from __future__ import annotations

from collections.abc import Iterator

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.table import Table as RichTable
from rich.text import Text

from harness.experiments import estimate
from harness.experiments.model import Experiment
from harness.experiments.subjects import subjects
from harness.report import cells
from harness.report.compose import sections
from harness.report.content import Table
from harness.results.model import Result

SHOWN = ("answer", "attribution", "growth", "latency", "saturation", "trust")


def rich_table(made: Table) -> RichTable:
    """Return a table for the terminal; empty columns are left out."""
    shown = RichTable(title=made.title, title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    columns = [index for index in range(len(made.columns)) if any(row[index] for row in made.rows)]
    for index in columns:
        text = index < made.names
        shown.add_column(made.columns[index], justify="left" if text else "right", overflow="fold")
    before = ""
    for row in made.rows:
        if before not in ("", row[0]) and made.names > 1:
            shown.add_section()
        before = row[0]
        shown.add_row(*(Text(row[index]) for index in columns))
    return shown


def summary(result: Result) -> Iterator[RenderableType]:
    """Yield what a result says, the worst warnings last."""
    shown = [section for section in sections(result) if section.name in SHOWN]
    for section in shown:
        yield from (rich_table(each) for each in section.tables if each.rows)
    for note in dict.fromkeys(note for section in shown for note in section.notes):
        yield Text(f"  {note}", style="yellow")
    yield Text(cells.interval_note(result))


def plan(experiment: Experiment) -> RenderableType:
    """Return the plan of an experiment, and how long a session takes."""
    measured = subjects(experiment)
    shown = RichTable(title=experiment.question, title_justify="left", box=SIMPLE_HEAD)
    for heading in ("subject", "service", "OPTIMIZATIONS", "customers"):
        shown.add_column(heading, overflow="fold")
    for subject in measured:
        default = "–" if subject.service == "naive" or subject.program else "six"
        switches = subject.optimizations or default
        shown.add_row(subject.name, subject.service, switches, f"{subject.customers:,}")
    minutes = estimate.session_seconds(experiment, measured) / 60
    loads = len(experiment.scenarios) * len(experiment.models)
    return Group(
        shown,
        f"{len(measured)} subjects × {loads} loads × {experiment.rounds} rounds:"
        f" {minutes:.0f} min per session, sessions: {experiment.sessions}."
        " Loading a database of a new size or schema comes on top.",
    )
