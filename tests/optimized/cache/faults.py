"""What may happen to Redis."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import repeat
from pathlib import Path

from tests.support.servers import Redis, binary

SECONDS = 10


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


@contextmanager
def started_again(redis: Redis) -> Iterator[None]:
    """Run an empty Redis where the killed one was."""
    with subprocess.Popen(redis.process.args, stdout=subprocess.DEVNULL) as process:
        try:
            _wait_for_start(redis)
            yield
        finally:
            process.kill()


def _wait_for_start(redis: Redis) -> None:
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        with suppress(subprocess.CalledProcessError):
            command(redis, "PING")
            return
    raise TimeoutError("Redis does not start again")


def command(redis: Redis, *words: str) -> str:
    """Send a command by redis-cli and return its answer."""
    cli: list[str | Path] = [binary("redis-cli"), "-s", redis.socket, *words]
    return subprocess.run(cli, check=True, capture_output=True, text=True).stdout.strip()


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    """Wait for what must become true soon. Raises TimeoutError."""
    async with asyncio.timeout(SECONDS):
        for wait in repeat(0.01):
            if await condition():
                return
            await asyncio.sleep(wait)
