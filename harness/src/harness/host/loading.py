"""Loading customers on a host, and what it holds."""

import re

from harness.conditions import conditions
from harness.console import step
from harness.errors import BenchError
from harness.host.systemd_host import CommandError, SystemdHost, units

_ORDERS = "/run/django-bench/load.env"
_SECONDS = 1800
_DIGEST = re.compile(r"^digest: ([0-9a-f]+)$", re.MULTILINE)


def customers(host: SystemdHost, service: str) -> int:
    """Return how many customers the service's database holds; 0 before its first migration."""
    exists = "SELECT to_regclass('customers_customer') IS NOT NULL"
    if host.sql(service, exists) == "f":
        return 0
    return int(host.sql(service, "SELECT count(*) FROM customers_customer"))


def load(host: SystemdHost, service: str, number: int) -> None:
    """Replace a service's customers, while its stack is down. Raises BenchError."""
    unit = f"django-{service}-load.service"
    stack = units(service)
    ran = host.properties(stack[0], "ActiveState")["ActiveState"] == "active"
    workers = host.run("nproc").stdout.strip()
    host.write(_ORDERS, f"CUSTOMERS={number}\nWORKERS={workers}\n")
    try:
        with step(f"loading {number:,} customers: {service}"):
            host.run("systemctl", "start", unit, timeout=_SECONDS)
        *_, found = ["(none)", *_DIGEST.findall(_said(host, unit))]
    except CommandError as error:
        raise CommandError(error.command, error.status, _said(host, unit)) from error
    finally:
        host.stop(unit)
        if ran:
            host.start(*stack)
    wanted = conditions().dataset.digests.get(number)
    if wanted and found != wanted:
        why = "of conditions.toml: the generator or a locked version of it has changed"
        raise BenchError(f"{unit} loaded rows with the digest {found}, not {wanted} {why}")


def _said(host: SystemdHost, unit: str) -> str:
    """Return the last that the unit said."""
    host.run("journalctl", "--sync")
    command = ("journalctl", "--no-pager", "--output=cat", "--lines=40", f"--unit={unit}")
    return host.run(*command).stdout
