"""Alerts and dashboard, held against Debian's Prometheus and its exporters."""

from __future__ import annotations

import re
import subprocess
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import httpx
import pytest

from harness.conditions import REPOSITORY
from tests.contract.subjects import WHOLE
from tests.metrics.conftest import observing
from tests.metrics.prometheus import DIRECTORY, Prometheus, exporter, panels, program, prometheus
from tests.support.exposition import NOT_FAILED, Exposition
from tests.support.nginx import nginx
from tests.support.servers import PostgreSQL, Redis
from tests.support.waiting import until

SUBJECTS = {"naive": "naive", "optimized": WHOLE[-1]}
ROLES = REPOSITORY / "harness/src/harness/host/databases.sql"
COMPARISON = re.compile(r" (==|<|>) [\d.]+$")


@pytest.mark.parametrize(
    "arguments", [("check", "rules", "alerts.yml"), ("test", "rules", "alerts_test.yml")]
)
def test_promtool_finds_nothing_in_the_alerts(arguments: tuple[str, ...]) -> None:
    command = [program("promtool"), *arguments]
    done = subprocess.run(command, cwd=DIRECTORY, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@contextmanager
def load(urls: list[str]) -> Iterator[None]:
    """Ask for lists and customers all the time."""
    over = threading.Event()

    def ask(url: str) -> None:
        with httpx.Client(base_url=url, timeout=60) as client:
            while not over.is_set():
                for path in ("/api/customers", "/api/customers/1", "/nowhere"):
                    client.get(path)

    threads = [threading.Thread(target=ask, args=[url]) for url in urls]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join()


@pytest.fixture
def watched(
    runtime: Path,
    tmp_path: Path,
    postgresql_server: PostgreSQL,
    redis_server: Redis,
    databases: None,  # noqa: ARG001
) -> Iterator[tuple[Prometheus, dict[str, Exposition]]]:
    """Everything that a host has, under load, and Prometheus."""
    server = postgresql_server
    psql: list[str | Path]
    psql = [server.bin / "psql", "-X", "-h", server.socket_directory, "-U", "postgres", "-f", ROLES]
    subprocess.run(psql, check=True, capture_output=True)
    expositions, targets, upstreams = {}, {}, {}
    with ExitStack() as over:
        for name, subject in SUBJECTS.items():
            observed = over.enter_context(observing(subject, runtime, tmp_path / subject))
            service = over.enter_context(observed.start())
            upstreams[name] = service.url.removeprefix("http://")
            expositions[name] = observed.exposition
            targets[name] = observed.exposition.url.split("/")[2]
        front = over.enter_context(nginx(tmp_path / "nginx", upstreams, "on"))
        (tmp_path / "systemd.prom").write_text(f"{NOT_FAILED}\n")
        moved = {
            # no systemd here: what the exporter says where there is one
            "--collector.systemd": f"--collector.textfile.directory={tmp_path}",
            "/run/postgresql": str(server.socket_directory),
            "/run/redis-django/redis.sock": str(redis_server.socket),
            "127.0.0.1:9803": front.status,
        }
        for job in ("node", "nginx", "postgres", "redis"):
            targets[job] = over.enter_context(exporter(job, tmp_path, moved))
        targets["postgresql"] = targets.pop("postgres")
        over.enter_context(load([front.urls[name] for name in SUBJECTS]))
        yield over.enter_context(prometheus(tmp_path, targets)), expositions


@pytest.mark.slow
def test_every_query_returns_data_under_load(
    watched: tuple[Prometheus, dict[str, Exposition]],
) -> None:
    server, expositions = watched
    asked = {name: COMPARISON.sub("", query) for name, query in server.alerts().items()}
    assert len(asked) > 10
    assert all(asked[name] != query for name, query in server.alerts().items())
    asked |= {name: query.replace("$__rate_interval", "10s") for name, query in panels().items()}
    empty = list(asked)

    def all_have_data() -> bool:
        empty[:] = [name for name in empty if not server.query(asked[name])]
        return not empty

    with suppress(TimeoutError):
        until(all_have_data, 60)
    assert empty == []
    assert {each["value"][1] for each in server.query("up")} == {"1"}
    for exposition in expositions.values():
        check = [program("promtool"), "check", "metrics"]
        text = exposition.text()
        done = subprocess.run(check, input=text, check=False, capture_output=True, text=True)
        assert (done.returncode, done.stdout + done.stderr) == (0, "")
