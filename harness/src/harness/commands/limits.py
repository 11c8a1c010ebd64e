"""`bench limits`: how close the optimized service comes to what is possible."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict

import click

from harness.commands.load import load_both
from harness.commands.output import terminal
from harness.conditions import SERVICES, conditions
from harness.console import console, progress_bar
from harness.host.container import container
from harness.host.lock import exclusive
from harness.limits import candidates, comparisons, counting, material
from harness.limits.comparisons import COMPARISONS, Pair
from harness.limits.table import Row, table
from harness.results.statistics import ratio
from harness.run.session import make_directory
from harness.run.stack import Stack

DEPTH = 1.3  # a far page may take so many times as long as the first
MEAN_MILLISECONDS, WORST_MILLISECONDS = 2.0, 20.0

Raw = dict[str, list[dict[str, float]]]


@click.command()
@click.option("--customers", default=3_000_000, show_default=True, help="How many to load.")
def limits(customers: int) -> None:
    """Hold the optimized service against the naive one and against bare applications.

    The bare ones (tests/benchmarks/bare) run the same SQL, or return the same bytes from Redis,
    with no framework at all. Both sides of a ratio alternate in one run. Takes about 12 minutes.
    """
    with exclusive(), container() as host:
        load_both(host, customers)
        stack = Stack(host, conditions().ports)
        with console.status("warming up"):
            for service in SERVICES:
                stack.prewarm(service)
            material.prepare(stack, customers)
        raw: Raw = {}
        with candidates.running(host):
            rows = [*_compared(stack, raw), *_depth(stack, raw), *_costs(stack)]
    directory = make_directory()
    document = {"customers": customers, "rows": [asdict(row) for row in rows], "raw": raw}
    (directory / "limits.json").write_text(json.dumps(document, indent=1) + "\n")
    terminal().print(table(rows))
    console.print(f"kept in {directory}/limits.json")


def _compared(stack: Stack, raw: Raw) -> Iterator[Row]:
    known = conditions().limits
    with progress_bar() as progress:
        for comparison in COMPARISONS:
            task = progress.add_task(comparison.name, total=known.rounds)
            pairs = []
            for pair in comparisons.alternate(stack.host, comparison, known):
                pairs.append(pair)
                progress.advance(task)
            raw[comparison.name] = [asdict(pair) for pair in pairs]
            yield _row(comparison.name, pairs, comparison.target, at_least=True)


def _row(name: str, pairs: list[Pair], target: float, *, at_least: bool) -> Row:
    found = ratio([pair.against for pair in pairs], [pair.ours for pair in pairs])
    return Row(name, found.ratio, found.low, found.high, target, at_least)


def _depth(stack: Stack, raw: Raw) -> Iterator[Row]:
    known = conditions().limits
    times: Mapping[str, list[Pair]] = {ordering: [] for ordering in material.ORDERINGS}
    with progress_bar() as progress:
        total = known.rounds * len(times)
        task = progress.add_task("page 100,000 / page 1", total=total)
        for ordering, pair in comparisons.depth(stack.host, known):
            times[ordering].append(pair)
            progress.advance(task)
    for ordering, pairs in times.items():
        name = f"page 100,000 / page 1 by {ordering}"
        raw[name] = [asdict(pair) for pair in pairs]
        yield _row(name, pairs, DEPTH, at_least=False)


def _costs(stack: Stack) -> Iterator[Row]:
    known = conditions().limits
    plain, cached = candidates.PLAIN, candidates.CACHED
    cases = (
        ("list", plain, "lists", 1.0),
        ("detail", plain, "details", 1.0),
        ("search", plain, "searches", 1.0),
        ("cached list", cached, "lists", 0.0),
    )
    with progress_bar() as progress:
        task = progress.add_task("statements a request", total=len(cases))
        for name, candidate, paths, target in cases:
            cost = counting.cost(stack, candidate, paths, known)
            yield _bound(f"statements a request: {name}", cost.statements, target, "")
            if paths == "searches":
                yield _bound("search, mean SQL time", cost.mean, MEAN_MILLISECONDS, "ms")
                yield _bound("search, worst SQL time", cost.worst, WORST_MILLISECONDS, "ms")
            progress.advance(task)
    # one thread is the event loop; a hop on the read path would have started another
    threads = counting.most_threads(stack, plain)
    yield _bound("threads of a process after all reads", threads, 1, "")


def _bound(name: str, figure: float, target: float, unit: str) -> Row:
    return Row(name, figure, None, None, target, at_least=False, unit=unit)
