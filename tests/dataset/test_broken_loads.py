"""Loads that break off: the tables stay as they were, and the next load succeeds."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from harness.conditions import SERVICES, conditions
from tests.support.loads import LOAD_SECONDS, Loaded, migrated
from tests.support.processes import children
from tests.support.servers import PostgreSQL, postgresql
from tests.support.waiting import until

pytestmark = pytest.mark.slow  # each loads several times

BEFORE, AFTER = 2_000, 5_000


@pytest.fixture(scope="module")
def server() -> Iterator[PostgreSQL]:
    with postgresql() as server:
        yield server


@pytest.fixture(scope="module", params=SERVICES)
def database(request: pytest.FixtureRequest, runtime: Path, server: PostgreSQL) -> Iterator[Loaded]:
    with migrated(request.param, runtime, server) as loaded:
        assert loaded.load("--customers", str(BEFORE))[0] == 0
        yield loaded


only_optimized = pytest.mark.parametrize("database", ["optimized"], indirect=True)


def _workers(parent: int) -> list[int]:
    return [
        child
        for child in children(parent)
        if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()
    ]


@contextmanager
def _loading(database: Loaded) -> Iterator[tuple[subprocess.Popen[str], list[int]]]:
    """Start a larger load and yield it with its workers while they copy."""
    process = database.start("--customers", str(AFTER), "--worker", "2")
    try:
        until(lambda: process.poll() is not None or len(_workers(process.pid)) == 2)
        assert process.poll() is None, process.communicate()
        yield process, _workers(process.pid)
    finally:
        process.kill()
        process.communicate()


def _assert_unchanged(database: Loaded) -> None:
    assert database.query("SELECT count(*) FROM customers_customer") == str(BEFORE)
    assert database.query("SELECT digest FROM dataset_load") == conditions().dataset.digests[BEFORE]


def _assert_loads_again(database: Loaded) -> None:
    status, output, errors = database.load("--customers", str(BEFORE), "--force")
    assert status == 0, errors
    assert output == f"digest: {conditions().dataset.digests[BEFORE]}\n"
    assert database.query("SELECT count(*) FROM pg_namespace WHERE nspname ~ 'loading'") == "0"


def _assert_failed(process: subprocess.Popen[str], said: str) -> None:
    output, errors = process.communicate(timeout=LOAD_SECONDS)
    assert process.returncode == 1
    assert output == ""
    assert said in errors
    assert "Traceback" not in errors


def test_killed_command(database: Loaded) -> None:
    with _loading(database) as (process, workers):
        process.kill()
        until(lambda: not any(Path(f"/proc/{worker}").exists() for worker in workers))
    _assert_unchanged(database)
    _assert_loads_again(database)


def test_killed_worker(database: Loaded) -> None:
    with _loading(database) as (process, workers):
        os.kill(workers[0], signal.SIGKILL)
        _assert_failed(process, "A worker was killed")
    _assert_unchanged(database)
    assert database.query("SELECT count(*) FROM pg_namespace WHERE nspname ~ 'loading'") == "0"


@only_optimized
def test_workers_never_see_an_interrupt(database: Loaded) -> None:
    with _loading(database) as (_, workers):
        blocked = [
            re.search(r"SigBlk:\s*(\w+)", Path(f"/proc/{worker}/status").read_text())
            for worker in workers
        ]
    assert all(mask and int(mask[1], 16) & 1 << signal.SIGINT - 1 for mask in blocked)


def test_interrupted_command(database: Loaded) -> None:
    with _loading(database) as (process, workers):
        os.killpg(process.pid, signal.SIGINT)  # as a terminal sends Ctrl-C: to all of them
        _assert_failed(process, "Interrupted. The tables are as they were before.")
        assert not any(Path(f"/proc/{worker}").exists() for worker in workers)
    _assert_unchanged(database)
    assert database.query("SELECT count(*) FROM pg_namespace WHERE nspname ~ 'loading'") == "0"


@only_optimized
def test_stopped_server(database: Loaded, server: PostgreSQL) -> None:
    with _loading(database) as (process, _):
        server.stop()
        try:
            _assert_failed(process, "PostgreSQL is away: see that it runs, and run again")
        finally:
            server.start()
    _assert_unchanged(database)
    _assert_loads_again(database)


@contextmanager
def _reader(database: Loaded) -> Iterator[None]:
    """Hold a lock that a query holds: the tables cannot be replaced meanwhile."""
    with psycopg.connect(database.server.dsn(database.name)) as connection:
        connection.execute("SELECT FROM customers_customer LIMIT 1")
        yield


_WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"


@only_optimized
def test_killed_at_the_last_moment(database: Loaded) -> None:
    with _reader(database), _loading(database) as (process, _):
        until(lambda: database.query(_WAITING) == "1")
        process.kill()
        process.wait()
        until(lambda: database.query(_WAITING) == "0")
        _assert_unchanged(database)
    _assert_loads_again(database)


@only_optimized
def test_second_load_at_the_same_time(database: Loaded) -> None:
    with _reader(database), _loading(database) as (process, _):
        until(lambda: database.query(_WAITING) == "1")
        _assert_failed(database.start("--customers", str(AFTER)), "Another load of this database")
        os.killpg(process.pid, signal.SIGINT)
        _assert_failed(process, "Interrupted.")
    _assert_unchanged(database)


@only_optimized
def test_without_tables(database: Loaded, server: PostgreSQL) -> None:
    server.createdb("empty")
    empty = Loaded("optimized", server, {**database.variables, "DATABASE_NAME": "empty"})
    _assert_failed(empty.start("--customers", "5"), "run `manage.py migrate`")


@pytest.fixture
def full_disk(database: Loaded) -> Iterator[None]:
    """Let new tables of the database lie on a file system of a few megabytes."""
    directory = database.server.socket_directory
    mount = directory / "small"
    mount.mkdir()
    owner = directory.stat().st_uid
    subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size=5m,uid={owner},mode=700", "tmpfs", mount], check=True
    )
    try:
        database.query(f"CREATE TABLESPACE small LOCATION '{mount}'")
        database.query(f'ALTER DATABASE "{database.name}" SET default_tablespace = small')
        yield
        database.query(f'ALTER DATABASE "{database.name}" RESET default_tablespace')
        database.query("DROP TABLESPACE small")
    finally:
        subprocess.run(["umount", mount], check=True)


@only_optimized
@pytest.mark.usefixtures("full_disk")
@pytest.mark.skipif(os.geteuid() != 0, reason="mounts a small file system, for which it takes root")
def test_full_disk(database: Loaded) -> None:
    process = database.start("--customers", str(AFTER))
    _assert_failed(process, "PostgreSQL's disk is full: free some space and run again")
    _assert_unchanged(database)
