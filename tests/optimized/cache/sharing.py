"""Processes that share a Redis and a circuit without being forked from one that has them."""

from __future__ import annotations

import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import django

from optimized.customers.infrastructure.cache.circuit import Circuit
from tests.support.waiting import until


def circuit_at(path: Path) -> Circuit:
    """Return the circuit of all processes that name `path`."""
    return Circuit(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


def processes(number: int, redis_url: str) -> ProcessPoolExecutor:
    """Return processes in which Django is set up for a Redis."""
    spawn = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(number, spawn, initializer=_set_up, initargs=(redis_url,))


def meet(directory: Path, number: int, everyone: int) -> None:
    """Return once as many processes as `everyone` are here; `number` is this one's own."""
    directory.joinpath(f"here {number}").touch()
    until(lambda: len(list(directory.glob("here *"))) == everyone)


def _set_up(redis_url: str) -> None:
    os.environ["REDIS_URL"] = redis_url
    django.setup()
