"""Why a load failed, in words that say what to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

UNCHANGED = "The tables are as they were before."


class LoadError(Exception):
    """A load that cannot be done; the message says why and what to do."""


class WorkerKilledError(Exception):
    """A process that shared a load ended before its work did."""


@contextmanager
def explained() -> Iterator[None]:
    """Turn what breaks a load from outside into LoadError, whatever layer passes it on."""
    try:
        yield
    except KeyboardInterrupt:
        raise LoadError(f"Interrupted. {UNCHANGED}") from None
    except Exception as error:
        message = _explanation(error) or _explanation(error.__cause__)
        if message is None:
            raise
        raise LoadError(f"{message} {UNCHANGED}") from error


def _explanation(error: BaseException | None) -> str | None:
    match error:
        case WorkerKilledError():
            return "A worker was killed, perhaps for want of memory: run again with fewer workers."
        case psycopg.errors.DiskFull():
            return f"PostgreSQL's disk is full: free some space and run again ({_first(error)})."
        case psycopg.errors.TooManyConnections():
            return f"PostgreSQL has no connection left: run with fewer workers ({_first(error)})."
        case psycopg.errors.UndefinedTable():
            return f"The tables are not there: run `manage.py migrate` ({_first(error)})."
        case psycopg.OperationalError():
            return f"PostgreSQL is away: see that it runs, and run again ({_first(error)})."
    return None


def _first(error: BaseException) -> str:
    return str(error).strip().partition("\n")[0]
