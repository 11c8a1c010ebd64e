"""What is shown of a session in progress: a live line on a terminal, plain lines elsewhere."""

from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from harness.console import console, say
from harness.experiments.model import Subject
from harness.experiments.schedule import Slot
from harness.load.series import Series
from harness.results.model import Measurement


class View(Progress):
    """Is told what happens; a context manager."""

    def __init__(self, turns: int) -> None:
        columns = (TextColumn("{task.description}"), BarColumn(bar_width=20))
        rate = TextColumn("{task.fields[rate]}")
        off = not console.is_terminal
        super().__init__(*columns, rate, TimeRemainingColumn(), console=console, disable=off)
        self._bar = self.add_task("", total=turns, rate="")
        self._turn = 0
        self._where = ""

    def turn(self, slot: Slot) -> None:
        """A subject's turn begins."""
        self.update(self._bar, completed=self._turn)
        self._turn += 1
        self._where = f"{self._turn}/{self.tasks[0].total} {slot.subject.name}"

    def phase(self, name: str) -> None:
        """A phase of the turn begins."""
        self.update(self._bar, description=f"{self._where}: {name}", rate="")
        if self.disable:
            say(f"{self._where}: {name}")

    def seen(self, series: Series, seconds: float) -> None:
        """The load generator has reported so much, `seconds` after it began."""
        failed = series.failures.total()
        rate = f"{series.requests / max(seconds, 1):,.0f}/s"
        self.update(self._bar, rate=f"{rate} {failed} failed" if failed else rate)

    def measured(self, subject: Subject, measurement: Measurement) -> None:
        """A measurement is complete: print it as one line."""
        cpu = measurement.cpu_ms
        at = f" at {measurement.rate:.3g}/s" if measurement.rate else ""
        shown = (
            f"{subject.name} {measurement.scenario}{at}: "
            f"{'no figure for' if cpu is None else f'{cpu:,.3g} ms'} CPU per answer, "
            f"{measurement.throughput:,.3g} answers/s, {sum(measurement.failures.values())} failed"
        )
        say(shown + "".join(f"; invalid: {reason}" for reason in measurement.invalid))
