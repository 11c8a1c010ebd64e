"""A database that is away when the stacks start."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from harness.conditions import SERVICES
from harness.host.container import ContainerHost
from harness.host.systemd_host import STACKS
from tests.host.traffic import address
from tests.support import web
from tests.support.waiting import until

pytestmark = pytest.mark.host

ATTEMPTS = 6  # more than systemd allows in ten seconds by default
SECONDS = 60
MIGRATIONS = [f"django-{service}-migrate.service" for service in SERVICES]
IMPATIENT = "[Service]\nRestartSec=50ms\nRestartMaxDelaySec=100ms\n"


@pytest.fixture
def down(host: ContainerHost) -> Iterator[ContainerHost]:
    """A host without PostgreSQL, its stacks stopped; their migrations are retried at once."""
    drop_ins = [f"/run/systemd/system/{unit}.d" for unit in MIGRATIONS]
    for directory in drop_ins:
        host.write(f"{directory}/impatient.conf", IMPATIENT)
    host.run("systemctl", "daemon-reload")
    host.stop(*STACKS, *MIGRATIONS)
    host.run("systemctl", "mask", "--runtime", "--now", host.database_unit)
    try:
        yield host
    finally:
        host.run("systemctl", "unmask", "--runtime", host.database_unit)
        host.run("rm", "--recursive", *drop_ins)
        host.run("systemctl", "daemon-reload")
        host.start(host.database_unit, *STACKS)


def attempts(host: ContainerHost, unit: str) -> int:
    """Return how often systemd has restarted a unit."""
    return int(host.properties(unit, "NRestarts")["NRestarts"])


def test_requests_wait_for_a_database_that_is_away_at_start(down: ContainerHost) -> None:
    down.run("systemctl", "start", "--no-block", *STACKS)
    urls = [f"{address(down, service)}/api/customers" for service in SERVICES]
    with ThreadPoolExecutor() as pool:
        until(lambda: min(attempts(down, unit) for unit in MIGRATIONS) >= ATTEMPTS, SECONDS)
        answers = [pool.submit(web.get, url) for url in urls]
        down.run("systemctl", "unmask", "--runtime", down.database_unit)
        down.start(down.database_unit)
        statuses = [answer.result().status_code for answer in answers]
    assert statuses == [httpx.codes.OK] * len(SERVICES)
