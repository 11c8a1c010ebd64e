"""What is seen of a run while it goes on: a live line on a terminal, plain lines elsewhere."""

from __future__ import annotations

from types import TracebackType
from typing import Protocol, Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from harness.results.model import Measurement, Subject
from harness.run.series import Series


class View(Protocol):
    """Is told what happens; shows it as a context manager."""

    def __enter__(self) -> Self:
        """Begin to show."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Stop showing."""

    def round(self, number: int, subject: Subject) -> None:
        """A round begins."""

    def phase(self, name: str) -> None:
        """A phase of the round begins."""

    def seen(self, series: Series, seconds: float) -> None:
        """k6 has answered so much, `seconds` after it began."""

    def loaded(self, seconds: float) -> None:
        """A load, planned to take `seconds`, is over."""

    def measured(self, subject: Subject, measurement: Measurement) -> None:
        """A measurement is complete."""


def told(subject: Subject, measurement: Measurement) -> str:
    """Return a measurement as one line."""
    failed = sum(measurement.failures.values())
    return (
        f"{subject.name} {measurement.scenario} {measurement.model}:"
        f" {measurement.throughput:,.0f} requests/s, p95 {measurement.latency.p95:,.1f} ms,"
        f" {failed} failed, k6 took {measurement.k6_cpu:.0%} of the CPUs"
    )


class Plain:
    """One line for each phase and measurement, for logs."""

    def __init__(self, console: Console, rounds: int) -> None:
        self._console = console
        self._rounds = rounds
        self._where = "before the rounds"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        pass

    def round(self, number: int, subject: Subject) -> None:
        self._where = f"round {number}/{self._rounds} {subject.name}"

    def phase(self, name: str) -> None:
        self._console.print(f"{self._where}: {name}", soft_wrap=True)

    def seen(self, series: Series, seconds: float) -> None:
        pass

    def loaded(self, seconds: float) -> None:
        pass

    def measured(self, subject: Subject, measurement: Measurement) -> None:
        self._console.print(told(subject, measurement), soft_wrap=True)


class Live:
    """A bar over the planned seconds, with the phase, the rate, failures and the time left."""

    def __init__(self, console: Console, rounds: int, seconds: float) -> None:
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=20),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(),
            console=console,
        )
        self._rounds = rounds
        self._where = "before the rounds"
        self._done = 0.0
        self._task = self._progress.add_task("", total=seconds, rate="")

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._progress.stop()

    def round(self, number: int, subject: Subject) -> None:
        self._where = f"{number}/{self._rounds} {subject.name}"

    def phase(self, name: str) -> None:
        self._progress.update(self._task, description=f"{self._where}: {name}", rate="")

    def seen(self, series: Series, seconds: float) -> None:
        rate = f"{series.requests / max(seconds, 1):,.0f}/s"
        failed = series.failures.total()
        shown = f"{rate} [red]{failed} failed[/red]" if failed else rate
        self._progress.update(self._task, completed=self._done + seconds, rate=shown)

    def loaded(self, seconds: float) -> None:
        self._done += seconds
        self._progress.update(self._task, completed=self._done)

    def measured(self, subject: Subject, measurement: Measurement) -> None:
        self._progress.console.print(told(subject, measurement))


def view(console: Console, rounds: int, seconds: float) -> View:
    """Return the view that fits where `console` writes to; `seconds` of load are planned."""
    return Live(console, rounds, seconds) if console.is_terminal else Plain(console, rounds)
