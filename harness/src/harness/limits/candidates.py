"""What `bench limits` compares: services of the host, started beside the units on TCP ports.

Directly, without nginx: its share would only bring every ratio nearer to 1.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from harness.conditions import conditions
from harness.host.base import Host
from harness.host.environments import GUEST
from harness.run.stack import REDIS_SOCKET, Stack

DIRECTORY = "/run/bench-limits"
"""Where the pieces of `bench limits` lie on the host."""

PYTHON = str(GUEST / "rivals/bin/python")
"""The interpreter of the bare application and of the peers."""

CREDENTIALS = "/etc/django-bench/secrets"
LISTENING_SECONDS = 60
STOPPING_SECONDS = 5  # who stops us does not wait for a search of the naive service


@dataclass(frozen=True, slots=True)
class Candidate:
    """A program, run as the user of `service` with that service's environment and `extra`."""

    name: str
    service: str
    port: int
    command: tuple[str, ...]
    extra: Mapping[str, str] = field(default_factory=dict)

    @property
    def unit(self) -> str:
        """The transient unit's name."""
        return f"bench-limits-{self.name}.service"

    @property
    def origin(self) -> str:
        """The address on the host."""
        return f"http://127.0.0.1:{self.port}"


def _gunicorn(service: str, port: int) -> tuple[str, ...]:
    program = str(GUEST / service / "bin/gunicorn")
    return (program, f"--config=python:{service}.gunicorn", f"--bind=127.0.0.1:{port}")


def _optimized(name: str, port: int, extra: Mapping[str, str]) -> Candidate:
    return Candidate(name, "optimized", port, _gunicorn("optimized", port), extra)


def _uvicorn(name: str, port: int, module: str) -> Candidate:
    command = (
        *(PYTHON, "-m", "uvicorn", f"--app-dir={DIRECTORY}", f"{module}:application"),
        *("--host=127.0.0.1", f"--port={port}", "--loop=uvloop", "--http=httptools"),
        *("--no-access-log", "--lifespan=on"),
    )
    return Candidate(
        name, "optimized", port, command, {"BARE_STATEMENTS": f"{DIRECTORY}/material.json"}
    )


def _bolt(name: str, port: int) -> Candidate:
    processes = conditions().environment["optimized"]["WEB_CONCURRENCY"]
    command = (
        *(PYTHON, f"{DIRECTORY}/manage.py", "runbolt", "--no-admin"),
        *("--host=127.0.0.1", f"--port={port}", f"--processes={processes}"),
    )
    return Candidate(name, "optimized", port, command)


NAIVE = Candidate("naive", "naive", 9001, _gunicorn("naive", 9001))
PLAIN = _optimized("optimized", 9002, {"OPTIMIZATIONS": "-cache"})
CACHED = _optimized("optimized-cached", 9003, {})
BARE = _uvicorn("bare", 9004, "application")
PEERS = (
    _uvicorn("fastapi", 9005, "with_fastapi"),
    _uvicorn("litestar", 9006, "with_litestar"),
    _bolt("django-bolt", 9007),
)
ALL = (NAIVE, PLAIN, CACHED, BARE, *PEERS)


def environment(candidate: Candidate) -> dict[str, str]:
    """Return the environment of a candidate's process."""
    service = candidate.service
    settings = conditions().environment[service]
    return {
        "DJANGO_SETTINGS_MODULE": f"{service}.settings.production",
        "DATABASE_HOST": "/run/postgresql",
        "DATABASE_NAME": service,
        "DATABASE_USER": f"django-{service}",
        "REDIS_URL": f"unix://{REDIS_SOCKET}",
        **{name: str(value) for name, value in settings.items()},
        **candidate.extra,
    }


def start(host: Host, candidate: Candidate) -> None:
    """Start a candidate and wait until it listens. Raises CommandError."""
    properties = [
        "DynamicUser=yes",
        f"User=django-{candidate.service}",
        "SupplementaryGroups=redis",
        f"TimeoutStopSec={STOPPING_SECONDS}",
        *(f"LoadCredential={name}:{CREDENTIALS}/{name}" for name in ("secret_key", "api_token")),
    ]
    host.run(
        "systemd-run",
        "--quiet",
        "--collect",
        f"--unit={candidate.unit}",
        *(f"--property={value}" for value in properties),
        *(f"--setenv={name}={value}" for name, value in environment(candidate).items()),
        *candidate.command,
    )
    listening = f"until exec 3<>/dev/tcp/127.0.0.1/{candidate.port}; do sleep .05; done 2>/dev/null"
    host.run("timeout", str(LISTENING_SECONDS), "bash", "-c", listening, timeout=90)


def stop(host: Host) -> None:
    """Stop all candidates that run, with the requests that still wait for them."""
    host.run("systemctl", "stop", *(each.unit for each in ALL), check=False, timeout=90)


@contextmanager
def running(stack: Stack) -> Iterator[None]:
    """Run all candidates for this block; only the one under load takes CPU.

    The stacks are stopped meanwhile: PostgreSQL has no connections for all of them.
    """
    stack.stop_stacks()
    stop(stack.host)  # those of a command that was killed
    try:
        for candidate in ALL:
            start(stack.host, candidate)
        yield
    finally:
        stop(stack.host)
        stack.restore()
