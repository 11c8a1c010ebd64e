"""Connections that clients, nginx for one, keep open: none is closed under a request."""

from __future__ import annotations

import http.client
import re
import signal
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest

import supervision
from harness.conditions import REPOSITORY
from optimized import gunicorn
from tests.support import services
from tests.support.waiting import until

pytestmark = pytest.mark.usefixtures("optimized_database", "redis_server")

WAIT_SECONDS = 20
NATIVE, STOCK = {"PLATFORM_SERVER": "native"}, {"PLATFORM_SERVER": "stock"}
WITHOUT_ASYNC = {"OPTIMIZATIONS": "six,-async"}
NGINX_SECONDS = {
    int(seconds)
    for seconds in re.findall(
        r"keepalive_timeout (\d+)s;", (REPOSITORY / "nginx/keepalive.conf").read_text()
    )
}


@pytest.fixture
def service(
    request: pytest.FixtureRequest, runtime: Path, tmp_path: Path
) -> Iterator[services.Service]:
    """A service of its own, for a test may end it, with the variables that are its parameter."""
    variables = services.environment("optimized", runtime, **getattr(request, "param", {}))
    with services.running("optimized", variables, tmp_path / "log") as service:
        yield service


def connect(service: services.Service) -> http.client.HTTPConnection:
    """Open a connection, and keep it open by a first request."""
    connection = http.client.HTTPConnection(urlsplit(service.url).netloc, timeout=WAIT_SECONDS)
    assert get(connection).status == 200
    return connection


def get(connection: http.client.HTTPConnection) -> http.client.HTTPResponse:
    """Send a request on the open connection."""
    connection.request("GET", "/api/customers/1")
    response = connection.getresponse()
    response.read()
    return response


@pytest.mark.parametrize(
    ("service", "number"),
    [(NATIVE, signal.SIGTERM), (NATIVE, signal.SIGHUP), (STOCK, signal.SIGTERM)],
    indirect=["service"],
)
def test_open_connections_get_one_more_answer_and_are_then_closed(
    service: services.Service, number: signal.Signals
) -> None:
    connections = [connect(service) for _ in range(8)]
    workers = service.workers()
    service.process.send_signal(number)
    until(lambda: f"Handling signal: {number.name[3:].lower()}" in service.log.read_text())
    time.sleep(0.5)  # uvicorn looks at its signals ten times a second
    answers = [get(connection) for connection in connections]

    assert [answer.status for answer in answers] == [200] * 8
    assert {answer.headers["Connection"] for answer in answers} == {"close"}
    until(lambda: not service.workers() & workers)


@pytest.mark.parametrize(
    ("service", "uvloop"), [(NATIVE, True), (STOCK, False)], indirect=["service"]
)
def test_only_the_native_server_has_uvloop(service: services.Service, *, uvloop: bool) -> None:
    maps = Path(f"/proc/{min(service.workers())}/maps").read_text()
    assert ("uvloop" in maps) == uvloop


@pytest.mark.parametrize("service", [{"GUNICORN_CMD_ARGS": "--graceful-timeout=6"}], indirect=True)
def test_a_connection_that_stays_idle_holds_up_no_end(service: services.Service) -> None:
    with closing(connect(service)) as connection:
        service.process.terminate()

        assert service.process.wait(WAIT_SECONDS) == 0
        assert connection.sock.recv(1) == b""
    log = service.log.read_text()
    assert "SIGKILL" not in log
    assert "Error" not in log


def test_nginx_closes_idle_connections_before_the_services_do() -> None:
    (nginx,) = NGINX_SECONDS
    assert nginx < supervision.keepalive


def test_nginx_has_closed_idle_connections_before_a_worker_that_drains_is_killed() -> None:
    (nginx,) = NGINX_SECONDS
    assert nginx < gunicorn.graceful_timeout


def test_a_write_on_a_connection_as_old_as_nginx_keeps_one_is_answered(
    service: services.Service,
) -> None:
    with closing(connect(service)) as connection:
        time.sleep(max(NGINX_SECONDS))
        connection.request("POST", "/api/customers", b"{}", {"Content-Type": "application/json"})

        assert connection.getresponse().status == 401


@pytest.mark.parametrize("service", [WITHOUT_ASYNC], indirect=True)
def test_without_async_each_answer_closes_its_connection(service: services.Service) -> None:
    with service.client() as client:
        assert client.get("/api/customers/1").headers["Connection"] == "close"
    assert "Using worker: sync" in service.log.read_text()


@pytest.mark.parametrize("service", [{"OPTIMIZATIONS": "six"}, WITHOUT_ASYNC], indirect=True)
def test_the_parent_has_no_socket_but_the_one_that_listens(service: services.Service) -> None:
    descriptors = Path(f"/proc/{service.process.pid}/fd").iterdir()
    targets = {str(path.readlink()) for path in descriptors}
    assert len({target for target in targets if target.startswith("socket:")}) == 1
