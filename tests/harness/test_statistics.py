from __future__ import annotations

import numpy as np
import pytest

from harness.results.statistics import Ratio, ratio, spread


def lognormal(mean: float, rounds: int, seed: int) -> list[float]:
    """Return throughputs around `mean` with 5 % of noise, as rounds have it."""
    return list(mean * np.exp(np.random.default_rng(seed).normal(0, 0.05, rounds)))


def test_ratio_of_one_round_has_no_interval() -> None:
    found = ratio([10.0], [40.0])
    assert found.ratio == pytest.approx(4)
    assert (found.low, found.high, found.p_value) == (None, None, None)
    assert not found.differs()


def test_three_rounds_have_no_interval() -> None:
    assert ratio([10.0, 11.0, 12.0], [40.0, 41.0, 42.0]).low is None


def test_ranks_that_overlap_are_no_difference() -> None:
    found = Ratio(1.1, 1.05, 1.2, p_value=0.2)
    assert not found.differs()


def test_ratio_is_of_geometric_means() -> None:
    assert ratio([1.0, 4.0, 2.0], [2.0, 8.0, 4.0]).ratio == pytest.approx(2)


@pytest.mark.parametrize("rounds", [4, 6, 12])
def test_interval_covers_the_true_ratio_about_as_often_as_it_says(rounds: int) -> None:
    covered = 0
    for seed in range(60):
        found = ratio(lognormal(10, rounds, seed), lognormal(20, rounds, seed + 1000))
        assert found.low is not None
        assert found.high is not None
        covered += found.low <= 2 <= found.high
    assert 54 <= covered <= 60


def test_equal_distributions_are_seldom_told_apart() -> None:
    wrong = sum(
        ratio(lognormal(10, 10, seed), lognormal(10, 10, seed + 1000)).differs()
        for seed in range(40)
    )
    assert wrong <= 5


def test_mann_whitney_of_separate_samples_is_exact() -> None:
    # 2 of the C(8, 4) orders are as extreme as this one
    found = ratio([1.0, 2.0, 3.0, 4.0], [5.0, 6.0, 7.0, 8.0])
    assert found.p_value == pytest.approx(2 / 70)


def test_values_without_spread_have_an_interval_without_width() -> None:
    found = ratio([10.0] * 4, [20.0] * 4)
    assert found.low == pytest.approx(2)
    assert found.high == pytest.approx(2)


def test_one_side_without_spread_is_resampled_on_the_other() -> None:
    found = ratio([10.0] * 4, lognormal(20, 4, 1))
    assert found.low is not None
    assert found.low < found.ratio


@pytest.mark.parametrize(("base", "other"), [([10.0], [12.0]), ([12.0], [10.0])])
def test_spread_is_the_same_in_both_directions(base: list[float], other: list[float]) -> None:
    assert spread(ratio(base, other)) == pytest.approx(1.2)
