"""CPU time per right answer, of subjects that take turns: A B B A.

    python -m tests.benchmarks.worker_cpu textbook six,-cache
    python -m tests.benchmarks.worker_cpu --endpoint detail --connections 200 naive six,-cache all
    python -m tests.benchmarks.worker_cpu six,-cache "six,-cache PLATFORM_MIDDLEWARE=stock"
    python -m tests.benchmarks.worker_cpu --endpoint detail all "all METRICS=on"
    python -m tests.benchmarks.worker_cpu --endpoint "new lists" --endpoint detail go bare all
    python -m tests.benchmarks.worker_cpu --endpoint detail \
        bare bare-asyncio bare-h11 bare-libpq bare-asyncio-libpq go

A subject is `naive`, a program of tests/benchmarks/programs.py, or a value of OPTIMIZATIONS for the
optimized service; variables of its environment may follow. The first is what the others are
compared with. All run on private servers with generated customers. The paths of "new lists" and
"new details" are asked for once in a measurement, so that caches, which are emptied before, miss.
"""

from __future__ import annotations

import argparse
import shlex
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from statistics import fmean, geometric_mean, median

from rich.console import Console
from rich.table import Table

from harness.processes import raise_interrupts
from harness.statistics.intervals import t_interval
from optimized.optimizations import parse
from tests.benchmarks import load
from tests.benchmarks.answers import Client
from tests.benchmarks.endpoints import Explorer
from tests.benchmarks.load import Question
from tests.benchmarks.programs import PROGRAMS
from tests.benchmarks.stack import Running, Stack, Subject, stack
from tests.support.processes import cpu_seconds

PATHS, NEW_PATHS = 100, 6_000
WARMUP_SECONDS = 1.0
IN_DATABASE = {"indexes", "fts"}  # switched off, they drop what the other subjects need

