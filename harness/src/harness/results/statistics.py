"""How sure is a ratio? SciPy answers; a sample is a round, not a request."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

CONFIDENCE = 0.95
RESAMPLES = 9999
LEAST_ROUNDS = 4  # of each: Mann and Whitney's p of three against three is 10 % at its best

Values = Sequence[float]


@dataclass(frozen=True, slots=True)
class Ratio:
    """`other` over `base`; `low`, `high` and `p_value` are None where rounds are too few."""

    ratio: float
    low: float | None = None
    high: float | None = None
    p_value: float | None = None

    def differs(self, floor: float | None = None) -> bool:
        """Return whether this is a difference: by the interval, by the ranks, and beyond noise.

        `floor` is the ratio that noise alone reaches, if that was measured.
        """
        if self.low is None or self.high is None or self.p_value is None:
            return False
        beyond = floor is None or max(self.ratio, 1 / self.ratio) > floor
        return beyond and not self.low <= 1 <= self.high and self.p_value < 1 - CONFIDENCE


def _log_ratio(
    base: NDArray[np.float64], other: NDArray[np.float64], axis: int = -1
) -> NDArray[np.float64]:
    difference: NDArray[np.float64] = np.mean(other, axis=axis) - np.mean(base, axis=axis)
    return difference


def ratio(base: Values, other: Values) -> Ratio:
    """Return the ratio of geometric means with its bootstrap interval.

    Rounds of the two are resampled independently, for they share no condition that another
    pair of rounds does not. The percentiles are expanded for small samples (Hesterberg, What
    Teachers Should Know About the Bootstrap, 2015): of six rounds and no difference, a BCa
    interval held 1 in 89 of 100 trials, this one in 95. Values must be above 0.
    """
    logs = (np.log(np.asarray(base, dtype=float)), np.log(np.asarray(other, dtype=float)))
    point = float(np.exp(_log_ratio(*logs)))
    if min(len(base), len(other)) < LEAST_ROUNDS:
        return Ratio(point)
    p_value = float(stats.mannwhitneyu(base, other).pvalue)
    if all(np.ptp(values) == 0 for values in logs):  # nothing to resample
        return Ratio(point, point, point, p_value)
    interval = stats.bootstrap(
        logs,
        _log_ratio,
        n_resamples=RESAMPLES,
        confidence_level=_expanded(min(len(base), len(other))),
        method="percentile",
        rng=np.random.default_rng(0),
    ).confidence_interval
    return Ratio(point, float(np.exp(interval.low)), float(np.exp(interval.high)), p_value)


def _expanded(rounds: int) -> float:
    """Return the level at which percentiles of the bootstrap reach as far as Student's t does."""
    reach = stats.t.ppf((1 + CONFIDENCE) / 2, 2 * (rounds - 1)) * math.sqrt(rounds / (rounds - 1))
    return float(1 - 2 * stats.norm.sf(reach))


def spread(of: Ratio) -> float:
    """Return the larger of a ratio's distances from 1, as a factor of at least 1.

    The interval counts where there is one: it is how far noise alone may reach.
    """
    reached = [value for value in (of.ratio, of.low, of.high) if value is not None]
    return max(max(value, 1 / value) for value in reached)
