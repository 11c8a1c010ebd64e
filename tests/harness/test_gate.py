"""What `bench run gate` says of two revisions in one session."""

from __future__ import annotations

from typing import Any

import pytest

from harness.results.model import Result
from harness.statistics.summary import regressions
from tests.harness import samples


def gate(rate: float, **plan: Any) -> Result:
    """Return a gate's result whose second revision answers at `rate`, the first 500 per second."""
    of = samples.experiment(subjects=("six", "six,-cache"), rounds=4, sessions=1, **plan)
    return samples.result(of, samples.rates({"six": 500, "six,-cache": rate}))


def test_equal_subjects_pass_the_gate_and_a_slower_one_is_named() -> None:
    assert list(regressions(gate(500), 0.95)) == []
    named = list(regressions(gate(400), 0.95))
    assert len(named) == 6
    assert all("six,-cache is slower than six" in each for each in named)


@pytest.fixture(scope="module")
def equal() -> Result:
    """Return a gate's result whose two revisions are as fast."""
    return gate(500, scenarios=("browse",))


@pytest.mark.parametrize(
    "failing",
    [
        {"in_time": 0, "right": 0},
        {"failures": {"timeout": 500}},
        {"failures": {"status": 500}},
        {"failures": {"connection": 500}, "invalid": ("optimized was restarted",)},
    ],
    ids=str,
)
@pytest.mark.parametrize("number", [1, 2])
def test_gate_names_what_is_not_answered_in_one_round(
    equal: Result, failing: dict[str, object], number: int
) -> None:
    broken = samples.changed(equal, "six,-cache", {"number": number}, **failing)
    assert list(regressions(broken, 0.95)) == ["six,-cache is not answered: browse"]


def test_gate_is_passed_by_what_the_base_did_not_answer(equal: Result) -> None:
    assert list(regressions(samples.changed(equal, "six", in_time=0, right=0), 0.95)) == []


def test_gate_leaves_invalid_measurements_out(equal: Result) -> None:
    slower = samples.changed(equal, "six,-cache", in_time=2500)
    busy = {"invalid": ("other processes used 9% of the CPUs",), "in_time": 90_000}
    (named,) = regressions(samples.changed(slower, "six,-cache", {"number": 1}, **busy), 0.95)
    assert "browse throughput 0.50×" in named


def test_gate_without_a_valid_round_cannot_say(equal: Result) -> None:
    invalid = samples.changed(equal, "six", invalid=("other processes used 9% of the CPUs",))
    assert list(regressions(invalid, 0.95)) == [
        "cannot say: browse has no valid round of six and six,-cache"
    ]
    missing = equal.model_copy(update={"rounds": equal.rounds[:1]})
    assert len(list(regressions(missing, 0.95))) == 1
