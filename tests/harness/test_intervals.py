"""Intervals and verdicts, and that the intervals cover what they claim."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from harness.conditions import conditions
from harness.statistics import intervals
from harness.statistics.intervals import (
    Estimate,
    estimate,
    exponents,
    floor,
    one_digit,
    poisson_upper,
    t_interval,
    welch,
)

TRIALS = 2_000
BETWEEN, WITHIN, ROUNDS = 0.05, 0.05, 3


@pytest.mark.parametrize("sessions", [3, 4, 6])
def test_interval_covers_as_often_as_it_says(sessions: int) -> None:
    """Sessions differ at least as much as rounds within one; each gives one mean."""
    draw = np.random.default_rng(sessions)
    boots = draw.normal(0, BETWEEN, (TRIALS, sessions, 1))
    rounds = boots + draw.normal(0, WITHIN, (TRIALS, sessions, ROUNDS))
    intervals = np.array([t_interval(trial) for trial in rounds.mean(axis=2)])
    covered = np.mean((intervals[:, 0] <= 0) & (intervals[:, 1] >= 0))
    assert 0.93 <= covered <= 0.97
    spread = math.hypot(BETWEEN, WITHIN / math.sqrt(ROUNDS))
    expected = stats.t.ppf(0.975, sessions - 1) * spread / math.sqrt(sessions)
    # the median of a chi-distributed deviation lies below its expectation
    expected *= math.sqrt(stats.chi2.median(sessions - 1) / (sessions - 1))
    half_widths = (intervals[:, 1] - intervals[:, 0]) / 2
    assert np.median(half_widths) == pytest.approx(expected, rel=0.1)


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [
        (1.2, 1.4, "shown"),
        (0.7, 0.9, "shown"),
        (0.96, 1.04, "equal"),
        (1.01, 1.04, "equal"),
        (0.9, 1.2, "cannot say"),
        (None, None, "cannot say"),
    ],
)
def test_verdict_follows_from_the_interval(
    low: float | None, high: float | None, verdict: str
) -> None:
    assert Estimate(1.0, (), low, high).verdict() == verdict


def test_bounds_of_equal_are_a_condition(monkeypatch: pytest.MonkeyPatch) -> None:
    known = conditions()
    wider = known.validity.model_copy(update={"equal": 0.1})
    monkeypatch.setattr(
        intervals, "conditions", lambda: known.model_copy(update={"validity": wider})
    )
    assert Estimate(1.0, (), 0.92, 1.08).verdict() == "equal"


def test_three_sessions_give_values_and_no_interval() -> None:
    found = estimate([math.log(value) for value in (2, 3, 4)])
    assert found.low is None
    assert found.values == pytest.approx((2, 3, 4))


def test_two_results_are_compared_by_welchs_t() -> None:
    found = welch([0.0, 0.1, -0.1, 0.02], [1.0, 1.1, 0.9, 1.02])
    assert found.low is not None
    assert found.low < math.e < (found.high or 0)


def test_floor_is_the_upper_bound_of_the_spread_and_takes_six_sessions() -> None:
    logs = [0.01, -0.02, 0.03, -0.01, 0.02, -0.03]
    assert floor(logs[:5]) is None
    assert (floor(logs) or 0) > math.exp(float(np.std(logs, ddof=1)))


def test_exponent_is_found_in_each_session() -> None:
    points = [(size, Estimate(0, (2.0 * size, 3.0 * size**0.5))) for size in (10, 100, 1000)]
    assert exponents(points) == pytest.approx([1.0, 0.5])
    assert exponents(points[:1]) == []


def test_nothing_in_a_hundred_seconds_bounds_a_rate() -> None:
    """The rule of three, two-sided: 3.69 events are the upper bound of none."""
    assert poisson_upper(0, 100) == pytest.approx(0.0369, rel=0.01)


@pytest.mark.parametrize(("value", "shown"), [(6432.0, 6000.0), (0.87, 0.8), (0, 0)])
def test_bound_is_rounded_down_to_one_digit(value: float, shown: float) -> None:
    assert one_digit(value) == pytest.approx(shown)
