"""The host itself: up, down, status, logs, shell."""

from __future__ import annotations

import os

import click

from harness.console import console
from harness.errors import BenchError
from harness.host import container
from harness.host.container import ContainerHost
from harness.host.lock import exclusive


def _running() -> ContainerHost:
    host = container.running()
    if not host:
        raise BenchError("no host runs here: `bench up` boots one")
    return host


@click.command()
def up() -> None:
    """Boot the host and leave it running."""
    with exclusive():
        host = container.up()
    console.print(f"The host is up: http://{host.address}:8000")


@click.command()
@click.option("--purge", is_flag=True, help="Also forget the loaded customers.")
def down(*, purge: bool) -> None:
    """Shut the host down."""
    with exclusive():
        container.down()
        if purge:
            container.purge()


@click.command()
def status() -> None:
    """Show units, ports, loaded customers and uptime."""


@click.command()
@click.argument("service")
@click.option("--follow", "-f", is_flag=True, help="Go on as it grows.")
@click.option("--lines", "-n", default=100, show_default=True)
def logs(service: str, *, follow: bool, lines: int) -> None:
    """Show the journal of SERVICE: naive, optimized, postgresql, redis or nginx."""
    host = _running()
    unit = {
        "naive": "django-naive*",
        "optimized": "django-optimized*",
        "postgresql": host.database_unit,
        "redis": host.cache_unit,
    }.get(service, service)
    command = ["journalctl", "--no-pager", f"--unit={unit}", f"--lines={lines}"]
    command += ["--follow"] if follow else []
    _become(host, command)


@click.command()
def shell() -> None:
    """Open a root shell on the host."""
    _become(_running(), ["bash", "-l"])


def _become(host: ContainerHost, command: list[str]) -> None:
    arguments = host.command(command)
    os.execvp(arguments[0], arguments)  # noqa: S606 - the terminal is the command's from here on
