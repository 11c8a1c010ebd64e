"""What observing costs a request: a service and its nginx with metrics and a log, and without.

    python -m tests.benchmarks.observing six

Both run over one PostgreSQL and Redis and are asked in turns, 200 requests each time, so that what
disturbs one disturbs the other. The cache is emptied before each turn, unless they are to be asked
for what is `--cached`. A start of both is a sample: two processes of the same service differ by as
much as what is looked for, as `--twin` shows.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from rich.progress import track

from harness.statistics.intervals import t_interval
from tests.benchmarks.answers import Client
from tests.benchmarks.load import Question
from tests.benchmarks.stack import Running, Stack, Subject, stack
from tests.benchmarks.worker_cpu import questions
from tests.support.nginx import nginx
from tests.support.processes import cpu_nanoseconds

ENDPOINTS = ("list", "detail")  # 100 paths each


@dataclass(frozen=True, slots=True)
class Costs:
    """CPU µs per request of each side, off and on; of PostgreSQL and Redis, which they share."""

    service: tuple[float, float]
    nginx: tuple[float, float]
    shared: float


@dataclass(frozen=True, slots=True)
class Side:
    """A service behind its nginx, and a connection to that."""

    running: Running
    nginx: int
    client: Client

    def ask(self, asked: Sequence[Question]) -> None:
        """Ask for each, one at a time. Raises RuntimeError where an answer is not right."""
        for each in asked:
            answer = self.client.ask(each.sent)
            if answer.status != 200 or answer.body != each.body:
                raise RuntimeError(f"{each.sent!r} was answered with {answer}")


@contextmanager
def side(made: Stack, optimizations: str, metrics: str) -> Iterator[Side]:
    """Run a service behind nginx for this block, both with metrics `on` or `off`."""
    subject = Subject(metrics, variables={"OPTIMIZATIONS": optimizations, "METRICS": metrics})
    directory = Path(tempfile.mkdtemp(dir=made.runtime))
    directory.chmod(0o755)
    with made.running(subject) as running:
        upstreams = dict.fromkeys(("naive", "optimized"), running.url.removeprefix("http://"))
        with nginx(directory, upstreams, metrics) as proxy:
            pid = int((directory / "pid").read_text())
            with Client(proxy.urls["optimized"]) as client:
                yield Side(running, pid, client)


def measure(made: Stack, options: argparse.Namespace, metrics: Sequence[str], start: int) -> Costs:
    """Return the costs of one start of both sides; in every other the second begins."""
    step, switches = -1 if start % 2 else 1, options.optimizations
    with ExitStack() as over:
        sides = [over.enter_context(side(made, switches, each)) for each in metrics[::step]]
        asked = [_asked(each.running, made.customers) for each in sides]
        for each, own in zip(sides, asked, strict=True):
            each.ask(own)  # warms up
        services, proxies = ([each.running.pid for each in sides], [each.nginx for each in sides])
        pids = [*services, *proxies, made.postgresql.pid, made.redis.process.pid]
        before = list(map(cpu_nanoseconds, pids))
        for turn in range(options.turns):
            for each, own in list(zip(sides, asked, strict=True))[:: -1 if turn % 2 else 1]:
                if not options.cached:
                    made.flush_cache()
                each.ask(own)
        requests = options.turns * len(asked[0])
        used = [
            (cpu_nanoseconds(pid) - was) / 1000 / requests
            for pid, was in zip(pids, before, strict=True)
        ]
    off, on = (0, 1)[::step]
    return Costs((used[off], used[on]), (used[2 + off], used[2 + on]), (used[4] + used[5]) / 2)


def _asked(running: Running, customers: int) -> list[Question]:
    return [each for name in ENDPOINTS for each in questions(running, name, customers)]


def main() -> None:
    """Measure, and print what is more with Student's t over the starts."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("optimizations", metavar="OPTIMIZATIONS", help="six, all, ...")
    parser.add_argument("--twin", action="store_true", help="nothing is observed on either side")
    parser.add_argument("--customers", type=int, default=20_000)
    parser.add_argument("--starts", type=int, default=20)
    parser.add_argument("--turns", type=int, default=10, help="of 200 requests to each side")
    parser.add_argument("--cached", action="store_true", help="what is asked for is in the cache")
    options = parser.parse_args()
    metrics = ("off", "off" if options.twin else "on")
    with stack(options.customers, "optimized") as made:
        costs = [measure(made, options, metrics, start) for start in track(range(options.starts))]
    answer = fmean(each.service[0] + each.nginx[0] + each.shared for each in costs)
    service = [each.service[1] - each.service[0] for each in costs]
    proxy = [each.nginx[1] - each.nginx[0] for each in costs]
    both = [sum(pair) for pair in zip(service, proxy, strict=True)]
    for name, more in {"service": service, "nginx": proxy, "both": both}.items():
        low, high = t_interval(more)
        starts = " ".join(f"{each:+.1f}" for each in more)
        print(f"{name}: {fmean(more):+.1f} µs ({low:+.1f} – {high:+.1f}); by start: {starts}")
    share, low, high = (each / answer for each in (fmean(both), *t_interval(both)))
    print(f"{share:+.1%} ({low:+.1%} – {high:+.1%}) of the {answer:.0f} µs of an answer")


if __name__ == "__main__":
    main()