ENDPOINTS: dict[str, Callable[[Explorer], Iterator[str]]] = {
    "list": lambda explorer: islice(explorer.lists(), PATHS),
    "detail": lambda explorer: islice(explorer.details(), PATHS),
    "search": lambda explorer: islice(explorer.searches(), PATHS),
    "same list": lambda explorer: islice(explorer.lists(), 1),
    "new lists": lambda explorer: islice(explorer.lists(), NEW_PATHS),
    "new details": lambda explorer: islice(explorer.details(), NEW_PATHS),
}


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU time in µs per right answer, right answers per second, and how many were wrong."""

    worker: float
    postgresql: float
    redis: float
    rate: float
    wrong: int


def subject(text: str) -> Subject:
    """Return the subject that an argument names."""
    name, *settings = shlex.split(text)
    variables = dict(setting.split("=", 1) for setting in settings)
    if name == "naive":
        return Subject(text, "naive", variables)
    if name in PROGRAMS:
        return Subject(text, variables=variables, program=name)
    if not parse(name) >= IN_DATABASE:
        raise argparse.ArgumentTypeError(f"{name}: all subjects use one database, with indexes,fts")
    return Subject(text, variables={"OPTIMIZATIONS": name, **variables})


@dataclass(frozen=True, slots=True)
class Meter:
    """Measures subjects under load."""

    stack: Stack
    connections: int
    seconds: float
    once: bool

    def measure(self, running: Running, questions: Sequence[Question]) -> Cost:
        """Return what the answers cost, after a warm-up."""
        if self.once:
            self.stack.flush_cache()
        warmup = questions[:PATHS]
        measured = questions[PATHS:] if self.once else questions
        load.run(running.url, warmup, self.connections, WARMUP_SECONDS, once=self.once)
        pids = (running.pid, self.stack.postgresql.pid, self.stack.redis.process.pid)
        before = [cpu_seconds(pid) for pid in pids]
        started = time.perf_counter()
        tally = load.run(running.url, measured, self.connections, self.seconds, once=self.once)
        took = time.perf_counter() - started
        if not tally.right:
            raise RuntimeError(f"{running.subject.name} gave no right answer: {tally.wrong}")
        worker, postgresql, redis = (
            (cpu_seconds(pid) - used) / tally.right * 1e6
            for pid, used in zip(pids, before, strict=True)
        )
        wrong = sum(tally.wrong.values())
        return Cost(worker, postgresql, redis, tally.right / took, wrong)


def questions(running: Running, endpoint: str, customers: int) -> list[Question]:
    """Return the requests of an endpoint with their answers; `bare` caches pages elsewhere."""
    with Client(running.url) as client:
        paths = list(ENDPOINTS[endpoint](Explorer(client, running.subject.base, customers)))
        if endpoint == "same list" and running.subject.program.startswith("bare"):
            paths = ["/cached/0"]
        return load.questions(client, paths)


def rounds(
    meter: Meter, sides: Sequence[tuple[Running, list[Question]]], number: int
) -> Iterator[list[Cost]]:
    """Yield the costs of all sides, by round; every other round begins with the last side."""
    for index in range(number):
        step = -1 if index % 2 else 1
        yield [meter.measure(*side) for side in sides[::step]][::step]


def table(title: str, names: Sequence[str], costs: Sequence[Sequence[Cost]]) -> Table:
    """Return medians, ratios to the first subject (extremes of the rounds), and µs beyond it."""
    columns = ("subject", "worker", "PostgreSQL", "Redis", "answers/s", "wrong")
    made = Table(*columns, "CPU ratio", "rate ratio", "worker's µs more (95 %)", title=title)
    for name, own in zip(names, costs, strict=True):
        medians = [
            median(getattr(cost, field) for cost in own)
            for field in ("worker", "postgresql", "redis", "rate")
        ]
        made.add_row(
            name,
            *(f"{value:,.0f}" for value in medians),
            str(sum(cost.wrong for cost in own)),
            _ratio([each.worker / first.worker for each, first in zip(own, costs[0], strict=True)]),
            _ratio([each.rate / first.rate for each, first in zip(own, costs[0], strict=True)]),
            _more([each.worker - first.worker for each, first in zip(own, costs[0], strict=True)]),
        )
    return made


def _ratio(ratios: Sequence[float]) -> str:
    return f"{geometric_mean(ratios):.3f} ({min(ratios):.3f}–{max(ratios):.3f})"


def _more(differences: Sequence[float]) -> str:
    """Return the mean and its 95 % interval (Student's t); a sample is a round, not a restart."""
    if len(differences) < 2 or not any(differences):
        return "–"
    low, high = t_interval(differences)
    return f"{fmean(differences):.2f} ({low:.2f}–{high:.2f})"


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("subjects", nargs="+", type=subject, metavar="SUBJECT")
    parser.add_argument("--endpoint", action="append", choices=ENDPOINTS, help="repeatable")
    parser.add_argument("--customers", type=int, default=20_000)
    parser.add_argument("--connections", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=3.0, help="of each measurement")
    options = parser.parse_args()
    subjects: list[Subject] = options.subjects
    services = sorted({each.service for each in subjects})
    with ExitStack() as over:
        made = over.enter_context(stack(options.customers, *services))
        running = [over.enter_context(made.running(each)) for each in subjects]
        for endpoint in options.endpoint or ["list"]:
            meter = Meter(made, options.connections, options.seconds, endpoint.startswith("new"))
            sides = [(each, questions(each, endpoint, options.customers)) for each in running]
            costs = list(zip(*rounds(meter, sides, options.rounds), strict=True))
            title = (
                f"µs of CPU per right answer: {endpoint}, {options.connections} connections,"
                f" {options.rounds} rounds, {options.customers:,} customers"
            )
            Console(width=140).print(table(title, [each.name for each in subjects], costs))


if __name__ == "__main__":
    raise_interrupts()
    main()
