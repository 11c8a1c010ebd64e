"""`bench compare`: what changed between two results?"""

import click

from harness.report.content import Table, with_interval
from harness.report.terminal import rich_table, terminal
from harness.results import store
from harness.results.model import Result
from harness.statistics.intervals import LEAST_SESSIONS
from harness.statistics.summary import changes

CONDITIONS = ("condition", "before", "after")
SHOWN = 60  # characters of a condition's value


@click.command()
@click.argument("before")
@click.argument("after")
def compare(before: str, after: str) -> None:
    """Show what changed from BEFORE to AFTER: directories, or names of experiments."""
    one, two = store.read(store.find(before)), store.read(store.find(after))
    output = terminal()
    rows, shown = [], 0
    for key, metric, found in changes(one, two):
        verdict = found.verdict() if found else "not answered"
        shown += verdict == "shown"
        scenario = f"{key.scenario} at {key.share:.0%}" if key.share else key.scenario
        rows.append([key.subject, scenario, metric, with_interval(found, "×"), verdict])
    sessions = min(one.complete, two.complete)
    if not rows:
        output.print("The two results have no measurement in common.")
    elif sessions < LEAST_SESSIONS:
        fewest = f"{LEAST_SESSIONS} sessions each are the fewest for an interval"
        output.print(f"Nothing can be shown: {fewest}, there are {sessions}.")
    else:
        output.print(f"{shown} of {len(rows)} figures differ.")
    columns = ("subject", "scenario", "figure", "times better", "verdict")
    output.print(rich_table(Table("From before to after", columns, rows, names=3)))
    first, second = _conditions(one), _conditions(two)
    both = ([name, first.get(name, ""), second.get(name, "")] for name in {**first, **second})
    differing = [[cell[:SHOWN] for cell in row] for row in both if row[1] != row[2]]
    if differing:
        output.print(rich_table(Table("These conditions differ", CONDITIONS, differing, names=3)))
    else:
        output.print("The conditions are equal.")


def _conditions(result: Result) -> dict[str, str]:
    """Return what a result's figures depend on; packages are one of the conditions."""
    plan = ("generator", "users", "warmup", "duration", "rounds")
    return {
        "revision": result.sessions[-1].revision,
        **result.conditions,
        "customers": ", ".join(f"{size:,}" for size in result.experiment.customers),
        **{name: str(getattr(result.experiment, name)) for name in plan},
    }
