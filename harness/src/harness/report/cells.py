"""Figures as the cells of a table: a value with its interval, or why it has none."""

from __future__ import annotations

from collections.abc import Sequence

from harness.report.text import duration, number, ratio
from harness.results.model import Result
from harness.statistics.intervals import LEAST_SESSIONS, Estimate, t_interval
from harness.statistics.summary import Comparison, Figure

NONE = "–"


def with_interval(found: Estimate | None) -> str:
    """Return a value with its interval; of fewer than four sessions, the values themselves."""
    if found is None:
        return NONE
    if found.low is not None and found.high is not None:
        return f"{number(found.value)} ({number(found.low)}–{number(found.high)})"
    return ", ".join(number(value) for value in found.values)


def figure_cell(found: Figure) -> str:
    """Return a subject's figure, marked where its measurements are invalid."""
    if found.unanswered:
        return "not answered"
    return with_interval(found.estimate) + (" †" if found.invalid and found.estimate else "")


def factor(found: Estimate | None) -> str:
    """Return a ratio with its interval: 6.23× (6.00–6.50); or the ratio of each session."""
    if found is None:
        return NONE
    if found.low is not None and found.high is not None:
        return f"{ratio(found.value)} ({number(found.low)}–{number(found.high)})"
    return ", ".join(ratio(value) for value in found.values)


def power(samples: Sequence[float]) -> str:
    """Return an exponent with its interval; of fewer than four sessions, each session's."""
    if len(samples) < LEAST_SESSIONS:
        return ", ".join(f"{each:+.2f}" for each in samples) or NONE
    low, high = t_interval(samples)
    return f"{sum(samples) / len(samples):+.2f} ({low:+.2f} – {high:+.2f})"


def comparison_cell(found: Comparison) -> str:
    """Return a comparison's ratio, or its bound where the base was not answered."""
    if found.bound is not None:
        alone = f"; one request alone takes {duration(found.alone)}" if found.alone else ""
        return f"> {ratio(found.bound)}{alone}"
    return factor(found.estimate)


def verdict(found: Comparison, sessions: int) -> str:
    """Return what a comparison shows, or why it shows nothing."""
    if found.invalid:
        return "invalid †"
    if found.bound is None and found.estimate is None:
        return NONE
    if sessions == 1:
        return "one session"
    if sessions < LEAST_SESSIONS:
        return f"{sessions} sessions: values only"
    return found.verdict


def interval_note(result: Result) -> str:
    """Return how the intervals of a result are to be read."""
    sessions = len(result.sessions)
    if sessions == 1:
        return (
            "Within one session: no interval. What another boot of the host would give is unknown."
        )
    if sessions < LEAST_SESSIONS:
        return f"{sessions} sessions: the value of each; four are the fewest for an interval."
    planned = result.experiment.sessions
    fewer = f" of {planned} planned, and so wider" if sessions < planned else ""
    return f"In brackets: 95 % intervals (Student's t) over {sessions} sessions{fewer}."


def invalid_note(result: Result) -> list[str]:
    """Return a note on the measurements that are invalid, if there are any."""
    every = [each for done in result.rounds for each in done.measurements]
    invalid = [each for each in every if each.invalid]
    if not invalid:
        return []
    reasons = list(dict.fromkeys(reason for each in invalid for reason in each.invalid))
    shown = "; ".join(reasons[:3]) + ("; …" if len(reasons) > 3 else "")  # noqa: PLR2004
    left_out = "They are left out; † marks a figure that has no valid one."
    return [f"{len(invalid)} of {len(every)} measurements are invalid ({shown}). {left_out}"]
