"""Single requests, each asked for once and timed: what wrk, which only knows rates, cannot do."""

from __future__ import annotations

import json
from collections.abc import Sequence
from http import HTTPStatus

from harness.host.base import Host
from harness.limits.candidates import DIRECTORY, PYTHON, Candidate

TIMEOUT_SECONDS = 300


def times(
    host: Host,
    candidate: Candidate,
    paths: Sequence[str],
    connections: int = 1,
    good: Sequence[int] = (HTTPStatus.OK,),
) -> list[float]:
    """Return the milliseconds of the answer to each path.

    Raises CommandError where an answer's status is not among the `good` ones.
    """
    numbers = map(str, (candidate.port, connections, *map(int, good)))
    command = (PYTHON, f"{DIRECTORY}/ask.py", *numbers)
    done = host.run(*command, stdin="\n".join(paths), timeout=TIMEOUT_SECONDS)
    measured: list[float] = json.loads(done.stdout)
    return measured


def rate(host: Host, candidate: Candidate, paths: Sequence[str], connections: int) -> float:
    """Return requests a second from `connections` at once, for a candidate that is slow.

    By Little's law, from the mean time of a fixed number of requests: what a window of time
    would cut off at its end would be a large share of them. A 503 counts for it: it gave up
    when its time was over, which is sooner than the answer would have come.
    """
    good = (HTTPStatus.OK, HTTPStatus.SERVICE_UNAVAILABLE)
    taken = times(host, candidate, paths, connections, good)
    return connections / (sum(taken) / len(taken) / 1000)
