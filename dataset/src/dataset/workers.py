"""Processes that share a load."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import Any, TypeVar

import psycopg

from dataset.errors import LoadError

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
    task: Callable[[_T], object], items: Iterable[_T], workers: int, setup: Callable[[], None]
) -> Iterator[_T]:
    """Run `task` for each of `items` in `workers` fresh processes; yield an item once it is done.

    `setup` runs first in each process. Nothing starts any more after the first that fails, whose
    error is raised; a process that is killed raises BrokenProcessPool, and no process outlives
    this one.
    """
    executor = ProcessPoolExecutor(workers, get_context("spawn"), _begin, (setup,))
    try:
        futures = {executor.submit(task, item): item for item in items}
        for future in as_completed(futures):
            future.result()
            yield futures[future]
    finally:
        executor.shutdown(cancel_futures=True)


def _begin(setup: Callable[[], None]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends the rest
    Thread(target=_end_with_parent, daemon=True).start()
    setup()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
    os._exit(1)
