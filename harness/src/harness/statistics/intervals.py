"""Student's t intervals over sessions, and what they show.

Each session, a boot of the host of its own, gives one mean of logarithms; repeated rounds within a
session share its boot and are no samples. A bootstrap over so few covers 66 to 76 % where 95 % is
claimed (tests/harness/test_intervals.py).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import stats

from harness.conditions import conditions

CONFIDENCE = 0.95
UPPER = (1 + CONFIDENCE) / 2
LEAST_SESSIONS = 4  # for an interval: with fewer, the values themselves are shown
FLOOR_SESSIONS = 6

Verdict = Literal["shown", "equal", "cannot say"]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure's geometric mean and `values` by session; bounds from LEAST_SESSIONS of them on."""

    value: float
    values: tuple[float, ...]
    low: float | None = None
    high: float | None = None

    def verdict(self) -> Verdict:
        """Return whether a ratio differs from 1, is equal to it within bounds, or neither."""
        equal = conditions().validity.equal
        if self.low is None or self.high is None:
            return "cannot say"
        if 1 - equal <= self.low and self.high <= 1 + equal:
            return "equal"
        return "cannot say" if self.low <= 1 <= self.high else "shown"


def t_interval(samples: Sequence[float]) -> tuple[float, float]:
    """Return the 95 % interval of the mean of at least two samples."""
    mean = float(np.mean(samples))
    half = float(stats.t.ppf(UPPER, len(samples) - 1) * stats.sem(samples))
    return mean - half, mean + half


def estimate(logs: Sequence[float]) -> Estimate:
    """Return the estimate of a figure, from one mean of logarithms for each session."""
    bounds = map(math.exp, t_interval(logs)) if len(logs) >= LEAST_SESSIONS else (None, None)
    return Estimate(math.exp(float(np.mean(logs))), tuple(map(math.exp, logs)), *bounds)


def welch(before: Sequence[float], after: Sequence[float]) -> Estimate:
    """Return the ratio of two independent results (Welch's t), from logarithms by session."""
    base = float(np.mean(before))
    found = Estimate(
        math.exp(float(np.mean(after)) - base), tuple(math.exp(x - base) for x in after)
    )
    if min(len(before), len(after)) < LEAST_SESSIONS:
        return found
    interval = stats.ttest_ind(after, before, equal_var=False).confidence_interval(CONFIDENCE)
    bounds = (math.exp(float(each)) for each in (interval.low, interval.high))
    return Estimate(found.value, found.values, *bounds)


def exponents(points: Sequence[tuple[int, Estimate]]) -> list[float]:
    """Return for each session by which power of the number of customers a figure grows."""
    if len({customers for customers, _ in points}) < 2:  # noqa: PLR2004 - a line has two points
        return []
    sessions = min(len(each.values) for _, each in points)
    x = np.log([customers for customers, _ in points])
    y = np.log([each.values[:sessions] for _, each in points])
    return [float(slope) for slope in np.polyfit(x, y, 1)[0]]


def floor(logs: Sequence[float]) -> float | None:
    """Return the noise floor as a factor, from A/A ratios: a 95 % upper bound of their spread."""
    if len(logs) < FLOOR_SESSIONS:
        return None
    freedom = len(logs) - 1
    square = float(np.var(logs, ddof=1)) * freedom / float(stats.chi2.ppf(1 - CONFIDENCE, freedom))
    return math.exp(math.sqrt(square))


def poisson_upper(count: int, seconds: float) -> float:
    """Return the exact upper bound of a rate after `count` events in `seconds`."""
    return float(stats.chi2.ppf(UPPER, 2 * (count + 1)) / 2 / seconds)


def one_digit(value: float) -> float:
    """Return `value` rounded down to one significant digit, as a bound is printed."""
    unit = 10.0 ** math.floor(math.log10(value or 1))
    return math.floor(value / unit) * unit
