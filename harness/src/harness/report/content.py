"""What a report consists of, and its figures as the cells of a table."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from harness.conditions import conditions
from harness.report.charts import Chart
from harness.results.model import Result
from harness.statistics.intervals import LEAST_SESSIONS, Estimate, t_interval
from harness.statistics.summary import Comparison, Figure, Metric, published_floors

TITLES: dict[Metric, str] = {"cpu": "CPU ms per answer", "throughput": "answers/s"}
NONE = "–"
SIGNIFICANT = 3


@dataclass(frozen=True, slots=True)
class Table:
    """Cells under their headings; the first `names` columns are text, the others numbers."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    names: int = 2


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report. `name` is its anchor."""

    name: str
    title: str
    lead: str
    charts: Sequence[Chart] = ()
    tables: Sequence[Table] = ()
    notes: Sequence[str] = ()


def number(value: float) -> str:
    """Return three significant digits with thousands separators: 4,120, 38.2, 0.0514."""
    if value == 0:
        return "0"
    rounded = float(f"{value:.{SIGNIFICANT}g}")
    exponent = int(f"{rounded:e}".split("e")[1])
    return f"{rounded:,.{max(0, SIGNIFICANT - 1 - exponent)}f}"


def ratio(value: float) -> str:
    """Return a ratio: 41.2×."""
    return f"{number(value)}×"


def percent(value: float) -> str:
    """Return a share: 38 %."""
    return f"{value:.0%}".replace("%", " %")


def with_interval(found: Estimate | None, unit: str = "") -> str:
    """Return a value with its interval: 6.23× (6.00–6.50); or the value of each session."""
    if found is None:
        return NONE
    if found.low is not None and found.high is not None:
        return f"{number(found.value)}{unit} ({number(found.low)}–{number(found.high)})"
    return ", ".join(f"{number(value)}{unit}" for value in found.values)


def figure_cell(found: Figure) -> str:
    """Return a subject's figure, marked where its measurements are invalid."""
    if found.unanswered:
        return "not answered"
    return with_interval(found.estimate) + (" †" if found.invalid and found.estimate else "")


def power(samples: Sequence[float]) -> str:
    """Return an exponent with its interval; of fewer than four sessions, each session's."""
    if len(samples) < LEAST_SESSIONS:
        return ", ".join(f"{each:+.2f}" for each in samples) or NONE
    low, high = t_interval(samples)
    return f"{sum(samples) / len(samples):+.2f} ({low:+.2f} – {high:+.2f})"


def comparison_cell(found: Comparison) -> str:
    """Return a comparison's ratio, or its bound where the base was not answered."""
    if found.bound is None:
        return with_interval(found.estimate, "×")
    alone = found.alone or 0
    time = f"{number(alone)} s" if alone >= 1 else f"{number(1000 * alone)} ms"
    return f"> {found.bound:,.9g}×" + (f"; one request alone takes {time}" if alone else "")


def verdict(found: Comparison, sessions: int) -> str:
    """Return what a comparison shows, or why it shows nothing."""
    if found.invalid:
        return "invalid †"
    if found.bound is None and found.estimate is None:
        return NONE
    if sessions <= 1:
        return "one session"
    return found.verdict if sessions >= LEAST_SESSIONS else f"{sessions} sessions: values only"


def interval_note(result: Result) -> str:
    """Return how the intervals of a result are to be read."""
    sessions, planned = result.complete, result.experiment.sessions
    if sessions <= 1:
        return "Within one session: no interval. What another boot would give is unknown."
    if sessions < LEAST_SESSIONS:
        return f"{sessions} sessions: the value of each; four are the fewest for an interval."
    fewer = f" of {planned} planned, and so wider" if sessions < planned else ""
    return f"In brackets: 95 % intervals (Student's t) over {sessions} sessions{fewer}."


def warnings(result: Result) -> Iterator[str]:
    """Yield what travels with every figure: what is invalid or failed, slower fixed work."""
    every = [(done, each) for done in result.rounds for each in done.measurements]
    if invalid := [each.invalid for _, each in every if each.invalid]:
        left_out = "They are left out; † marks a figure that has no valid one."
        shown = _first(reason for reasons in invalid for reason in reasons)
        yield f"{len(invalid)} of {len(every)} measurements are invalid ({shown}). {left_out}"
    wrong = (
        f"{done.subject}, {each.scenario}, session {done.session} ({each.problem})"
        for done, each in every
        if not each.answered and each.failures.keys() - {"timeout"}
    )
    if shown := _first(wrong):
        yield f"Not answered, with failures other than timeouts: {shown}."
    changed = [
        f"{each.number} ({percent(max(times) / min(times) - 1)})"
        for each in result.sessions
        if (times := result.fixed_work(each.number))
        and max(times) / min(times) - 1 > conditions().validity.drift
    ]
    if changed:
        yield f"A fixed piece of CPU work took longer within session {', '.join(changed)}."


def _first(texts: Iterable[str]) -> str:
    every = list(dict.fromkeys(texts))
    return "; ".join([*every[:3], "…"] if every[3:] else every)


def floor_note(result: Result) -> list[str]:
    """Return the noise floors that decide the verdicts, where there are any."""
    known, own = published_floors(result.machine), product(result.experiment.scenarios, TITLES)
    floors = [f"{each[0]} {TITLES[each[1]]} {ratio(known[each])}" for each in own if each in known]
    note = "No noise floor is published for these scenarios: the intervals alone decide."
    if floors:
        note = f"Noise floor (A/A twins), within which no ratio is shown: {', '.join(floors)}."
    return [note] if result.complete >= LEAST_SESSIONS else []
