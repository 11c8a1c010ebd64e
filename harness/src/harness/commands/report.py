"""`bench report`: the page of a result, made again."""

from __future__ import annotations

import os
from pathlib import Path

import click

from harness.console import say
from harness.host import container
from harness.host.layer import REPORT
from harness.host.systemd_host import SystemdHost
from harness.report.compose import write_report
from harness.results import store


@click.command()
@click.argument("result", required=False)
def report(result: str | None) -> None:
    """Make report.html of RESULT again: a directory or an experiment; the newest if not given.

    A host that is running here shows it from then on.
    """
    path = write_report(store.find(result))
    say(f"The report: {path}")
    host = container.running() if os.geteuid() == 0 else None
    if host:
        show_on_host(path, host)


def show_on_host(path: Path, host: SystemdHost) -> None:
    """Let the host's landing page show a report."""
    host.copy(path, f"{REPORT}/index.html")
