"""The host itself: up, down, status, logs, shell."""

from __future__ import annotations

import json
import os

import click
from rich.console import Console

from harness.commands.options import host_option
from harness.commands.tables import host_status, status_table
from harness.conditions import conditions
from harness.console import console
from harness.errors import BenchError
from harness.host import container
from harness.host.lock import exclusive
from harness.host.reach import reach
from harness.host.systemd_host import SystemdHost


@click.command()
def up() -> None:
    """Boot the container host and leave it running."""
    with exclusive():
        host = container.up()
    console.print(
        f"The host is up: http://{host.address}:{conditions().ports['landing']}/;"
        " `./bench down` ends it."
    )


@click.command()
@click.option("--purge", is_flag=True, help="Also forget the loaded customers.")
def down(*, purge: bool) -> None:
    """Shut the container host down."""
    with exclusive():
        container.down()
        if purge:
            container.purge()


@click.command()
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@host_option
def status(*, as_json: bool, host_name: str) -> None:
    """Show units, ports, loaded customers, and which command is running."""
    found = host_status(reach(host_name))
    if as_json:
        click.echo(json.dumps(found, indent=1))
    else:
        Console().print(status_table(found))


@click.command()
@click.argument("service")
@click.option("--follow", "-f", is_flag=True, help="Follow new entries.")
@click.option("--lines", "-n", default=100, show_default=True)
@host_option
def logs(service: str, *, follow: bool, lines: int, host_name: str) -> None:
    """Show the journal of SERVICE: naive, optimized, postgresql, redis, nginx or a unit."""
    host = reach(host_name)
    units = {
        "naive": "django-naive*",
        "optimized": "django-optimized*",
        "postgresql": host.database_unit,
        "redis": host.cache_unit,
        "nginx": "nginx.service",
    }
    unit = units.get(service, service)
    if service not in units and not host.properties(unit, "FragmentPath").get("FragmentPath"):
        raise BenchError(f"there is no service {service}; known: {', '.join(units)} or a unit")
    command = ["journalctl", "--no-pager", f"--unit={unit}"]
    _become(host, [*command, f"--lines={lines}", *(["--follow"] if follow else [])])


@click.command()
@host_option
def shell(host_name: str) -> None:
    """Open a root shell on the host."""
    _become(reach(host_name), ["bash", "--login"])


def _become(host: SystemdHost, command: list[str]) -> None:
    arguments = host.interactive(command)
    os.execvp(arguments[0], arguments)  # noqa: S606 - from here on the terminal is the command's
