"""How sure is a ratio? SciPy answers; a sample is a round, not a request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

CONFIDENCE = 0.95
RESAMPLES = 9999
LEAST_ROUNDS = 3  # the bootstrap of two values knows three outcomes

Values = Sequence[float]


@dataclass(frozen=True, slots=True)
class Ratio:
    """`other` over `base`; `low`, `high` and `p_value` are None where a round stands alone."""

    ratio: float
    low: float | None = None
    high: float | None = None
    p_value: float | None = None

    @property
    def excludes_one(self) -> bool:
        """True where the interval lies wholly above or below 1."""
        return self.low is not None and self.high is not None and not self.low <= 1 <= self.high


def _log_ratio(
    base: NDArray[np.float64], other: NDArray[np.float64], axis: int = -1
) -> NDArray[np.float64]:
    difference: NDArray[np.float64] = np.mean(other, axis=axis) - np.mean(base, axis=axis)
    return difference


def ratio(base: Values, other: Values) -> Ratio:
    """Return the ratio of geometric means with its BCa bootstrap interval (Efron 1987).

    Rounds of the two are resampled independently, for they share no condition that another
    pair of rounds does not. Values must be above 0.
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
        confidence_level=CONFIDENCE,
        method="BCa",
        rng=np.random.default_rng(0),
    ).confidence_interval
    return Ratio(point, float(np.exp(interval.low)), float(np.exp(interval.high)), p_value)


def spread(of: Ratio) -> float:
    """Return the larger of a ratio's distances from 1, as a factor of at least 1.

    The interval counts where there is one: it is how far noise alone may reach.
    """
    reached = [value for value in (of.ratio, of.low, of.high) if value is not None]
    return max(max(value, 1 / value) for value in reached)
