"""The load as both services' commands run it; how the tables are filled is the service's own."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

import psycopg

from dataset.errors import LoadError, explained
from dataset.ledger import recorded
from dataset.progress import Advance, progress
from dataset.spec import SEED, Spec
from dataset.staging import Staging, only_load, staging
from dataset.workers import check_workers


@dataclass(frozen=True, slots=True)
class Request:
    """What a command was asked for."""

    spec: Spec
    workers: int
    force: bool

    @classmethod
    def of(cls, options: dict[str, Any]) -> Self:
        """Return the request of a command's parsed options. Raises LoadError."""
        try:
            spec = Spec(options["customers"], options["seed"])
        except ValueError as error:
            raise LoadError(str(error)) from error
        return cls(spec, options["workers"], options["force"])


_SETTLING = 0.2  # of the time that filling takes, roughly

# Fills the tables and advances 1 for each customer.
Fill = Callable[[Staging, Request, Advance], None]


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of a load to a command."""
    parser.add_argument("--customers", type=_count, required=True, help="such as 3_000_000")
    parser.add_argument(
        *("--worker", "--workers"),
        dest="workers",
        type=_count,
        default=os.cpu_count(),
        help="processes that share the work (default: one a core, %(default)s)",
    )
    parser.add_argument("--seed", type=int, default=SEED, help="default: %(default)s")
    parser.add_argument("--force", action="store_true", help="load what is loaded already")


def load(
    connect: Callable[[], psycopg.Connection[Any]],
    options: dict[str, Any],
    fill: Fill,
    say: Callable[[str], object],
) -> None:
    """Load what the command's `options` ask for, unless it is there, and say the rows' digest.

    Raises LoadError, with the tables as they were before.
    """
    with explained():
        request = Request.of(options)
        connection = connect()
        with only_load(connection):
            digest = None if request.force else recorded(connection, request.spec)
            if digest is None:
                digest = _load(connection, request, fill)
            else:
                say(f"{request.spec.customers:_} customers are there already (--force loads again)")
        say(f"digest: {digest}")


def _load(connection: psycopg.Connection[Any], request: Request, fill: Fill) -> str:
    spec = request.spec
    check_workers(connection, request.workers)
    with (
        progress("Loading customers", spec.customers * (1 + _SETTLING)) as advance,
        staging(connection) as staged,
    ):
        fill(staged, request, advance)
        digest = staged.settle()
        advance(spec.customers * _SETTLING)
        staged.replace(spec, digest)
    return digest


def _count(text: str) -> int:
    try:
        count = int(text)
    except ValueError:
        count = 0
    if count < 1:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a whole number above 0, such as 3_000_000"
        )
    return count
