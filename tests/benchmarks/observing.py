"""What observing costs `six`: throughput and CPU with metrics and an access log, and without.

    python -m tests.benchmarks.observing

One worker observes what comes by one nginx, and not what comes by another: two processes of one
service differ by more than what is looked for, and so do two connections to different workers. Both
nginx are loaded in turns of 50 requests, A B B A, over one PostgreSQL and Redis. The cache is
emptied before each turn, unless what is asked for is to be `--cached`. A sample is a start of all
three: the mean of its pairs of turns without the tenth on either side, for others' bursts hit one.
"""

from __future__ import annotations

import argparse
import math
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from statistics import fmean

from rich.progress import track
from scipy.stats import trim_mean

from harness.conditions import REPOSITORY
from harness.processes import raise_interrupts
from harness.statistics.intervals import t_interval
from tests.benchmarks import load
from tests.benchmarks.answers import Client
from tests.benchmarks.endpoints import Explorer
from tests.benchmarks.load import Question
from tests.benchmarks.stack import SIX, Running, Stack, Subject, stack
from tests.support.nginx import nginx
from tests.support.processes import cpu_nanoseconds

CUSTOMERS = 20_000
PATHS = 500  # of lists and of details
CONNECTIONS = 4  # enough to keep the worker busy
REQUESTS = 50  # of a turn
PAIRS = 40  # of turns, by start
TRIMMED = 0.1
PATIENCE = 60.0  # seconds, of a turn

OBSERVED = Subject(
    "observed",
    variables={
        "OPTIMIZATIONS": "six",
        "METRICS": "on",
        "PYTHONPATH": str(REPOSITORY),
        "WEB_CONCURRENCY": "1",
    },
    arguments=("--config", "python:tests.benchmarks.switched"),
)


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of a turn, and the CPU nanoseconds of processes; PostgreSQL and Redis are shared."""

    seconds: float
    service: float
    nginx: float
    shared: float


@dataclass(frozen=True, slots=True)
class Side:
    """An nginx, and the processes that it shares with the other."""

    made: Stack
    running: Running
    url: str
    nginx: int

    def ask(self, asked: Sequence[Question]) -> Cost:
        """Return the costs of all answers. Raises RuntimeError where one is not right."""
        before = self._used()
        tally = load.run(self.url, asked, CONNECTIONS, PATIENCE, once=True)
        if tally.right != len(asked):
            raise RuntimeError(f"{tally.right} of {len(asked)} are right, wrong: {tally.wrong}")
        return Cost(*(after - was for after, was in zip(self._used(), before, strict=True)))

    def _used(self) -> tuple[float, int, int, int]:
        shared = (self.made.postgresql.pid, self.made.redis.process.pid)
        service, proxy = cpu_nanoseconds(self.running.pid), cpu_nanoseconds(self.nginx)
        return time.perf_counter(), service, proxy, sum(map(cpu_nanoseconds, shared))


@contextmanager
def side(made: Stack, running: Running, metrics: str) -> Iterator[Side]:
    """Run an nginx before the service for this block, with metrics `on` or `off`."""
    directory = Path(tempfile.mkdtemp(dir=made.runtime))
    directory.chmod(0o755)
    upstreams = dict.fromkeys(("naive", "optimized"), running.url.removeprefix("http://"))
    with nginx(directory, upstreams, metrics) as proxy:
        pid = int((directory / "pid").read_text())
        yield Side(made, running, proxy.urls["optimized"], pid)


def questions(made: Stack) -> list[Question]:
    """Return lists and details in turn, with the answers of a service that is not measured."""
    with made.running(SIX) as running, Client(running.url) as client:
        explorer = Explorer(client, SIX.base, made.customers)
        pairs = zip(islice(explorer.lists(), PATHS), explorer.details(), strict=False)
        return load.questions(client, (path for pair in pairs for path in pair))


def measure(made: Stack, asked: Sequence[Question], *, cached: bool) -> list[tuple[Cost, Cost]]:
    """Return the costs of a start by pairs of turns, not observed and observed."""
    pairs = []
    with ExitStack() as over:
        running = over.enter_context(made.running(OBSERVED))
        sides = [over.enter_context(side(made, running, each)) for each in ("off", "on")]
        for each in sides:
            each.ask(asked)  # warms up
        for number in range(PAIRS):
            part = asked[number * REQUESTS % len(asked) :][:REQUESTS]
            step = -1 if number % 2 else 1
            pair = []
            for each in sides[::step]:
                if not cached:
                    made.flush_cache()
                pair.append(each.ask(part))
            off, on = pair[::step]
            pairs.append((off, on))
    return pairs


def main() -> None:
    """Measure, and print what is more with Student's t over the starts."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cached", action="store_true", help="what is asked for is in the cache")
    parser.add_argument("--starts", type=int, default=20)
    options = parser.parse_args()
    with stack(CUSTOMERS, "optimized") as made:
        asked = questions(made)
        starts = track(range(options.starts), description="starts")
        report([measure(made, asked, cached=options.cached) for _ in starts])


def report(starts: Sequence[Sequence[tuple[Cost, Cost]]]) -> None:
    """Print each figure by start, its mean and its interval."""

    def by_start(figure: Callable[[Cost, Cost], float]) -> list[float]:
        return [float(trim_mean([figure(*pair) for pair in each], TRIMMED)) for each in starts]

    micro = 1000 * REQUESTS
    answer = fmean(by_start(lambda off, _: (off.service + off.nginx + off.shared) / micro))
    rate = fmean(by_start(lambda off, _: REQUESTS / off.seconds))
    service = by_start(lambda off, on: (on.service - off.service) / micro)
    proxy = by_start(lambda off, on: (on.nginx - off.nginx) / micro)
    faster = by_start(lambda off, on: math.log(off.seconds / on.seconds))
    both = [(one + two) / answer for one, two in zip(service, proxy, strict=True)]
    for name, more, form in (
        ("CPU µs of the service", service, "+.1f"),
        ("CPU µs of nginx", proxy, "+.1f"),
        (f"both, of the {answer:.0f} µs of an answer", both, "+.2%"),
        (f"answers/s, of {rate:.0f}", faster, "+.2%"),
    ):
        low, high = t_interval(more)
        shown = " ".join(f"{each:{form}}" for each in more)
        print(f"{name}: {fmean(more):{form}} ({low:{form}} – {high:{form}}); by start: {shown}")


if __name__ == "__main__":
    raise_interrupts()
    main()
