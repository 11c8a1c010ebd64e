"""What changed between two results: first their conditions, then their figures."""

from __future__ import annotations

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text
from scipy import stats

from harness.results.comparison import Floors, compare, differences, values
from harness.results.model import Comparison, Result
from harness.results.table import figure, ratio

SHOWN = 60  # characters of a condition's value


def conditions_table(before: Result, after: Result) -> Table | None:
    """Return the conditions that differ, or None where all are equal."""
    found = differences(before.conditions, after.conditions)
    for name in ("revision", "dirty", "profile"):
        pair = str(getattr(before, name)), str(getattr(after, name))
        if pair[0] != pair[1]:
            found = {name: pair, **found}
    if not found:
        return None
    made = Table(title=Text("THE CONDITIONS DIFFER", style="bold red"))
    for heading in ("condition", "before", "after"):
        made.add_column(heading, overflow="fold")
    for name, pair in found.items():
        made.add_row(name, *(Text(value[:SHOWN]) for value in pair))
    return made


def changes(before: Result, after: Result, floors: Floors) -> list[Comparison]:
    """Return how each subject that both have changed, by scenario, model and metric."""
    names = [subject.name for subject in before.subjects]
    return [
        change
        for name in names
        for change in compare(
            (name, values(before.rounds, name)), (name, values(after.rounds, name)), floors
        )
    ]


def silent(result: Result) -> list[str]:
    """Return each subject and scenario without a right answer in a round: nothing to compare."""
    found = (
        f"{done.subject} {measured.scenario} ({measured.model})"
        for done in result.rounds
        for measured in done.measurements
        if not measured.throughput
    )
    return list(dict.fromkeys(found))


def changes_table(before: Result, after: Result, floors: Floors) -> Table:
    """Return the changes with their intervals; a ratio above 1 is an improvement."""
    made = Table(title="times better (throughput: more, latency: less)", box=SIMPLE_HEAD)
    for heading in ("service", "scenario", "model", "metric"):
        made.add_column(heading, no_wrap=True)
    for heading in ("before", "after", "ratio"):
        made.add_column(heading, justify="right", no_wrap=True)
    made.add_column("")
    for change in changes(before, after, floors):
        pair = (_mean(result, change) for result in (before, after))
        made.add_row(
            *(change.base, change.scenario, change.model, change.metric),
            *(figure(value) for value in pair),
            ratio(change),
            Text(change.verdict, style="bold" if change.verdict == "difference" else "dim"),
        )
    return made


def _mean(result: Result, change: Comparison) -> float:
    found = values(result.rounds, change.base)
    own = next(
        numbers
        for key, numbers in found.items()
        if (key.scenario, key.model, key.metric) == (change.scenario, change.model, change.metric)
    )
    return float(stats.gmean(own))
