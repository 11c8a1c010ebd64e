"""What may happen to Redis."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.support.servers import Redis, binary

SECONDS = 30


@contextmanager
def paused(redis: Redis) -> Iterator[None]:
    """Let Redis accept connections and answer nothing."""
    redis.process.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        redis.process.send_signal(signal.SIGCONT)


def kill(redis: Redis) -> None:
    """End Redis and its connections at once."""
    redis.process.kill()
    redis.process.wait(SECONDS)


def start(redis: Redis) -> None:
    """Run another Redis where the killed one was, with the data that it saved."""
    redis.process = subprocess.Popen(redis.process.args, stdout=subprocess.DEVNULL)
    until(lambda: _answers(redis))


@contextmanager
def started_again(redis: Redis) -> Iterator[None]:
    """Run another Redis where the killed one was, with the data that it saved."""
    try:
        start(redis)
        yield
    finally:
        kill(redis)


def _answers(redis: Redis) -> bool:
    with suppress(subprocess.CalledProcessError):
        command(redis, "PING")
        return True
    return False


def command(redis: Redis, *words: str) -> str:
    """Send a command by redis-cli and return its answer."""
    cli: list[str | Path] = [binary("redis-cli"), "-s", redis.socket, *words]
    return subprocess.run(cli, check=True, capture_output=True, text=True).stdout.strip()


def until(condition: Callable[[], bool]) -> None:
    """Wait for what must become true soon. Raises TimeoutError."""
    deadline = time.monotonic() + SECONDS
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(0.01)
