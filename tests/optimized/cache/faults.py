"""What may happen to Redis."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.support.servers import Redis, binary
from tests.support.waiting import until

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


def pause(redis: Redis) -> None:
    """Stop Redis for shorter and for longer than readers and writers wait."""
    for seconds in (0.05, 0.2, 1.5):
        with paused(redis):
            time.sleep(seconds)
        time.sleep(0.3)


def restart(redis: Redis) -> None:
    """Kill Redis and start it empty."""
    kill(redis)
    time.sleep(0.3)
    start(redis)


def restart_from_a_dump(redis: Redis) -> None:
    """Kill Redis and start it with what it had a moment before."""
    command(redis, "SAVE")
    time.sleep(0.3)
    restart(redis)


def fill(redis: Redis) -> None:
    """Let Redis refuse to store anything."""
    command(redis, "CONFIG", "SET", "maxmemory-policy", "noeviction", "maxmemory", "1")
    time.sleep(0.5)
    command(redis, "CONFIG", "SET", "maxmemory", "0")
    time.sleep(0.5)


def evict(redis: Redis) -> None:
    """Let Redis drop entries and generations at random."""
    command(redis, "CONFIG", "SET", "maxmemory-policy", "allkeys-random")
    for _ in range(10):
        command(redis, "CONFIG", "SET", "maxmemory", "1")
        command(redis, "CONFIG", "SET", "maxmemory", "0")
        time.sleep(0.1)


def empty(redis: Redis) -> None:
    """Delete everything, again and again."""
    for _ in range(10):
        command(redis, "FLUSHALL")
        time.sleep(0.1)


def disconnect(redis: Redis) -> None:
    """Close all connections, again and again."""
    for _ in range(10):
        command(redis, "CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
        time.sleep(0.1)


FAULTS = [pause, restart, restart_from_a_dump, fill, evict, empty, disconnect]
