"""Loading customers."""

from __future__ import annotations

from functools import partial

import click
from rich.progress import Progress, TaskID

from harness.commands.options import host_option
from harness.conditions import SERVICES, conditions
from harness.console import progress_bar
from harness.errors import BenchError
from harness.host import loading
from harness.host.lock import exclusive
from harness.host.reach import reach
from harness.host.systemd_host import SystemdHost


@click.command()
@click.option("--customers", type=click.IntRange(min=1), help="How many.")
@click.option(
    "--profile", type=click.Choice(list(conditions().profiles)), help="As many as it asks for."
)
@host_option
def load(customers: int | None, profile: str | None, host_name: str) -> None:
    """Load customers into both databases of a running host, replacing what they hold."""
    if (customers is None) == (profile is None):
        raise BenchError("say either --customers NUMBER or --profile NAME")
    number = customers or conditions().profiles[str(profile)].customers
    with exclusive():
        load_both(reach(host_name), number)


def have_customers(host: SystemdHost, number: int) -> None:
    """Load `number` customers for both services unless they are there."""
    if any(loading.customers(host, service) != number for service in SERVICES):
        load_both(host, number)


def load_both(host: SystemdHost, number: int) -> None:
    """Load `number` customers for both services, one after the other, with a bar each."""
    with progress_bar() as progress:
        for service in SERVICES:
            task = progress.add_task(f"loading {number:,} customers: {service}", total=100)
            loading.load(host, service, number, partial(_advance, progress, task))
            progress.update(task, completed=100)


def _advance(progress: Progress, task: TaskID, percent: float) -> None:
    progress.update(task, completed=percent)
