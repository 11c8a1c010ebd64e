"""The applications under gunicorn, as processes."""

from __future__ import annotations

import queue
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from harness.conditions import REPOSITORY
from tests.supervision.applications import give
from tests.support import services
from tests.support.waiting import until

APPLICATIONS = {
    "naive": "tests.supervision.applications:make_wsgi()",
    "optimized": "tests.supervision.applications:asgi",
}
HEAR_SECONDS = 20

Start = Callable[..., AbstractContextManager[services.Service]]


class Systemd:
    """What systemd would hear, in order."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._states: queue.Queue[str] = queue.Queue()

    def next(self, seconds: float = HEAR_SECONDS) -> str:
        """Return what it hears next. Raises queue.Empty."""
        return self._states.get(timeout=seconds)

    def until(self, state: str) -> None:
        """Wait until it hears `state`. Raises TimeoutError: it hears WATCHDOG=1 for ever."""
        until(lambda: self.next().split("\n")[0] == state)

    def forget(self) -> list[str]:
        """Return what it has heard and nobody has asked for."""
        return [self._states.get() for _ in range(self._states.qsize())]

    def listen(self, listener: socket.socket) -> None:
        """Receive until the end, an empty message."""
        while message := listener.recv(200):
            self._states.put(message.decode())


@pytest.fixture
def systemd(tmp_path: Path) -> Iterator[Systemd]:
    """A socket that listens as systemd does: its queue is never full for long."""
    address = str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(address)
        systemd = Systemd(address)
        thread = threading.Thread(target=systemd.listen, args=[listener])
        thread.start()
        yield systemd
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ending:
            ending.sendto(b"", address)
        thread.join()


@pytest.fixture
def tokens(tmp_path: Path) -> Path:
    """The directory of tokens."""
    directory = tmp_path / "tokens"
    directory.mkdir()
    return directory


@pytest.fixture(params=APPLICATIONS)
def start(
    request: pytest.FixtureRequest,
    systemd: Systemd,
    tokens: Path,
    tmp_path: Path,
) -> Start:
    """Start an application under the configuration of each service, and two workers."""
    name: str = request.param

    def started(
        *arguments: str, workers: int = 2, **variables: str
    ) -> AbstractContextManager[services.Service]:
        give(tokens, "start", workers)
        environment = {
            **services.environment(name, tmp_path),
            "PYTHONPATH": str(REPOSITORY),
            "NOTIFY_SOCKET": systemd.address,
            "TOKENS": str(tokens),
            **variables,
        }
        log = tmp_path / "log"
        return services.started(name, environment, log, *arguments, APPLICATIONS[name])

    return started
