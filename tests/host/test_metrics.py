"""`django-bench metrics on`, which no benchmark has."""

from __future__ import annotations

import json
from collections.abc import Iterator

import httpx
import pytest

from harness.conditions import SERVICES, conditions
from harness.host.container import ContainerHost
from tests.support.exposition import REQUESTS, total
from tests.support.waiting import until

pytestmark = pytest.mark.host

PORTS = {"naive": 9801, "optimized": 9802}
STATUS = 9803
ROUTE = {"route": "/api/customers/{id}"}
SCRAPE = "import urllib.request as r; print(r.urlopen('{}').read().decode())"


@pytest.fixture
def watched(host: ContainerHost) -> Iterator[ContainerHost]:
    """The host with metrics on."""
    host.run("django-bench", "metrics", "on", timeout=120)
    yield host
    host.run("django-bench", "metrics", "off", timeout=120)


def base(host: ContainerHost, service: str) -> str:
    """Return the address of a service."""
    return f"http://{host.address}:{conditions().ports[service]}"


def counted(host: ContainerHost, service: str) -> float:
    """Return how many customers were asked for one at a time."""
    url = f"http://127.0.0.1:{PORTS[service]}/metrics"
    return total(host.run("python3", "-c", SCRAPE.format(url)).stdout, REQUESTS, ROUTE)


def listening(host: ContainerHost) -> set[str]:
    """Return where the host listens beside nginx's ports."""
    lines = host.run("ss", "--no-header", "--numeric", "-ltu").stdout.splitlines()
    addresses = {line.split()[4] for line in lines}
    public = {str(port) for port in conditions().ports.values()}
    return {address for address in addresses if address.rsplit(":", 1)[1] not in public}


def read_only(host: ContainerHost, service: str) -> bool:
    """Tell whether what serves the metrics of a service can only read its files."""
    pid = host.properties(f"bench-metrics-{service}.service", "MainPID")["MainPID"]
    mounts = host.run("cat", f"/proc/{pid}/mountinfo").stdout.splitlines()
    fields = [line.split() for line in mounts]
    return "ro" in next(each[5] for each in fields if each[4] == f"/run/django-{service}").split(
        ","
    )


def test_counts_outlast_a_restart_and_only_loopback_has_them(watched: ContainerHost) -> None:
    for service in SERVICES:
        before = counted(watched, service)
        for _ in range(2):
            assert httpx.get(f"{base(watched, service)}/api/customers/1").status_code == 200
            watched.run("systemctl", "restart", f"django-{service}.service")
        assert counted(watched, service) == before + 2
        assert read_only(watched, service)
    assert listening(watched) == {f"127.0.0.1:{port}" for port in (*PORTS.values(), STATUS)}

    watched.run("django-bench", "metrics", "off", timeout=120)
    assert listening(watched) == set()
    for service in SERVICES:
        shown = watched.properties(f"django-{service}.service", "Environment")["Environment"]
        assert "METRICS=off" in shown.split()


def test_log_lines_of_nginx_and_of_a_service_have_one_id(
    watched: ContainerHost, token: str
) -> None:
    headers = {"Authorization": f"Bearer {token}", "X-Request-ID": "forged"}
    watched.stop(watched.database_unit)
    try:
        answer = httpx.delete(f"{base(watched, 'naive')}/api/customers/1", headers=headers)
    finally:
        watched.start(watched.database_unit)
    assert answer.status_code == httpx.codes.SERVICE_UNAVAILABLE

    def ids() -> list[str]:
        lines = watched.run("cat", "/var/log/nginx/access.log").stdout.splitlines()
        found = [json.loads(line) for line in lines]
        return [line["request_id"] for line in found if line["status"] == "503"]

    until(lambda: len(ids()) == 1)
    watched.run("journalctl", "--sync")
    said = watched.run("journalctl", "--output=cat", "--unit=django-naive.service").stdout
    assert f"Service Unavailable: /api/customers/1 [request {ids()[0]}]" in said
