"""Both services as the units run them: real processes on a socket that they inherit."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from harness.conditions import REPOSITORY, conditions
from tests.support.processes import children

READY_SECONDS = STOP_SECONDS = 60
API_TOKEN = "token-of-the-tests"
# systemd's protocol for inherited sockets: the first is descriptor 3, for this process.
ACTIVATE = 'LISTEN_PID=$$ exec "$@" 3<&"$SOCKET"'


@dataclass(frozen=True, slots=True)
class Service:
    """A running service: what it writes to its standard error is in `log`."""

    name: str
    url: str
    log: Path
    process: subprocess.Popen[bytes]

    def client(self, **headers: str) -> httpx.Client:
        """Return a client of its address that sends `headers` each time."""
        return httpx.Client(base_url=self.url, headers=headers, timeout=60, trust_env=False)

    def workers(self) -> set[int]:
        """Return the ids of gunicorn's worker processes."""
        return set(children(self.process.pid))


def environment(name: str, runtime: Path, **variables: str) -> dict[str, str]:
    """Return the environment of the service `name`, its unit's in all but the paths.

    `runtime` holds `postgresql`, `redis.sock` and `secrets`; `variables` come on top.
    """
    return {
        "PYTHONPATH": os.environ.get("PYTHONPATH", ""),  # the checkout, in the shell of Nix
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "DJANGO_SETTINGS_MODULE": f"{name}.settings.production",
        "CREDENTIALS_DIRECTORY": str(runtime / "secrets"),
        "DATABASE_HOST": str(runtime / "postgresql"),
        "DATABASE_NAME": name,
        "DATABASE_USER": "postgres",
        "REDIS_URL": f"unix://{runtime / 'redis.sock'}",
        **{key: str(value) for key, value in conditions().environment[name].items()},
        **variables,
    }


def write_secrets(runtime: Path) -> None:
    """Write the secrets of both services below `runtime`."""
    secrets = runtime / "secrets"
    secrets.mkdir()
    (secrets / "secret_key").write_text("secret-key-of-the-tests")
    (secrets / "api_token").write_text(f"{API_TOKEN}\n")


def manage(name: str, variables: Mapping[str, str], *arguments: str) -> str:
    """Run the service's `manage.py` and return its standard output.

    Raises RuntimeError with its standard error if it fails.
    """
    command: list[str | Path] = [sys.executable, REPOSITORY / name / "manage.py", *arguments]
    done = subprocess.run(command, env=variables, check=False, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"manage.py {' '.join(arguments)} of {name} failed:\n{done.stderr}")
    return done.stdout


@contextmanager
def running(
    name: str, variables: Mapping[str, str], log: Path, *arguments: str
) -> Iterator[Service]:
    """Run the service, as `started` does, and yield it once it is ready.

    Raises RuntimeError with its log if it ends or is not ready in time.
    """
    with started(name, variables, log, *arguments) as service:
        wait_until_ready(service)
        yield service


@contextmanager
def started(
    name: str, variables: Mapping[str, str], log: Path, *arguments: str
) -> Iterator[Service]:
    """Run gunicorn as the service's unit does, with further `arguments`; yield it at once.

    It listens on a free port of the loopback.
    """
    with socket.create_server(("127.0.0.1", 0)) as listener, log.open("wb") as output:
        gunicorn = ["gunicorn", "--config", f"python:{name}.gunicorn", *arguments]
        process = subprocess.Popen(
            ["bash", "-c", ACTIVATE, "bash", *gunicorn],
            env={**variables, "LISTEN_FDS": "1", "SOCKET": str(listener.fileno())},
            pass_fds=[listener.fileno()],
            stdout=output,
            stderr=output,
        )
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    try:
        yield Service(name, address, log, process)
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        finally:
            process.kill()
            process.wait()


def wait_until_ready(service: Service) -> None:
    """Wait until the service can serve. Raises RuntimeError with its log if it ends before."""
    deadline = time.monotonic() + READY_SECONDS
    with service.client() as client:
        while not is_ready(client):
            if service.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{service.name} is not ready:\n{service.log.read_text()}")
            time.sleep(0.05)


def is_ready(client: httpx.Client) -> bool:
    """Ask the service whether it can serve."""
    try:
        return client.get("/health/ready").is_success
    except httpx.TransportError:
        return False
