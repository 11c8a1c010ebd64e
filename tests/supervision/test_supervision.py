"""gunicorn's parent and workers under the configuration of each service, as real processes."""

from __future__ import annotations

import os
import queue
import re
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from tests.supervision.applications import give
from tests.supervision.conftest import Start, Systemd
from tests.support import services
from tests.support.waiting import until


def ask(service: services.Service, path: str) -> int | None:
    """Return the status of the answer, or None where the worker died over it."""
    with service.client() as client:
        try:
            return client.get(path).status_code
        except httpx.TransportError:
            return None


def exists(pid: int) -> bool:
    """Tell whether the process runs; one that nobody has waited for does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_systemd_hears_that_it_is_ready_once_every_worker_serves(
    start: Start, systemd: Systemd, tokens: Path
) -> None:
    with start(workers=1) as service:
        services.wait_until_ready(service)  # the one of two that may start
        assert set(systemd.forget()) <= {"WATCHDOG=1"}
        assert systemd.next() == "WATCHDOG=1"

        give(tokens, "start")
        systemd.until("READY=1")
        assert len(service.workers()) == 2


def test_systemd_hears_of_the_parent_s_life_until_it_is_stopped(
    start: Start, systemd: Systemd
) -> None:
    with start() as service:
        systemd.until("READY=1")
        assert [systemd.next() for _ in range(2)] == ["WATCHDOG=1"] * 2
        service.process.send_signal(signal.SIGSTOP)
        until(lambda: "T (stopped)" in Path(f"/proc/{service.process.pid}/status").read_text())
        systemd.forget()
        try:
            with suppress(queue.Empty):
                systemd.next(seconds=1)  # what was sent just before it stopped
            with pytest.raises(queue.Empty):
                systemd.next(seconds=2)
        finally:
            service.process.send_signal(signal.SIGCONT)


def test_a_reload_replaces_all_workers_and_tells_systemd(
    start: Start, systemd: Systemd, tokens: Path
) -> None:
    with start() as service:
        systemd.until("READY=1")
        before = service.workers()
        give(tokens, "start", 2)
        service.process.send_signal(signal.SIGHUP)

        systemd.until("RELOADING=1")
        systemd.until("READY=1")
        until(lambda: len(service.workers()) == 2)
        assert not service.workers() & before


def test_a_worker_that_is_stopped_is_replaced(start: Start, systemd: Systemd, tokens: Path) -> None:
    with start("--timeout=2") as service:
        systemd.until("READY=1")
        stopped = min(service.workers())
        give(tokens, "start")
        os.kill(stopped, signal.SIGSTOP)

        until(lambda: stopped not in service.workers())
        until(lambda: len(service.workers()) == 2)


def test_a_worker_that_hangs_is_replaced_and_the_log_shows_where(
    start: Start, systemd: Systemd, tokens: Path
) -> None:
    with start("--timeout=2") as service:
        systemd.until("READY=1")
        before = service.workers()
        give(tokens, "start")
        thread = threading.Thread(target=ask, args=(service, "/hang"))
        thread.start()

        until(lambda: bool(service.workers() - before))
        thread.join()
        assert re.search(r'applications\.py", line \d+,? in hang', service.log.read_text())


def test_a_worker_that_hangs_at_its_start_is_replaced(start: Start, systemd: Systemd) -> None:
    with start("--timeout=2") as service:
        systemd.until("READY=1")
        before = service.workers()
        os.kill(min(before), signal.SIGKILL)  # and no token for its successor
        until(lambda: bool(service.workers() - before))
        first = service.workers() - before

        until(lambda: bool(service.workers() - before - first))


def test_workers_that_keep_dying_are_replaced_after_growing_pauses(
    start: Start, tokens: Path
) -> None:
    with start("--workers=1", DOOMED="yes") as service:
        give(tokens, "start", 20)
        until(lambda: service.log.read_text().count("the next one starts") == 3)
    pauses = re.findall(r"the next one starts in ([\d.]+) s", service.log.read_text())
    assert pauses == ["0.5", "1.0", "2.0"]


def test_no_worker_outlives_its_parent(start: Start, systemd: Systemd) -> None:
    with start() as service:
        systemd.until("READY=1")
        workers = service.workers()
        assert len(workers) == 2
        service.process.kill()
        service.process.wait()

        until(lambda: not any(map(exists, workers)), seconds=5)  # gunicorn's own check takes 32 s


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_requests_under_way_are_answered(
    start: Start, systemd: Systemd, tokens: Path, number: signal.Signals
) -> None:
    with start() as service, ThreadPoolExecutor() as pool:
        systemd.until("READY=1")
        answers = [pool.submit(ask, service, "/slow") for _ in range(2)]
        until(lambda: len(list(tokens.glob("begun*"))) == 2)
        give(tokens, "start", 2)
        service.process.send_signal(number)
        until(lambda: f"Handling signal: {number.name[3:].lower()}" in service.log.read_text())
        give(tokens, "answer", 2)

        assert [answer.result() for answer in answers] == [200, 200]


def test_it_ends_without_an_error_when_it_is_told_to(start: Start, systemd: Systemd) -> None:
    with start() as service:
        systemd.until("READY=1")
        service.process.terminate()

        assert service.process.wait(20) == 0
