"""Threads for blocking work: lent to a request for its whole time, and not started for each.

asgiref starts a thread for each request that needs one (950 µs of 4,187 for a list).
"""

from __future__ import annotations

import asyncio
import functools
import inspect
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, MutableMapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from asgiref.sync import ThreadSensitiveContext, sync_to_async
from django.conf import settings
from django.http import HttpResponse

from supervision.metrics.pools import Usage

Result = TypeVar("Result")
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

ASYNC = "async" in settings.OPTIMIZATIONS
WAIT_SECONDS = 10  # for a thread; then the client is told to try again
THREADLESS = {"/health/live", "/health/ready"}  # answer also while all threads are lent


async def run(work: Callable[[], Result]) -> Result:
    """Run blocking work: in the request's thread, or at once where views are synchronous."""
    return await sync_to_async(work)() if ASYNC else work()


def view(function: Callable[..., Coroutine[Any, Any, Result]]) -> Callable[..., Any]:
    """Make a coroutine function that awaits nothing but `run` a view: plain without `async`."""
    if ASYNC:
        return function

    @functools.wraps(function)
    def plain(*arguments: Any, **options: Any) -> Result:
        try:
            function(*arguments, **options).send(None)
        except StopIteration as done:
            result: Result = done.value
            return result
        raise RuntimeError(f"{function.__qualname__} awaits something other than run()")

    del plain.__wrapped__
    plain.__signature__ = inspect.signature(function)  # type: ignore[attr-defined]
    return plain


class BusyError(RuntimeError):
    """Too many requests wait for a thread, or one has waited too long."""


class Thread(ThreadPoolExecutor):
    """One thread, which knows whether it is at work."""

    def __init__(self) -> None:
        super().__init__(1, "request")
        self._last: Future[Any] | None = None

    def submit(self, *arguments: Any, **options: Any) -> Future[Any]:
        """See Executor."""
        self._last = super().submit(*arguments, **options)
        return self._last

    def when_idle(self, then: Callable[[], object]) -> None:
        """Call `then` once nothing runs; work goes on where its client has disconnected."""
        if self._last is None or self._last.done():
            then()
        else:
            loop = asyncio.get_running_loop()
            self._last.add_done_callback(lambda _: loop.call_soon_threadsafe(then))


@dataclass(frozen=True, slots=True, eq=False)
class _Waiter:
    thread: asyncio.Future[Thread]
    costly: bool


class Threads:
    """A fixed number of threads; costly requests get half of them, so that others go on."""

    def __init__(self, size: int, waiters: int) -> None:
        """Lend `size` threads, and let at most `waiters` requests wait for one."""
        self._size = size
        self._free = deque(Thread() for _ in range(size))
        self._costly = max(1, size // 2)
        self._waiting: deque[_Waiter] = deque()
        self._waiters = waiters

    def usage(self) -> Usage:
        """Return how many are lent."""
        return Usage(self._size, self._size - len(self._free), len(self._waiting))

    @asynccontextmanager
    async def lent(self, *, costly: bool) -> AsyncIterator[None]:
        """Let `sync_to_async` use one thread within the block. Raises BusyError."""
        thread = self._take(costly=costly) or await self._wait(costly=costly)
        try:
            async with ThreadSensitiveContext(executor=thread):
                yield
        finally:
            thread.when_idle(lambda: self._return(thread, costly=costly))

    def _take(self, *, costly: bool) -> Thread | None:
        if not self._free or (costly and not self._costly):
            return None
        self._costly -= costly
        return self._free.popleft()

    async def _wait(self, *, costly: bool) -> Thread:
        if len(self._waiting) >= self._waiters:
            raise BusyError
        waiter = _Waiter(asyncio.get_running_loop().create_future(), costly)
        self._waiting.append(waiter)
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                return await waiter.thread
        except BaseException as error:
            if waiter in self._waiting:
                self._waiting.remove(waiter)
            elif not waiter.thread.cancelled():  # lent just when the client gave up
                self._return(waiter.thread.result(), costly=costly)
            if isinstance(error, TimeoutError):
                raise BusyError from None
            raise

    def _return(self, thread: Thread, *, costly: bool) -> None:
        self._costly += costly
        self._free.append(thread)
        for waiter in list(self._waiting):
            if not self._free:
                return
            if not waiter.thread.done() and (found := self._take(costly=waiter.costly)):
                self._waiting.remove(waiter)
                waiter.thread.set_result(found)


class LentThreads:
    """ASGI application whose requests each get a thread, or 503."""

    def __init__(
        self,
        application: Application,
        threads: Threads,
        *,
        costly: Callable[[Scope], bool],
        busy: Callable[[], HttpResponse],
    ) -> None:
        """Ask `costly` which requests get half of the threads, and answer `busy` for none."""
        self._application = application
        self._threads = threads
        self._is_costly = costly
        self._busy = busy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        if scope["type"] != "http" or scope["path"] in THREADLESS:
            await self._application(scope, receive, send)
            return
        try:
            async with self._threads.lent(costly=self._is_costly(scope)):
                await self._application(scope, receive, send)
        except BusyError:
            await self._refuse(send)

    async def _refuse(self, send: Send) -> None:
        response = self._busy()
        headers = [(name.lower().encode(), value.encode()) for name, value in response.items()]
        headers.append((b"content-length", b"%d" % len(response.content)))
        start = {"type": "http.response.start", "status": response.status_code}
        await send({**start, "headers": headers})
        await send({"type": "http.response.body", "body": response.content})
