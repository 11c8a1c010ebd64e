"""Metrics of applications that misbehave, under the configuration of each service."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path
from socket import create_connection
from urllib.parse import urlsplit

import httpx
import pytest

from tests.supervision.applications import give
from tests.supervision.conftest import Start, Systemd
from tests.support.exposition import Exposition, exposed
from tests.support.services import Service
from tests.support.waiting import until

WORKERS = 2
SCRAPE_SECONDS = 1
TRIES = 5  # the machine of the tests may be busy, too
REQUEST_ID = "0123456789abcdef" * 2


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """The directory that the unit's RuntimeDirectory= makes."""
    directory = tmp_path / "files"
    directory.mkdir()
    return directory


@pytest.fixture
def observed(start: Start, files: Path) -> Start:
    """Start an application with metrics."""
    return partial(start, METRICS="on", RUNTIME_DIRECTORY=str(files))


@pytest.fixture
def exposition(files: Path) -> Iterator[Exposition]:
    """The metrics that are in `files`."""
    with exposed(files) as exposition:
        yield exposition


def replace_worker(service: Service, tokens: Path) -> None:
    """Kill a worker, and wait for its successor."""
    before = service.workers()
    give(tokens, "start")
    os.kill(min(before), signal.SIGKILL)
    until(lambda: len(service.workers() & before) == 1 and len(service.workers()) == WORKERS)


def test_a_file_that_a_worker_has_just_made_ends_no_scrape(
    files: Path, exposition: Exposition
) -> None:
    (files / "counter_1.db").touch()
    assert exposition.text() == ""


def answers_in_time(exposition: Exposition) -> bool:
    """Tell whether one of a few scrapes takes less than the second that issue 14 allows it."""
    for _ in range(TRIES):
        with suppress(httpx.TimeoutException):
            return httpx.get(exposition.url, timeout=SCRAPE_SECONDS, trust_env=False).is_success
    return False


def test_metrics_answer_while_every_worker_is_busy(
    observed: Start, systemd: Systemd, exposition: Exposition
) -> None:
    with observed() as service, ExitStack() as connections:
        systemd.until("READY=1")
        address = urlsplit(service.url)
        for busy in range(1, WORKERS + 1):
            connection = create_connection((address.hostname, address.port))
            connections.enter_context(connection)
            connection.sendall(b"GET /hang HTTP/1.1\r\nHost: localhost\r\n\r\n")
            until(lambda busy=busy: exposition.total("http_requests_in_progress") == busy)  # type: ignore[misc]
        assert answers_in_time(exposition)
        service.process.kill()


def ask(client: httpx.Client, exposition: Exposition, total: int) -> None:
    """Ask four times and wait for the `total`: a worker counts a request just after its answer."""
    for _ in range(4):
        assert client.get("/").status_code == httpx.codes.OK
    until(lambda: exposition.total() == total)


def test_counts_outlast_workers_and_the_service_in_no_more_files_than_slots(
    observed: Start, systemd: Systemd, files: Path, tokens: Path, exposition: Exposition
) -> None:
    for asked in (0, 8):
        with observed() as service, service.client() as client:
            systemd.until("READY=1")
            ask(client, exposition, asked + 4)
            replace_worker(service, tokens)
            until(lambda: exposition.total("workers") == WORKERS)
            ask(client, exposition, asked + 8)
            names = {path.name for path in files.iterdir()}
    kinds = ("gauge_livesum", "histogram")
    # a worker that no request came to has no histogram
    assert names <= {f"{kind}_{slot}.db" for kind in kinds for slot in range(WORKERS)}


def reload(service: Service, systemd: Systemd, tokens: Path) -> None:
    """Have a service take new workers, and wait for the end of the old ones."""
    before = service.workers()
    give(tokens, "start", WORKERS)
    service.process.send_signal(signal.SIGHUP)
    systemd.until("RELOADING=1")
    systemd.until("READY=1")
    until(lambda: not service.workers() & before)


def test_counts_outlast_reloads_in_no_more_files_than_twice_the_slots(
    observed: Start, systemd: Systemd, files: Path, tokens: Path, exposition: Exposition
) -> None:
    with observed() as service:
        systemd.until("READY=1")
        for asked in (0, 4, 8):  # the last four in the slots of the first
            with service.client() as client:  # a worker does not end while it is connected
                ask(client, exposition, asked + 4)
            reload(service, systemd, tokens)
            until(lambda: exposition.total("workers") == WORKERS)
            assert exposition.total() == asked + 4
    assert {path.stem.rpartition("_")[2] for path in files.iterdir()} <= {"0", "1", "2", "3"}


def test_workers_of_which_nobody_saw_the_end_are_forgotten(
    observed: Start, systemd: Systemd, files: Path, exposition: Exposition
) -> None:
    with observed() as service:
        systemd.until("READY=1")
        until(lambda: exposition.total("workers") == WORKERS)
        service.process.kill()
    shutil.copy(files / "gauge_livesum_0.db", files / "gauge_livesum_7.db")  # of a reload
    assert exposition.total("workers") == WORKERS + 1

    with observed():
        systemd.until("READY=1")
        until(lambda: exposition.total("workers") == WORKERS)


def test_log_lines_of_a_request_have_its_id(observed: Start, systemd: Systemd) -> None:
    with observed() as service, service.client() as client:
        systemd.until("READY=1")
        client.get("/log", headers={"X-Request-ID": REQUEST_ID})
        client.get("/log", headers={"X-Request-ID": "forged %s"})
        client.get("/log")
    lines = [line for line in service.log.read_text().splitlines() if "something odd" in line]
    assert lines == [f"something odd [request {REQUEST_ID}]", "something odd", "something odd"]


def test_nothing_is_measured_where_metrics_are_off(
    start: Start, systemd: Systemd, files: Path
) -> None:
    with start(RUNTIME_DIRECTORY=str(files)) as service, service.client() as client:
        systemd.until("READY=1")
        assert client.get("/").status_code == httpx.codes.OK
        maps = [Path(f"/proc/{pid}/maps").read_text() for pid in service.workers()]
    assert list(files.iterdir()) == []
    assert len(maps) == WORKERS
    assert not any("/files/" in each for each in maps)


@pytest.mark.parametrize("variables", [{"METRICS": "yes"}, {"METRICS": "on"}])
def test_a_setting_that_cannot_be_used_ends_the_service(
    start: Start, variables: dict[str, str]
) -> None:
    with start(**variables) as service:
        assert service.process.wait(30) != 0
    assert "METRICS=" in service.log.read_text()
