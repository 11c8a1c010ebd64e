"""`bench report`: the page of a result, made again."""

from __future__ import annotations

from pathlib import Path

import click

from harness.console import console
from harness.host import container
from harness.host.base import Host
from harness.host.layer import REPORT
from harness.report import files, markdown
from harness.report.readme import fill
from harness.results import store


@click.command()
@click.argument("result", required=False, type=click.Path(path_type=Path, file_okay=False))
@click.option("--markdown", "as_markdown", is_flag=True, help="Print the README's table instead.")
@click.option("--readme", is_flag=True, help="Fill README.md from results/published instead.")
def report(result: Path | None, *, as_markdown: bool, readme: bool) -> None:
    """Make report.html of RESULT again, a directory: the newest comparison if not given.

    A host that runs here shows it from then on.
    """
    if readme:
        fill()
        return
    directory = result or files.newest()
    if as_markdown:
        shown = store.read(directory)
        for reason in shown.reasons:
            console.print(f"{shown.status}: {reason}", style="red", markup=False)
        click.echo(markdown.results(shown), nl=False)
        return
    path = files.write(directory)
    console.print(f"The report: {path}", soft_wrap=True)
    host = container.running()
    if host:
        host.copy(path, f"{REPORT}/index.html")


def publish(kept: Path, host: Host) -> None:
    """Make the report of what was just measured and let the host show it.

    A ladder or a growth is shown in the report of the newest comparison, if there is one. What
    has no page, as a run of one service, leaves the host's as it is.
    """
    try:
        path = files.write(kept)
        console.print(f"The report: {path}", soft_wrap=True)
        if store.read(kept).kind != "comparison":
            path = files.write(files.newest())
    except files.NoReportError as error:
        console.print(f"No report for the host to show: {error}", soft_wrap=True)
        return
    host.copy(path, f"{REPORT}/index.html")
