"""Servers, databases and services that all tests share; each starts when a test first asks."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path

import django
import httpx
import hypothesis
import pytest
from django.conf import settings
from django.db import connections
from pytest_django import DjangoDbBlocker
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from tests.support import rows, servers, services

BENCHMARKS = Path(__file__).with_name("benchmarks")
LONGEST = ("host", "contract", "optimized", "harness", "nix", "fastpath", "dev")
"""Parts of the suite that start first, so that none of them runs alone at the end."""

RUNTIME = pytest.StashKey[Path]()
LOGS = pytest.StashKey[dict[str, Path]]()
ENDS = pytest.StashKey[dict[str, int]]()

# The same examples each time, on a machine that may be slow.
hypothesis.settings.register_profile(
    "repeatable", derandomize=True, deadline=None, database=None, max_examples=30
)
hypothesis.settings.load_profile("repeatable")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of this suite."""
    parser.addoption("--slow", action="store_true", help="run only the tests marked slow")
    parser.addoption(
        "--customers",
        type=int,
        default=20_000,
        help="number of customers of the benchmarks (default: %(default)s)",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect the tests that are not to run by `--slow` or its absence.

    A slow test runs without the option if the command line names its file, or `tests/benchmarks`.
    """
    only_slow: bool = config.getoption("--slow")
    named = {Path(argument.partition("::")[0]).resolve() for argument in config.args}

    def runs(item: pytest.Item) -> bool:
        is_slow = item.get_closest_marker("slow") is not None
        if only_slow or not is_slow:
            return is_slow is only_slow
        benchmark = item.path.parent == BENCHMARKS and BENCHMARKS in named
        return benchmark or item.path in named

    config.hook.pytest_deselected(items=[item for item in items if not runs(item)])
    items[:] = [item for item in items if runs(item)]
    items.sort(key=lambda item: _turn(_part(item.nodeid)))


def _part(nodeid: str) -> str:
    return nodeid.partition("::")[0].split("/")[1]


def _turn(part: str) -> int:
    return LONGEST.index(part) if part in LONGEST else len(LONGEST)


class Parts(LoadScopeScheduling):  # type: ignore[misc]
    """Has each part of the suite run in one process, so that its servers start once."""

    def _split_scope(self, nodeid: str) -> str:
        return _part(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Parts:
    """Schedule by parts: --dist=loadgroup of pytest-xdist 3.8 groups nothing under pytest 9.2."""
    return Parts(config, log)


def pytest_configure(config: pytest.Config) -> None:
    """Configure the optimized project in this process before pytest-django sets it up.

    Only that one: two Django projects cannot share a process, so the naive service is
    always tested from outside. The settings name paths below one directory, where the
    servers appear later.
    """
    runtime = Path(tempfile.mkdtemp(prefix="bench-tests-"))
    runtime.chmod(0o755)
    config.stash[RUNTIME] = runtime
    config.stash[LOGS] = {}
    services.write_secrets(runtime)
    if getattr(config, "workerinput", {}).get("workerid", "gw0") != "gw0":
        os.nice(5)  # the first process runs the host's tests, the longest part
    if config.getoption("numprocesses", None) and not hasattr(config, "workerinput"):
        return  # runs no test, and its processes would begin with the settings of this directory
    os.environ.update(services.environment("optimized", runtime))
    os.environ["DJANGO_SETTINGS_MODULE"] = "optimized.settings.production"
    django.setup()  # tests import models before pytest-django would do it


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing behind."""
    shutil.rmtree(config.stash[RUNTIME])


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Remember where the logs end before the test."""
    item.stash[ENDS] = {name: log.stat().st_size for name, log in item.config.stash[LOGS].items()}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show what servers and services wrote during the test, if it failed."""
    report = yield
    if report.failed:
        for name, log in item.config.stash[LOGS].items():
            written = log.read_bytes()[item.stash[ENDS].get(name, 0) :]
            report.sections.append((f"log of {name}", written.decode(errors="replace")))
    return report


@pytest.fixture(scope="session")
def runtime(pytestconfig: pytest.Config) -> Path:
    """The directory of this run: sockets, secrets and logs."""
    return pytestconfig.stash[RUNTIME]


@pytest.fixture(scope="session")
def postgresql_server(pytestconfig: pytest.Config, runtime: Path) -> Iterator[servers.PostgreSQL]:
    """A private PostgreSQL, the one that DATABASE_HOST names."""
    with servers.postgresql() as server:
        (runtime / "postgresql").symlink_to(server.socket_directory)
        pytestconfig.stash[LOGS]["postgresql"] = server.log
        yield server
        del pytestconfig.stash[LOGS]["postgresql"]


@pytest.fixture(scope="session")
def redis_server(runtime: Path) -> Iterator[servers.Redis]:
    """A private Redis, the one that REDIS_URL names."""
    with servers.redis() as server:
        (runtime / "redis.sock").symlink_to(server.socket)
        yield server


@pytest.fixture(scope="session")
def django_db_modify_db_settings(postgresql_server: servers.PostgreSQL) -> None:
    """Have the server before pytest-django makes its test database."""


def _database(name: str, runtime: Path, server: servers.PostgreSQL) -> str:
    template = f"{name}-template"  # for more of them, as nobody connects to it
    server.createdb(template)
    everything = services.environment(name, runtime, DATABASE_NAME=template, OPTIMIZATIONS="all")
    services.manage(name, everything, "migrate", "--verbosity=0")
    rows.load(server.dsn(template))
    server.createdb(name, template)
    return name


@pytest.fixture(scope="session")
def naive_database(runtime: Path, postgresql_server: servers.PostgreSQL) -> str:
    """The migrated database of the naive service with the rows of `tests.support.rows`."""
    return _database("naive", runtime, postgresql_server)


@pytest.fixture(scope="session")
def optimized_database(runtime: Path, postgresql_server: servers.PostgreSQL) -> str:
    """The migrated database of the optimized service with the same rows."""
    return _database("optimized", runtime, postgresql_server)


@pytest.fixture
def in_this_process(
    optimized_database: str, monkeypatch: pytest.MonkeyPatch, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Have all connections of this process go to the optimized service's database."""
    monkeypatch.setitem(settings.DATABASES["default"], "NAME", optimized_database)
    monkeypatch.setitem(connections["default"].settings_dict, "NAME", optimized_database)
    with django_db_blocker.unblock():
        yield
        connections["default"].close_pool()  # type: ignore[attr-defined] # PostgreSQL's


def _service(name: str, config: pytest.Config) -> Iterator[services.Service]:
    runtime = config.stash[RUNTIME]
    log = runtime / f"{name}.log"
    config.stash[LOGS][name] = log
    with services.running(name, services.environment(name, runtime), log) as service:
        yield service


@pytest.fixture(scope="session")
def naive_service(
    pytestconfig: pytest.Config,
    naive_database: str,  # noqa: ARG001
) -> Iterator[services.Service]:
    """The naive service under gunicorn."""
    yield from _service("naive", pytestconfig)


@pytest.fixture(scope="session")
def optimized_service(
    pytestconfig: pytest.Config,
    optimized_database: str,  # noqa: ARG001
    redis_server: servers.Redis,  # noqa: ARG001
) -> Iterator[services.Service]:
    """The optimized service under its own server."""
    yield from _service("optimized", pytestconfig)


@pytest.fixture(scope="session")
def naive(naive_service: services.Service) -> Iterator[httpx.Client]:
    """A client of the naive service that holds the token."""
    with naive_service.client(Authorization=f"Bearer {services.API_TOKEN}") as client:
        yield client


@pytest.fixture(scope="session")
def optimized(optimized_service: services.Service) -> Iterator[httpx.Client]:
    """A client of the optimized service that holds the token."""
    with optimized_service.client(Authorization=f"Bearer {services.API_TOKEN}") as client:
        yield client
