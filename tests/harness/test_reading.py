"""What k6 and the machine say, read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from harness.conditions import conditions
from harness.results.histogram import lower_bound, percentile
from harness.results.model import Measurement, Second
from harness.run import validity
from harness.run.k6 import RAMP_STEPS, ramp_rates
from harness.run.knees import knee
from harness.run.machine import parse
from harness.run.series import Series
from tests.harness.results import MEASUREMENT, round_of

BOUNDS = conditions().validity


def line(second: int, **changes: object) -> dict[str, object]:
    return {"second": second, "requests": 3, "failures": {}, "histogram": {"50": 3}, **changes}


def test_seconds_of_all_users_are_added_up() -> None:
    series = Series()
    for said in (line(0), line(0, failures={"timeout": 1}), line(1)):
        series.add(said)
    assert [(s.second, s.requests, s.failures) for s in series.seconds()] == [(0, 6, 1), (1, 3, 0)]
    assert series.failures == {"timeout": 1}


def test_throughput_counts_right_answers_in_the_time_alone() -> None:
    series = Series()
    for said in (line(0, failures={"status": 1}), line(7), line(8)):
        series.add(said)
    assert series.right_within(8) == 5


def test_percentile_is_exact_to_its_bucket() -> None:
    histogram = {0: 50, 100: 45, 200: 5}
    assert percentile(histogram, 0.5) == pytest.approx(1, rel=0.02)
    assert percentile(histogram, 0.95) == pytest.approx(lower_bound(100), rel=0.02)
    assert percentile(histogram, 0.99) == pytest.approx(lower_bound(200), rel=0.02)


def test_empty_histogram_has_no_percentile() -> None:
    with pytest.raises(ValueError, match="empty"):
        percentile({}, 0.5)


def test_guest_time_is_not_counted_twice() -> None:
    ticks = parse("cpu  100 0 50 800 50 0 0 10 40 0\n2\n3")
    assert (ticks.busy, ticks.stolen, ticks.total, ticks.throttled) == (160, 10, 1010, 5)


def test_shares_are_of_the_time_in_between() -> None:
    before, after = parse("cpu 100 0 0 100 0 0 0 0 0 0"), parse("cpu 130 0 0 160 0 0 0 10 0 0")
    assert after.busy_since(before) == pytest.approx(0.4)
    assert after.stolen_since(before) == pytest.approx(0.1)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"k6_cpu": 0.9}, "k6 used 90% of its CPUs"),
        ({"failures": {"status": 100}}, "100 of 810 requests failed"),
        ({"model": "open", "dropped_iterations": 3}, "3 iterations were dropped"),
        ({"stolen_cpu": 0.2}, "the hypervisor took 20%"),
        ({"throttled": 2}, "slowed down for their heat 2 times"),
    ],
)
def test_fault_of_a_measurement_makes_the_run_invalid(
    changes: dict[str, object], reason: str
) -> None:
    measurement: Measurement = replace(MEASUREMENT, **changes)  # type: ignore[arg-type]
    done = replace(round_of(1, "naive", 10), measurements=(measurement,))
    (found,) = validity.reasons([done], BOUNDS, "quick", dirty=False)
    assert reason in found


def test_timeouts_are_a_result_not_a_fault() -> None:
    measurement = replace(MEASUREMENT, failures={"timeout": 800})
    done = replace(round_of(1, "naive", 10), measurements=(measurement,))
    assert validity.reasons([done], BOUNDS, "quick", dirty=False) == ()


@pytest.mark.parametrize(("profile", "faults"), [("full", 1), ("quick", 0)])
def test_dirty_work_tree_is_a_fault_of_full_alone(profile: str, faults: int) -> None:
    assert len(validity.reasons([], BOUNDS, profile, dirty=True)) == faults


def ramp(rates: list[float], p95: float = 10) -> Measurement:
    """Return a ramp of two seconds a step that was answered at these rates."""
    series = tuple(Second(2 * at, int(2 * rate), 0, p95, p95) for at, rate in enumerate(rates))
    return replace(MEASUREMENT, model="ramp", seconds=2.0 * RAMP_STEPS, series=series)


def test_knee_is_where_the_answers_no_longer_follow_the_rate() -> None:
    answered = [min(rate, 50.0) for rate in ramp_rates()]
    found = knee("naive", ramp(answered))
    assert (found.rate, found.reason) == (50, "at 128 iterations/s answers no longer followed")


def test_service_that_is_late_at_once_has_a_knee_of_zero() -> None:
    found = knee("naive", ramp([0.5, 1.0], p95=5000))
    assert (found.rate, found.reason) == (0, "late at 0.5 iterations/s already")


def test_ramp_that_ends_first_says_so() -> None:
    found = knee("optimized", ramp(ramp_rates()))
    assert (found.rate, found.reason) == (ramp_rates()[-1], "the ramp ended first")
