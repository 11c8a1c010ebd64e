"""What runs on the optimized service's database: peers, bare application, textbook service."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx

from harness.host import k6
from harness.host.paths import CACHE

READY_SECONDS = 30
HERE = Path(__file__).parent
GO_PEER = CACHE / "peers/go"


def _uvicorn(directory: Path, application: str, parser: str = "httptools") -> list[str]:
    return [
        *(sys.executable, "-m", "uvicorn", f"--app-dir={directory}", application),
        *("--loop=uvloop", f"--http={parser}", "--log-level=warning"),
    ]


def _bare(parser: str) -> list[str]:
    return [*_uvicorn(HERE / "bare", "application:application", parser), "--lifespan=on"]


def _go(rows: str) -> list[str]:
    return [str(GO_PEER), f"-rows={rows}"]


# Each takes the listening socket by `--fd` and the number of its workers by WEB_CONCURRENCY.
PROGRAMS = {
    "bare": _bare("httptools"),
    "bare-h11": _bare("h11"),
    "bare-libpq": ["env", "BARE_DRIVER=libpq", *_bare("httptools")],
    "bare-asyncio": [sys.executable, str(HERE / "bare/plain.py")],
    "bare-asyncio-libpq": ["env", "BARE_DRIVER=libpq", sys.executable, str(HERE / "bare/plain.py")],
    "fastapi": _uvicorn(HERE / "peers", "with_fastapi:application"),
    "litestar": _uvicorn(HERE / "peers", "with_litestar:application"),
    "textbook": _uvicorn(HERE, "textbook.asgi:application"),
    "go": _go("typed"),
    "go-json": _go("json"),
}


@contextmanager
def running(name: str, variables: Mapping[str, str]) -> Iterator[tuple[str, int]]:
    """Run a program on a free port of the loopback; yield its address and its process.

    Raises RuntimeError if it ends or does not answer in time.
    """
    command = PROGRAMS[name]
    if command[0] == str(GO_PEER):
        k6.build(HERE / "peers", GO_PEER)
    if name.startswith("bare"):
        statements = Path(variables["CREDENTIALS_DIRECTORY"]).parent / "statements.json"
        statements.write_text(_statements(variables))
        variables = {**variables, "BARE_STATEMENTS": str(statements)}
    with socket.create_server(("127.0.0.1", 0), backlog=1024) as listener:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        # uvicorn takes an inherited socket for one of Unix's, and leaves Nagle's delays of 40 ms on
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        descriptor = listener.fileno()
        process = subprocess.Popen(
            [*command, f"--fd={descriptor}"],
            env=variables,
            pass_fds=[descriptor],
            start_new_session=True,
        )
    try:
        _wait_until_it_answers(address, process)
        yield address, process.pid
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)  # plain.py does not end its workers
        process.wait(READY_SECONDS)


def _statements(variables: Mapping[str, str]) -> str:
    environment = {
        **variables,
        "DJANGO_SETTINGS_MODULE": "optimized.settings.production",
        "OPTIMIZATIONS": "all",
    }
    command = [sys.executable, str(HERE / "bare/statements.py")]
    return subprocess.check_output(command, env=environment, text=True)


def _wait_until_it_answers(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            httpx.get(f"{address}/customers/1", trust_env=False)
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"{process.args!r} does not answer")
