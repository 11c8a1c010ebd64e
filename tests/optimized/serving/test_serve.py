"""The process manager: ready once all can serve, workers replaced, no request lost at the end."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.support import services

pytestmark = pytest.mark.usefixtures("optimized_database", "redis_server")

WAIT_SECONDS = 20


@pytest.fixture
def notifications(tmp_path: Path) -> Iterator[socket.socket]:
    """What systemd would listen on."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(str(tmp_path / "notify"))
        listener.settimeout(WAIT_SECONDS)
        yield listener


@pytest.fixture
def service(
    notifications: socket.socket, runtime: Path, tmp_path: Path
) -> Iterator[services.Service]:
    """A service of its own, for a test may end it."""
    variables = services.environment(
        "optimized", runtime, NOTIFY_SOCKET=notifications.getsockname()
    )
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


def workers(service: services.Service) -> set[int]:
    """Return the processes that serve."""
    children = Path(f"/proc/{service.process.pid}/task/{service.process.pid}/children")
    return {int(pid) for pid in children.read_text().split()}


def until(condition: Callable[[], bool]) -> None:
    """Wait for a condition. Raises TimeoutError."""
    deadline = time.monotonic() + WAIT_SECONDS
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(0.02)


def test_it_tells_systemd_once_that_all_workers_are_ready(
    service: services.Service, notifications: socket.socket
) -> None:
    assert notifications.recv(100) == b"READY=1"
    assert len(workers(service)) == 2


def test_a_worker_that_dies_is_replaced(
    service: services.Service, notifications: socket.socket
) -> None:
    assert notifications.recv(100) == b"READY=1"  # one that dies before that ends the service
    before = workers(service)
    os.kill(min(before), signal.SIGKILL)

    until(lambda: len(workers(service) - before) == 1)
    with service.client() as client:
        assert client.get("/api/customers/1").status_code == 200


def test_open_connections_get_one_more_answer_and_are_then_closed(
    service: services.Service,
) -> None:
    connections = [connect(service) for _ in range(8)]
    service.process.send_signal(signal.SIGTERM)
    time.sleep(0.3)  # what nginx does on its open connections meanwhile
    answers = [get(connection) for connection in connections]

    assert [answer.status for answer in answers] == [200] * 8
    assert {answer.headers["Connection"] for answer in answers} == {"close"}
    assert service.process.wait(WAIT_SECONDS) == 0


def test_a_service_that_cannot_connect_ends_with_an_error(runtime: Path, tmp_path: Path) -> None:
    variables = services.environment("optimized", runtime, DATABASE_HOST="/nowhere")

    with (
        pytest.raises(RuntimeError, match="not ready"),
        services.running("optimized", variables, tmp_path / "log"),
    ):
        pass
    assert "No such file or directory" in (tmp_path / "log").read_text()
