"""Processes that share a load."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from itertools import islice
from multiprocessing import get_context, resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from signal import SIG_BLOCK, SIG_SETMASK, SIGINT, pthread_sigmask, raise_signal, signal
from typing import Any, TypeVar

import psycopg

from dataset.errors import LoadError, WorkerKilledError

_T = TypeVar("_T")

_FREE = """\
SELECT current_setting('max_connections')::int
    - current_setting('superuser_reserved_connections')::int - count(*)
FROM pg_stat_activity WHERE backend_type = 'client backend'"""


def check_workers(connection: psycopg.Connection[Any], workers: int) -> None:
    """Raise LoadError where PostgreSQL has fewer connections left than there are workers."""
    free = connection.execute(_FREE).fetchall()[0][0]
    if workers > free:
        raise LoadError(
            f"{workers} workers need as many connections and PostgreSQL has {free} left:"
            f" use --worker {os.cpu_count()}, more than the cores gains nothing"
        )


def in_processes(
    task: Callable[[_T], object], items: Iterable[_T], workers: int, setup: Callable[[], object]
) -> Iterator[_T]:
    """Run `task` for each of `items` in `workers` fresh processes; yield an item once it is done.

    `setup` runs first in each process. Raises what a call raises, and WorkerKilledError where a
    process ends by itself; no process outlives this one for longer than its call.
    """
    queue = iter(items)
    with _started(workers) as connections:
        for connection in connections:
            connection.send(setup)
        waiting: dict[Connection, list[_T]] = {connection: [] for connection in connections}
        while waiting:
            ready = wait(list(waiting))
            for connection in [each for each in waiting if each in ready]:
                if error := connection.recv():
                    raise error
                yield from waiting.pop(connection)
                for item in islice(queue, 1):
                    connection.send(partial(task, item))
                    waiting[connection] = [item]


# Not a ProcessPoolExecutor: a worker that is killed while it starts can leave that waiting for
# ever. Here each worker has a socket pair of its own, whose end says that the other side is gone.
@contextmanager
def _started(workers: int) -> Iterator[list[Connection]]:
    context = get_context("spawn")
    connections: list[Connection] = []
    processes: list[SpawnProcess] = []
    resource_tracker.ensure_running()  # which as it starts unblocks Ctrl-C
    try:
        for _ in range(workers):
            ours, theirs = context.Pipe()
            connections.append(ours)
            with theirs, interrupts_held():
                process = context.Process(target=_work, args=(theirs,), daemon=True)
                process.start()
                processes.append(process)
        yield connections
    except (EOFError, ConnectionError) as error:
        raise WorkerKilledError from error
    finally:
        for connection, process in zip(connections, processes, strict=False):
            connection.close()
            process.terminate()
            process.join()


@contextmanager
def interrupts_held() -> Iterator[None]:
    """Have processes that start meanwhile never see Ctrl-C, and raise it here once they have.

    For the main thread. The mask is for the processes; in this one the kernel gives the signal
    to any thread that does not block it, and Python raises it in the main one.
    """
    came: list[int] = []
    handler = signal(SIGINT, lambda number, _: came.append(number))
    before = pthread_sigmask(SIG_BLOCK, {SIGINT})
    try:
        yield
    finally:
        pthread_sigmask(SIG_SETMASK, before)
        signal(SIGINT, handler)
        if came:
            raise_signal(SIGINT)


def _work(connection: Connection) -> None:
    with suppress(EOFError, ConnectionError):  # the parent is gone
        while True:
            connection.send(_error(connection.recv()))


def _error(call: Callable[[], object]) -> Exception | None:
    try:
        call()
    except Exception as error:  # noqa: BLE001 - the parent raises it
        return error
    return None
