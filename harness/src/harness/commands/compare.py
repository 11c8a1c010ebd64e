"""`bench compare`: what changed between two results?"""

from __future__ import annotations

from pathlib import Path

import click
from rich.text import Text

from harness.commands.output import terminal
from harness.results import benchmarks, store
from harness.results.changes import changes_table, conditions_table, silent
from harness.results.noise import floors


@click.command()
@click.argument("before", type=click.Path(exists=True, path_type=Path))
@click.argument("after", type=click.Path(exists=True, path_type=Path))
def compare(before: Path, after: Path) -> None:
    """Show what changed from BEFORE to AFTER: results, or files of pytest-benchmark."""
    output = terminal()
    old, new = benchmarks.read(before), benchmarks.read(after)
    if old is not None and new is not None:
        output.print(benchmarks.table(old, new))
        return
    one, other = store.read(before), store.read(after)
    for result, path in ((one, before), (other, after)):
        for reason in result.reasons:
            output.print(Text(f"{path} is {result.status}: {reason}", style="bold red"))
        for what in silent(result):
            output.print(Text(f"{path}: {what} had no right answer", style="red"), soft_wrap=True)
    differing = conditions_table(one, other)
    output.print(differing or "The conditions are equal.")
    output.print(changes_table(one, other, floors(one.profile.name, one.conditions)))
