"""All measurements of `bench limits`, one after the other, into its document."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from statistics import geometric_mean

from rich.progress import Progress

from harness.conditions import Limits
from harness.console import progress_bar
from harness.limits import comparisons, counting, memory
from harness.limits.candidates import CACHED, PLAIN
from harness.limits.comparisons import RACES, Pair, Race, Rates, Rivals
from harness.limits.document import Document
from harness.limits.material import ORDERINGS, Material
from harness.limits.table import Row
from harness.results.statistics import ratio
from harness.run.stack import Stack

DEPTH = 1.3  # a far page may take so many times as long as the first
FLAT = 1.05  # what a worker's memory may still grow by once its caches are full
MEAN_MILLISECONDS, WORST_MILLISECONDS = 2.0, 20.0
STATEMENTS = (
    ("list", PLAIN, "lists", 1),
    ("detail", PLAIN, "details", 1),
    ("cached list", CACHED, "lists", 0),
)


def held_against(race: Race, rivals: Rivals, measured: list[Rates]) -> Row:
    """Return the row of ours against the fastest of `rivals`, which it names."""
    by_name = {
        side.candidate.name: [rates[side.candidate.name] for rates in measured]
        for side in rivals.sides
    }
    best = max(by_name, key=lambda name: geometric_mean(by_name[name]))
    found = ratio(by_name[best], [rates[race.ours.candidate.name] for rates in measured])
    name = f"{race.name} / {rivals.name}" + (f", {best}" if len(by_name) > 1 else "")
    return Row(name, found.ratio, found.low, found.high, rivals.target, at_least=True)


@dataclass(frozen=True, slots=True)
class Measuring:
    """What all measurements need; each fills `document`, and raises BenchError on a bad answer."""

    stack: Stack
    material: Material
    limits: Limits
    document: Document
    progress: Progress

    def race(self, race: Race) -> None:
        """Hold ours against each kind of rivals."""
        task = self.progress.add_task(race.title, total=race.rounds(self.limits))
        measured: list[Rates] = []
        for rates in comparisons.rounds(self.stack.host, self.material, race, self.limits):
            measured.append(rates)
            self.progress.advance(task)
        self.document.raw[race.title] = measured
        self.document.rows += [held_against(race, rivals, measured) for rivals in race.rivals]

    def depth(self) -> None:
        """Hold the far page against the first, by each ordering."""
        times: dict[str, list[Pair]] = {ordering: [] for ordering in ORDERINGS}
        total = self.limits.rounds * len(times)
        task = self.progress.add_task("page 100,000 / page 1", total=total)
        for ordering, pair in comparisons.depth(self.stack.host, self.limits):
            times[ordering].append(pair)
            self.progress.advance(task)
        for ordering, pairs in times.items():
            name = f"page 100,000 / page 1 by {ordering}"
            self.document.raw[name] = [asdict(pair) for pair in pairs]
            found = ratio([pair.near for pair in pairs], [pair.far for pair in pairs])
            row = Row(name, found.ratio, found.low, found.high, DEPTH, at_least=False)
            self.document.rows.append(row)

    def costs(self) -> None:
        """Count statements and threads, and time the SQL of every search."""
        rows = self.document.rows
        task = self.progress.add_task("statements a request", total=len(STATEMENTS) + 1)
        for name, candidate, paths, target in STATEMENTS:
            cost = counting.repeated(self.stack, candidate, self.material.paths[paths])
            rows.append(_bound(f"statements a request: {name}", cost.statements, target, ""))
            self.progress.advance(task)
        searches = self.material.searches
        found = counting.searches(self.stack, PLAIN, searches, self.limits)
        self.progress.advance(task)
        self.document.raw["searches"] = {"asked": len(searches), **asdict(found)}
        # one thread is the event loop; a hop on the read path would have started another
        threads = counting.most_threads(self.stack, PLAIN)
        rows += [
            _bound("statements a request: search", found.statements, 1, ""),
            _bound("search, mean SQL time", found.mean, MEAN_MILLISECONDS, "ms"),
            _bound("search, worst SQL time", found.worst, WORST_MILLISECONDS, "ms"),
            _bound("thread hops on the read path", threads - 1, 0, ""),
        ]

    def memory(self) -> None:
        """Watch the memory of the workers."""
        length = self.limits.memory
        task = self.progress.add_task("memory under load", total=length.seconds)
        found: list[memory.Reading] = []
        for reading in memory.readings(self.stack.host, CACHED, "varied", self.limits):
            found.append(reading)
            self.progress.update(task, completed=reading.seconds)
        self.document.raw["memory, kB"] = [asdict(reading) for reading in found]
        name = f"memory of a worker after {length.seconds // 60} min / {length.settled // 60} min"
        grown = memory.growth(found, length.settled)
        self.document.rows.append(_bound(name, grown, FLAT, "×"))


def measure(stack: Stack, material: Material, limits: Limits, document: Document) -> None:
    """Measure everything and fill `document`. Raises BenchError where an answer is not good."""
    with progress_bar() as progress:
        measuring = Measuring(stack, material, limits, document, progress)
        for race in RACES:
            measuring.race(race)
        measuring.depth()
        measuring.costs()
        measuring.memory()


def _bound(name: str, figure: float, target: float, unit: str) -> Row:
    return Row(name, figure, None, None, target, at_least=False, unit=unit)
