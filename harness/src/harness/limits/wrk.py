"""One candidate under load by wrk, which costs a tenth of what k6 costs for a request."""

from __future__ import annotations

import json
from dataclasses import dataclass

from harness.errors import BenchError
from harness.host.base import Host
from harness.limits.candidates import DIRECTORY

TIMEOUT_SECONDS = 60  # longer than any candidate works on a request


@dataclass(frozen=True, slots=True)
class Sample:
    """What one run of wrk saw; latencies in µs, `statuses` and `broken` count bad answers."""

    requests: int
    seconds: float
    p50: int
    p99: int
    statuses: int
    broken: int

    @property
    def rate(self) -> float:
        """Requests a second."""
        return self.requests / self.seconds


class FailedRequestsError(BenchError):
    """Not every answer was good: the figure would be of something else."""


def version(host: Host) -> str:
    """Return the version of the host's wrk."""
    said = host.run("wrk", "--version", check=False).stdout  # and it exits with 1
    return said.removeprefix("wrk ").partition(" [")[0]


def measure(host: Host, origin: str, paths: str, seconds: int, connections: int) -> Sample:
    """Ask `origin` for the paths in the host's file `paths`, in turn, from `connections` at once.

    Raises FailedRequestsError where an answer was not 2xx or did not come.
    """
    done = host.run(
        "wrk",
        "--threads=1",
        f"--connections={connections}",
        f"--duration={seconds}s",
        f"--timeout={TIMEOUT_SECONDS}s",
        "--latency",
        f"--script={DIRECTORY}/paths.lua",
        origin,
        "--",
        paths,
        timeout=seconds + 2 * TIMEOUT_SECONDS,
    )
    sample = Sample(**json.loads(done.stdout.strip().splitlines()[-1]))
    if sample.statuses or sample.broken or not sample.requests:
        raise FailedRequestsError(f"{origin} answered badly or not at all: {sample}")
    return sample
