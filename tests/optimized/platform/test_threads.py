"""Threads that are lent to requests."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import httpx
import pytest
from asgiref.sync import sync_to_async

from optimized.composition import is_costly
from optimized.customers.interface import errors
from optimized.platform.threads import BusyError, LentThreads, Receive, Scope, Send, Threads, view
from supervision.metrics.pools import Usage

CHEAP, COSTLY = {"costly": False}, {"costly": True}


async def thread_of(threads: Threads, *, costly: bool) -> int:
    """Return the thread that a request is lent."""
    async with threads.lent(costly=costly):
        return await sync_to_async(threading.get_ident)()


@asynccontextmanager
async def lent(threads: Threads, *kinds: dict[str, bool]) -> AsyncIterator[AsyncExitStack]:
    """Have threads lent to requests of these kinds."""
    async with AsyncExitStack() as stack:
        for kind in kinds:
            await stack.enter_async_context(threads.lent(**kind))
        yield stack


async def waiting(threads: Threads, **kind: bool) -> asyncio.Task[int]:
    """Return a request that waits for a thread."""
    task = asyncio.create_task(thread_of(threads, **kind))
    await asyncio.sleep(0)
    assert not task.done()
    return task


async def test_a_request_keeps_its_thread() -> None:
    threads = Threads(4, 0)
    async with threads.lent(costly=False):
        names = {await sync_to_async(threading.get_ident)() for _ in range(20)}

    assert len(names) == 1


async def test_threads_are_used_again() -> None:
    threads = Threads(2, 0)
    names = {await thread_of(threads, costly=False) for _ in range(20)}

    assert len(names) == 2


async def test_the_usage_is_told() -> None:
    threads = Threads(2, 1)
    async with lent(threads, CHEAP, COSTLY):
        task = await waiting(threads, costly=False)
        assert threads.usage() == Usage(size=2, busy=2, waiting=1)
    await task
    assert threads.usage() == Usage(size=2, busy=0, waiting=0)


async def test_too_many_waiters_are_refused() -> None:
    threads = Threads(1, 1)
    async with lent(threads, CHEAP):
        task = await waiting(threads, costly=False)
        with pytest.raises(BusyError):
            await thread_of(threads, costly=False)
    await task


async def test_who_waits_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("optimized.platform.threads.WAIT_SECONDS", 0.01)
    threads = Threads(1, 1)
    async with lent(threads, CHEAP):
        with pytest.raises(BusyError):
            await thread_of(threads, costly=False)

    assert await thread_of(threads, costly=False)


async def test_costly_requests_leave_half_of_the_threads_to_others() -> None:
    threads = Threads(4, 8)
    async with lent(threads, COSTLY, COSTLY):
        task = await waiting(threads, costly=True)
        assert await thread_of(threads, costly=False)
        assert not task.done()

    assert await task


async def test_a_waiter_that_gives_up_leaves_its_thread_to_the_next() -> None:
    threads = Threads(1, 2)
    async with lent(threads, CHEAP):
        first, second = [await waiting(threads, costly=False) for _ in range(2)]
        first.cancel()

    assert await second


async def test_a_thread_that_is_still_at_work_is_not_lent_again() -> None:
    threads = Threads(1, 1)
    begun, over = threading.Event(), threading.Event()

    def work() -> None:
        begun.set()
        over.wait()

    async def request() -> None:
        async with threads.lent(costly=False):
            await sync_to_async(work)()

    abandoned = asyncio.create_task(request())
    await asyncio.to_thread(begun.wait)
    abandoned.cancel()
    await asyncio.wait([abandoned], timeout=0.05)
    task = await waiting(threads, costly=False)
    usage = threads.usage()
    over.set()

    assert await task
    assert usage.waiting == 1


@pytest.mark.parametrize(("path", "status"), [("/api/customers", 503), ("/health/live", 204)])
async def test_a_request_that_gets_no_thread_is_told_to_try_again(path: str, status: int) -> None:
    async def served(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    threads = Threads(1, 0)
    application = LentThreads(served, threads, costly=is_costly, busy=errors.unavailable)
    transport = httpx.ASGITransport(application)
    async with lent(threads, CHEAP), httpx.AsyncClient(transport=transport) as client:
        answer = await client.get(f"http://localhost{path}")

    assert (answer.status_code, "Retry-After" in answer.headers) == (status, status == 503)


def test_a_view_that_awaits_more_than_its_work_cannot_be_synchronous(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("optimized.platform.threads.ASYNC", False)

    @view
    async def sleeps() -> None:
        await asyncio.sleep(0)

    with pytest.raises(RuntimeError, match="awaits something other than run"):
        sleeps()
