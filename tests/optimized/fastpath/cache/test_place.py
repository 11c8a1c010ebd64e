"""Where REDIS_URL may point."""

from __future__ import annotations

import socket

import pytest

from optimized.customers.infrastructure.cache.circuit import Circuit
from optimized.fastpath.cache.redis_store import RedisStore
from tests.optimized.cache import faults
from tests.support.servers import Redis


async def test_a_redis_on_another_host_is_used(redis: Redis, circuit: Circuit) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    faults.command(redis, "CONFIG", "SET", "port", str(port))
    store = RedisStore(f"redis://127.0.0.1:{port}", circuit)
    await store.open()
    assert await store.add("key", "value")
    assert await store.fetch(["key"]) == [b"value"]
    await store.close()


@pytest.mark.parametrize(
    "url", ["", "unix://", "unix:///a?db=1", "redis://", "redis://host/1", "redis://:word@host"]
)
def test_any_other_is_refused(circuit: Circuit, url: str) -> None:
    with pytest.raises(ValueError, match="REDIS_URL must be"):
        RedisStore(url, circuit)
