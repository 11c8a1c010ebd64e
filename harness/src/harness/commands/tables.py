"""What `bench status` shows."""

from __future__ import annotations

from rich.box import SIMPLE
from rich.table import Table

from harness.conditions import SERVICES, conditions
from harness.host.loading import customers
from harness.host.systemd_host import SystemdHost

_COLORS = {"active": "green", "failed": "red"}


def _row(host: SystemdHost, unit: str) -> list[str]:
    shown = host.properties(unit, "ActiveState", "ActiveEnterTimestamp", "NRestarts")
    figures = host.unit_figures(unit)
    state = shown["ActiveState"]
    _, _, time, *_ = [*shown["ActiveEnterTimestamp"].split(), "", "", ""]
    return [
        f"[{_COLORS.get(state, 'yellow')}]{state}[/]",
        time,
        shown.get("NRestarts", ""),
        "" if figures.cpu_usec is None else f"{figures.cpu_usec / 1e6:.1f} s",
        "" if figures.memory_current is None else f"{figures.memory_current >> 20} MB",
    ]


def status_table(host: SystemdHost) -> Table:
    """Return units with their state and figures, ports, and the customers of each service."""
    ports = conditions().ports
    table = Table(
        title=f"http://{host.address}:{ports['landing']}/", title_justify="left", box=SIMPLE
    )
    for heading in ("", "port", "customers", "state", "since", "restarts", "CPU", "memory"):
        table.add_column(heading, no_wrap=True)
    table.add_row("nginx", str(ports["landing"]), "", *_row(host, "nginx.service"))
    table.add_row("postgresql", "", "", *_row(host, host.database_unit))
    table.add_row("redis", "", "", *_row(host, host.cache_unit))
    for service in SERVICES:
        number = f"{customers(host, service):,}"
        row = _row(host, f"django-{service}.service")
        table.add_row(service, str(ports[service]), number, *row)
    return table
