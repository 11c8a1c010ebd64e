"""Results and plans on the terminal, at most 100 columns wide."""

from collections.abc import Iterator

from rich.box import SIMPLE_HEAD
from rich.console import Console, RenderableType
from rich.table import Table as RichTable
from rich.text import Text

from harness.experiments.model import Experiment
from harness.experiments.schedule import loads, session_seconds
from harness.experiments.subjects import subjects
from harness.report.compose import sections
from harness.report.content import NONE, Table, interval_note
from harness.results.model import Result

LEFT_OUT = ("conditions", "why")
WIDTH = 100


def terminal() -> Console:
    """Return the standard output, no wider than tables are made for, also in a pipe."""
    output = Console(highlight=False)
    output.width = min(output.width, WIDTH) if output.is_terminal else WIDTH
    return output


def rich_table(made: Table) -> RichTable:
    """Return a table for the terminal; empty columns are left out."""
    shown = RichTable(title=made.title, title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    columns = [index for index in range(len(made.columns)) if any(row[index] for row in made.rows)]
    for index in columns:
        text = index < made.names
        shown.add_column(made.columns[index], justify="left" if text else "right", overflow="fold")
    grouped = len({row[0] for row in made.rows}) < len(made.rows)
    for before, row in zip([None, *made.rows], made.rows, strict=False):
        if grouped and before and before[0] != row[0]:
            shown.add_section()
        shown.add_row(*(Text(row[index]) for index in columns))
    return shown


def summary(result: Result) -> Iterator[RenderableType]:
    """Yield what a result says, the worst warnings last."""
    shown = [section for section in sections(result) if section.name not in LEFT_OUT]
    for section in shown:
        yield from (rich_table(each) for each in section.tables if each.rows)
    for note in dict.fromkeys(note for section in shown for note in section.notes):
        yield Text(f"  {note}", style="yellow")
    yield Text(interval_note(result))


def plan(experiment: Experiment) -> Iterator[RenderableType]:
    """Yield the plan of an experiment, and how long a session takes."""
    measured, rows = subjects(experiment), []
    for subject in measured:
        default = NONE if subject.service == "naive" or subject.program else "six"
        switches = subject.optimizations or default
        rows.append([subject.name, subject.service, switches, f"{subject.customers:,}"])
    columns = ("subject", "service", "OPTIMIZATIONS", "customers")
    yield rich_table(Table(experiment.question, columns, rows, names=3))
    minutes = session_seconds(experiment, measured) / 60
    each = len(experiment.scenarios) * len(loads(experiment))
    yield (
        f"{len(measured)} subjects × {each} loads × {experiment.rounds} rounds:"
        f" {minutes:.0f} min per session, sessions: {experiment.sessions}."
        " Loading a database of a new size or schema comes on top."
    )
