"""What `bench status` shows."""

from __future__ import annotations

from typing import Any

from rich.box import SIMPLE
from rich.table import Table

from harness.conditions import SERVICES, conditions
from harness.host.loading import customers
from harness.host.lock import holder
from harness.host.systemd_host import SystemdHost

_COLORS = {"active": "green", "failed": "red"}


def host_status(host: SystemdHost) -> dict[str, Any]:
    """Return the address, the units with their figures, and the command that is running."""
    ports = conditions().ports
    units = {
        "nginx": ("nginx.service", ports["landing"]),
        "postgresql": (host.database_unit, None),
        "redis": (host.cache_unit, None),
        **{service: (f"django-{service}.service", ports[service]) for service in SERVICES},
    }
    running = holder()
    return {
        "address": f"http://{host.address}:{ports['landing']}/",
        "running": str(running) if running else None,
        "units": {name: _unit(host, name, *unit) for name, unit in units.items()},
    }


def _unit(host: SystemdHost, name: str, unit: str, port: int | None) -> dict[str, Any]:
    shown = host.properties(unit, "ActiveState", "ActiveEnterTimestamp", "NRestarts")
    figures = host.unit_figures(unit)
    return {
        "unit": unit,
        "port": port,
        "customers": customers(host, name) if name in SERVICES else None,
        "state": shown["ActiveState"],
        "since": shown["ActiveEnterTimestamp"],
        "restarts": int(shown.get("NRestarts") or 0),
        "cpu_seconds": None if figures.cpu_usec is None else figures.cpu_usec / 1e6,
        "memory_bytes": figures.memory_current,
    }


def status_table(status: dict[str, Any]) -> Table:
    """Return the status of a host for a terminal of 80 columns."""
    table = Table(
        title=status["address"],
        caption=f"running: {status['running'] or 'no command'}",
        title_justify="left",
        caption_justify="left",
        box=SIMPLE,
        padding=(0, 1, 0, 0),
    )
    for heading in ("", "port", "customers", "state", "since", "restarts", "CPU", "memory"):
        table.add_column(heading, no_wrap=True)
    for name, unit in status["units"].items():
        since = str(unit["since"]).split()
        cpu, memory, number = unit["cpu_seconds"], unit["memory_bytes"], unit["customers"]
        table.add_row(
            name,
            str(unit["port"] or ""),
            "" if number is None else f"{number:,}",
            f"[{_COLORS.get(unit['state'], 'yellow')}]{unit['state']}[/]",
            since[2] if len(since) > 2 else "",  # noqa: PLR2004 - day, date, time
            str(unit["restarts"]),
            "" if cpu is None else f"{cpu:.1f} s",
            "" if memory is None else f"{memory >> 20} MB",
        )
    return table
