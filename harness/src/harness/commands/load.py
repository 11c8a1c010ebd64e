"""`bench load`: load customers."""

from __future__ import annotations

import click

from harness.commands.options import host_option
from harness.conditions import SERVICES
from harness.host import loading
from harness.host.lock import exclusive
from harness.host.reach import reach


@click.command()
@click.option("--customers", type=click.IntRange(min=1), required=True, help="How many.")
@host_option
def load(customers: int, host_name: str) -> None:
    """Load customers into both databases of a running host, replacing what they hold."""
    with exclusive():
        host = reach(host_name)
        for service in SERVICES:
            loading.load(host, service, customers)
