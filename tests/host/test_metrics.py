"""`django-bench metrics on`, which no benchmark has."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from harness.conditions import SERVICES, conditions
from harness.host.container import ContainerHost
from tests.host.traffic import address
from tests.support.exposition import NOT_FAILED, REQUESTS, total
from tests.support.waiting import until

pytestmark = pytest.mark.host

PORTS = {"naive": 9801, "optimized": 9802}
STATUS = 9803
EXPORTERS = {
    "node": (9100, NOT_FAILED),
    "nginx": (9113, "nginx_up 1"),
    "postgres": (9187, 'pg_stat_activity_count{datname="naive"'),
    "redis": (9121, "redis_up 1"),
}
ROUTE = {"route": "/api/customers/{id}"}
SCRAPE = "import urllib.request as r; print(r.urlopen('{}').read().decode())"


@pytest.fixture
def watched(host: ContainerHost) -> Iterator[ContainerHost]:
    """The host with metrics on."""
    host.run("django-bench", "metrics", "on", timeout=120)
    yield host
    host.run("django-bench", "metrics", "off", timeout=120)


def scrape(host: ContainerHost, port: int) -> str:
    """Return what Prometheus is given, or nothing as long as nobody listens."""
    url = f"http://127.0.0.1:{port}/metrics"
    return host.run("python3", "-c", SCRAPE.format(url), check=False).stdout


def counted(host: ContainerHost, service: str) -> float:
    """Return how many customers were asked for one at a time."""
    return total(scrape(host, PORTS[service]), REQUESTS, ROUTE)


def listening(host: ContainerHost) -> set[str]:
    """Return where the host listens beside nginx's ports."""
    lines = host.run("ss", "--no-header", "--numeric", "-ltu").stdout.splitlines()
    addresses = {line.split()[4] for line in lines}
    public = {str(port) for port in conditions().ports.values()}
    return {each for each in addresses if each.rsplit(":", 1)[1] not in public}


def write(host: ContainerHost, service: str) -> str:
    """Return why even root could not write from where the metrics of a service are served."""
    pid = host.properties(f"bench-metrics-{service}.service", "MainPID")["MainPID"]
    inside = ("nsenter", f"--target={pid}", "--mount")
    return host.run(*inside, "touch", f"/run/django-{service}/new", check=False).stderr


def test_counts_outlast_a_restart_and_only_loopback_has_them(watched: ContainerHost) -> None:
    for service in SERVICES:
        before = counted(watched, service)
        for _ in range(2):
            assert httpx.get(f"{address(watched, service)}/api/customers/1").status_code == 200
            watched.run("systemctl", "restart", f"django-{service}.service")
        assert counted(watched, service) == before + 2
        assert "Read-only file system" in write(watched, service)
    wanted = {f"127.0.0.1:{port}" for port in (*PORTS.values(), STATUS)}
    until(lambda: listening(watched) == wanted)  # nginx reloads by itself

    watched.run("django-bench", "metrics", "off", timeout=120)
    until(lambda: listening(watched) == set())
    for service in SERVICES:
        shown = watched.properties(f"django-{service}.service", "Environment")["Environment"]
        assert "METRICS=off" in shown.split()


def test_log_lines_of_nginx_and_of_a_service_have_one_id(
    watched: ContainerHost, token: str
) -> None:
    headers = {"Authorization": f"Bearer {token}", "X-Request-ID": "forged"}
    watched.stop(watched.database_unit)
    try:
        answer = httpx.delete(f"{address(watched, 'naive')}/api/customers/1", headers=headers)
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


@pytest.fixture
def exporters(host: ContainerHost) -> None:
    """Debian's exporters, on the host as its packages would put them there."""
    for name in EXPORTERS:
        package = f"prometheus-{name}-exporter"
        for file in (f"/usr/bin/{package}", f"/usr/lib/systemd/system/{package}.service"):
            if not Path(file).exists():
                pytest.skip(f"no {package} here: ./bench test installs it")
            host.copy(Path(file), file)
        host.run("chmod", "0755", f"/usr/bin/{package}")
    host.run("useradd", "--system", "prometheus", check=False)  # it may be there already


@pytest.mark.slow
@pytest.mark.usefixtures("exporters", "watched")
def test_debians_exporters_have_figures_on_loopback(host: ContainerHost) -> None:
    for port, figure in EXPORTERS.values():
        until(lambda port=port, figure=figure: figure in scrape(host, port))  # type: ignore[misc]
    ports = (*PORTS.values(), STATUS, *(port for port, _ in EXPORTERS.values()))
    until(lambda: listening(host) == {f"127.0.0.1:{port}" for port in ports})
