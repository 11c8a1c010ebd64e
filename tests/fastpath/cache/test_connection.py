"""The connection: an answer reaches the one who asked, or nobody."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from redis.asyncio.connection import AbstractConnection
from redis.exceptions import RedisError

from optimized.fastpath.cache.redis_connection import RedisConnection
from tests.optimized.cache import faults
from tests.support.servers import Redis


@asynccontextmanager
async def connected(redis: Redis, seconds: float = 5) -> AsyncIterator[RedisConnection]:
    connection = await RedisConnection.to(redis.url, seconds)
    try:
        yield connection
    finally:
        connection.close()
        await connection.gone


async def test_answers_stay_paired_with_questions_while_thousands_are_cancelled(
    redis: Redis,
) -> None:
    async with connected(redis) as connection:
        for block in range(0, 30_000, 100):
            asked = {
                number: connection.call("ECHO", f"question {number}")
                for number in range(block, block + 100)
            }
            for number in range(block, block + 100, 3):
                asked.pop(number).cancel()
            for number, answer in asked.items():
                assert await answer == b"question %d" % number


async def test_a_refusal_concerns_only_the_call_that_was_refused(redis: Redis) -> None:
    async with connected(redis) as connection:
        first, wrong = connection.call("ECHO", "1"), connection.call("NO-SUCH-COMMAND")
        last = connection.call("ECHO", "2")
        assert await first == b"1"
        with pytest.raises(RedisError, match="unknown command"):
            await wrong
        assert await last == b"2"


async def test_a_paused_redis_fails_all_who_wait_within_twice_the_time(redis: Redis) -> None:
    async with connected(redis, seconds=0.1) as connection:
        with faults.paused(redis):
            asked = [connection.call("PING") for _ in range(10)]
            async with asyncio.timeout(1):
                answers = await asyncio.gather(*asked, return_exceptions=True)
                await connection.gone
        assert all(isinstance(answer, RedisError) for answer in answers)
        with pytest.raises(RedisError):
            connection.call("PING")


async def test_a_busy_event_loop_is_not_taken_for_a_slow_redis(redis: Redis) -> None:
    async with connected(redis, seconds=0.05) as connection:
        call = connection.call("PING")
        loop = asyncio.get_running_loop()
        for _ in range(4):
            end = loop.time() + 0.12
            while loop.time() < end:
                pass
            await asyncio.sleep(0)
        assert await call == b"PONG"
        assert not connection.gone.done()


async def test_a_killed_redis_fails_all_who_wait_at_once(redis: Redis) -> None:
    async with connected(redis, seconds=60) as connection:
        redis.process.send_signal(signal.SIGSTOP)
        asked = [connection.call("PING") for _ in range(10)]
        redis.process.kill()
        async with asyncio.timeout(5):
            answers = await asyncio.gather(*asked, return_exceptions=True)
            await connection.gone
        assert all(isinstance(answer, RedisError) for answer in answers)


async def test_an_idle_connection_is_kept(redis: Redis) -> None:
    async with connected(redis, seconds=0.3) as connection:
        await connection.call("PING")
        await asyncio.sleep(1)  # three times what an answer may take
        assert await connection.call("PING") == b"PONG"
        assert not connection.gone.done()


async def test_a_connection_that_is_lost_as_it_is_made_is_none(
    redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect: Callable[[AbstractConnection], Awaitable[None]] = AbstractConnection.connect

    async def connect_and_lose(self: AbstractConnection) -> None:
        await connect(self)
        assert self._writer
        self._writer.transport.abort()
        await self._writer.wait_closed()

    monkeypatch.setattr(AbstractConnection, "connect", connect_and_lose)
    with pytest.raises(RedisError):
        await RedisConnection.to(redis.url, 5)


async def test_a_server_that_is_not_redis_is_left(tmp_path: Path) -> None:
    async def nonsense(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while told := (await reader.read(1 << 10)).count(b"SETINFO"):  # by redis-py
            writer.write(b"+OK\r\n" * told)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    path = str(tmp_path / "socket")
    server = await asyncio.start_unix_server(nonsense, path)
    connection = await RedisConnection.to(f"unix://{path}", 5)
    with pytest.raises(RedisError):
        await connection.call("PING")
    await connection.gone
    server.close()


async def test_a_password_and_the_number_of_a_database_are_honoured(redis: Redis) -> None:
    faults.command(redis, "CONFIG", "SET", "requirepass", "p/a,s")
    connection = await RedisConnection.to(f"unix://:p%2Fa,s@{redis.socket}?db=3", 5)
    await connection.call("SET", "key", "value")
    kept = faults.command(redis, "-a", "p/a,s", "-n", "3", "GET", "key")
    connection.close()

    assert kept == "value"


async def test_a_wrong_password_is_an_error(redis: Redis) -> None:
    faults.command(redis, "CONFIG", "SET", "requirepass", "right")
    with pytest.raises(RedisError):
        await RedisConnection.to(f"unix://:wrong@{redis.socket}", 5)
