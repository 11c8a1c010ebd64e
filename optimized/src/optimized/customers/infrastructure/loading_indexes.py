"""Builds indexes beside each other, one connection a worker."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack
from queue import Empty, SimpleQueue

import psycopg

from dataset.staging import SEARCH_PATH, Connection


def build(conninfo: str, statements: list[str], workers: int, on_built: Callable[[], None]) -> None:
    """Run the CREATE INDEX `statements`, the first ones first, and call back after each.

    On any error, Ctrl-C included, the builds under way are cancelled.
    """
    queue: SimpleQueue[str] = SimpleQueue()
    for statement in statements:
        queue.put(statement)
    with ExitStack() as stack:
        connections = [
            stack.enter_context(psycopg.connect(conninfo, autocommit=True))
            for _ in range(min(workers, len(statements)))
        ]
        threads = stack.enter_context(ThreadPoolExecutor(len(connections)))
        futures = [
            threads.submit(_build, connection, queue, on_built) for connection in connections
        ]
        try:
            for future in as_completed(futures):
                future.result()
        except BaseException:
            _empty(queue)
            for connection in connections:
                connection.cancel_safe()
            raise


def _build(connection: Connection, queue: SimpleQueue[str], on_built: Callable[[], None]) -> None:
    connection.execute(SEARCH_PATH)
    # a build whose command was killed ends within a second, and the next load need not wait
    connection.execute("SET client_connection_check_interval = '1s'")
    # the builds themselves run beside each other
    connection.execute("SET max_parallel_maintenance_workers = 0")
    while True:
        try:
            statement = queue.get_nowait()
        except Empty:
            return
        connection.execute(statement.encode())
        on_built()


def _empty(queue: SimpleQueue[str]) -> None:
    while not queue.empty():
        queue.get_nowait()
