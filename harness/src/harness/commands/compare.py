"""`bench compare`: what changed between two results?"""

from __future__ import annotations

import click
from rich.text import Text

from harness.commands.output import terminal
from harness.report import cells
from harness.report.content import Table
from harness.report.terminal import rich_table
from harness.results import store
from harness.statistics.between import Change, changes, differences
from harness.statistics.intervals import LEAST_SESSIONS

SHOWN = 60  # characters of a condition's value


@click.command()
@click.argument("before")
@click.argument("after")
def compare(before: str, after: str) -> None:
    """Show what changed from BEFORE to AFTER: directories, or names of experiments."""
    one, two = store.read(store.find(before)), store.read(store.find(after))
    output = terminal()
    found = list(changes(one, two))
    shown = [each for each in found if each.estimate and each.estimate.verdict() == "shown"]
    sessions = min(len(one.sessions), len(two.sessions))
    if not found:
        output.print("The two results have no measurement in common.")
    elif sessions < LEAST_SESSIONS:
        fewest = f"{LEAST_SESSIONS} sessions each are the fewest for an interval"
        output.print(f"Nothing can be shown: {fewest}, there are {sessions}.")
    else:
        output.print(f"{len(shown)} of {len(found)} figures differ.")
    rows = [
        [*_names(each), each.metric, cells.factor(each.estimate), _verdict(each)] for each in found
    ]
    columns = ("subject", "scenario", "figure", "times better", "verdict")
    output.print(rich_table(Table("From before to after", columns, rows, names=3)))
    differing = differences(one, two)
    if not differing:
        output.print("The conditions are equal.")
        return
    output.print(Text("These conditions differ:", style="bold"))
    values = [[name, *(each[:SHOWN] for each in pair)] for name, pair in differing.items()]
    output.print(rich_table(Table("", ("condition", "before", "after"), values, names=3)))


def _names(change: Change) -> tuple[str, str]:
    key = change.key
    at = f" at {key.share:.0%}" if key.share else ""
    return key.subject, f"{key.scenario}{at}"


def _verdict(change: Change) -> str:
    return change.estimate.verdict() if change.estimate else "not answered"
