"""The host itself: up, down, status, load, logs, shell."""

import json
import os
from typing import Any

import click

from harness.conditions import SERVICES, conditions
from harness.console import say
from harness.errors import BenchError
from harness.host import container, loading
from harness.host.container import CONTAINER, reach
from harness.host.lock import exclusive, holder
from harness.host.systemd_host import SystemdHost
from harness.report.content import Table
from harness.report.terminal import rich_table, terminal

COLUMNS = ("unit", "state", "port", "customers", "since", "restarts", "CPU", "memory")
HOSTS = "container, local (this machine's systemd) or ssh:ADDRESS."

host_option = click.option("--host", "host_name", default=CONTAINER, show_default=True, help=HOSTS)


@click.command()
def up() -> None:
    """Boot the container host and leave it running."""
    with exclusive():
        host = container.up()
    landing = f"http://{host.address}:{conditions().ports['landing']}/"
    say(f"The host is up: {landing}; `./bench down` ends it.")


@click.command()
@click.option("--purge", is_flag=True, help="Also forget the loaded customers.")
def down(*, purge: bool) -> None:
    """Shut the container host down."""
    with exclusive():
        container.down()
        if purge:
            container.purge()


@click.command()
@click.option("--customers", type=click.IntRange(min=1), required=True, help="How many.")
@host_option
def load(customers: int, host_name: str) -> None:
    """Load customers into both databases of a running host, replacing what they hold."""
    with exclusive():
        host = reach(host_name)
        for service in SERVICES:
            loading.load(host, service, customers)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@host_option
def status(*, as_json: bool, host_name: str) -> None:
    """Show units, ports, loaded customers, and which command is running."""
    host = reach(host_name)
    found: dict[str, Any] = {
        "address": f"http://{host.address}:{conditions().ports['landing']}/",
        "running": holder(),
        "units": {name: _unit(host, name, unit) for name, unit in host.units.items()},
    }
    if as_json:
        click.echo(json.dumps(found, indent=1))
    else:
        rows = [_row(name, unit) for name, unit in found["units"].items()]
        terminal().print(rich_table(Table(found["address"], COLUMNS, rows)))
        terminal().print(f"running: {found['running'] or 'no command'}")


def _unit(host: SystemdHost, name: str, unit: str) -> dict[str, Any]:
    shown = host.properties(unit, "ActiveState", "ActiveEnterTimestamp", "NRestarts")
    figures = host.unit_figures(unit)
    return {
        "unit": unit,
        "port": conditions().ports.get("landing" if name == "nginx" else name),
        "customers": loading.customers(host, name) if name in SERVICES else None,
        "state": shown["ActiveState"],
        "since": shown["ActiveEnterTimestamp"],
        "restarts": int(shown.get("NRestarts") or 0),
        "cpu_seconds": None if figures.cpu_usec is None else figures.cpu_usec / 1e6,
        "memory_bytes": figures.memory_current,
    }


def _row(name: str, unit: dict[str, Any]) -> list[str]:
    """Return what `bench status` shows of a unit; eight columns fit 80 characters."""
    cpu, memory, customers = unit["cpu_seconds"], unit["memory_bytes"], unit["customers"]
    return [
        name,
        unit["state"],
        str(unit["port"] or ""),
        "" if customers is None else f"{customers:,}",
        "".join(str(unit["since"]).split()[2:3]),  # of day, date, time
        str(unit["restarts"]),
        "" if cpu is None else f"{cpu:.1f} s",
        "" if memory is None else f"{memory >> 20} MB",
    ]


@click.command()
@click.argument("service")
@click.option("--follow", "-f", is_flag=True, help="Follow new entries.")
@click.option("--lines", "-n", default=100, show_default=True)
@host_option
def logs(service: str, *, follow: bool, lines: int, host_name: str) -> None:
    """Show the journal of SERVICE: naive, optimized, postgresql, redis, nginx or a unit."""
    host = reach(host_name)
    unit = f"django-{service}*" if service in SERVICES else host.units.get(service, service)
    if service not in host.units and not host.properties(unit, "FragmentPath").get("FragmentPath"):
        raise BenchError(f"there is no service {service}; known: {', '.join(host.units)} or a unit")
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
