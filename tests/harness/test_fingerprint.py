from __future__ import annotations

import subprocess

from harness.conditions import conditions
from harness.run.fingerprint import fingerprint
from harness.run.stack import Stack
from tests.harness.fakes import RecordingHost
from tests.support.servers import PostgreSQL, Redis, binary


class ThisMachine(RecordingHost):
    """A host whose shell, PostgreSQL and Redis are this machine's private ones."""

    def __init__(self, database: PostgreSQL, cache: Redis) -> None:
        super().__init__()
        self._database = database
        self._cache = cache

    def _answer(self, line: str, stdin: str) -> str:
        if "psql" in line:
            return self._database.psql("postgres", stdin)
        redis = [str(binary("redis-cli")), "-s", str(self._cache.socket), "CONFIG", "GET", "*"]
        command = ["sh", "-s"] if line == "sh -s" else redis
        done = subprocess.run(command, input=stdin, check=True, capture_output=True, text=True)
        return done.stdout


def taken(database: PostgreSQL, cache: Redis) -> dict[str, str]:
    stack = Stack(ThisMachine(database, cache), conditions().ports)
    return fingerprint(stack, 20_000, k6="2.2.0")


def test_fingerprint_names_what_figures_depend_on(
    postgresql_server: PostgreSQL, redis_server: Redis
) -> None:
    found = taken(postgresql_server, redis_server)
    wanted = {
        "kernel.release",
        "kernel.transparent_hugepage",
        "machine.cpu",
        "machine.cpus",
        "machine.virtualization",
        "mitigation.spectre_v2",
        "postgresql.max_connections",
        "postgresql.version",
        "redis.maxmemory",
        "digest.conditions.toml",
        "digest.uv.lock",
        "digest.data",
        "load.k6",
    }
    assert wanted - found.keys() == set()
    assert any(name.startswith(("package.", "system.closure")) for name in found)


def test_fingerprint_is_the_same_twice(postgresql_server: PostgreSQL, redis_server: Redis) -> None:
    one, two = (taken(postgresql_server, redis_server) for _ in range(2))
    assert one == two


def test_fingerprint_holds_the_settings_in_effect(
    postgresql_server: PostgreSQL, redis_server: Redis
) -> None:
    found = taken(postgresql_server, redis_server)
    assert found["postgresql.fsync"] == "off"
    assert found["redis.save"] == ""
