"""Figures and ratios of a result."""

from __future__ import annotations

import pytest

from harness.conditions import conditions
from harness.experiments.subjects import pairs, subjects
from harness.results import model
from harness.results.model import Result
from harness.statistics.summary import Key, changes, compare_subjects, figure, floors
from tests.harness import samples

NAIVE, SIX = Key("naive", "browse"), Key("six", "browse")


@pytest.fixture(scope="module")
def result() -> Result:
    return samples.result(samples.experiment(), samples.rates(samples.RATES))


def test_ratio_of_throughput_and_of_cpu_both_say_how_many_times_better(result: Result) -> None:
    for metric in ("throughput", "cpu"):
        found = compare_subjects(result, NAIVE, SIX, metric)
        assert found.estimate
        assert found.estimate.value == pytest.approx(10, rel=0.1)
        assert found.verdict == "shown"


@pytest.mark.parametrize(
    ("rule", "compared"),
    [
        ("first", {("naive", "six"), ("naive", "all")}),
        ("previous", {("naive", "six"), ("six", "all")}),
    ],
)
def test_experiment_says_what_is_compared(rule: str, compared: set[tuple[str, str]]) -> None:
    of = samples.experiment(compare=rule, twins=True)
    found = {(base.name, other.name) for base, other in pairs(of, subjects(of))}
    twins = {(name, f"{name} (twin)") for name in of.subjects}
    assert found == compared | twins


def test_unanswered_base_gives_a_bound_and_no_ratio(result: Result) -> None:
    few = {"right": 1, "in_time": 1, "requests": 50, "failures": {"timeout": 49}, "alone": 6.5}
    found = compare_subjects(samples.changed(result, "naive", **few), NAIVE, SIX, "throughput")
    assert found.estimate is None
    assert found.bound
    # four answers in 40 s: at most 10.2 by Poisson, so 500/s are more than 1,000 times as many
    assert found.bound == 1_000
    assert found.alone == 6.5


def test_cpu_of_what_fails_is_no_figure(result: Result) -> None:
    failing = samples.changed(result, "naive", failures={"status": 20})
    assert figure(failing, NAIVE, "cpu").estimate is None
    assert compare_subjects(failing, NAIVE, SIX, "cpu").verdict == "cannot say"


def test_invalid_measurements_are_left_out(result: Result) -> None:
    wrong = {"invalid": ("other processes",), "in_time": 10_000}
    first = samples.changed(result, "naive", {"session": 1}, **wrong)
    found = figure(first, NAIVE, "throughput")
    assert found.estimate
    assert len(found.estimate.values) == 3
    assert found.invalid == ""


@pytest.mark.parametrize(("complete", "counted"), [((1, 2, 3), 3), ((), 4)])
def test_interrupted_session_counts_only_where_none_is_complete(
    result: Result, complete: tuple[int, ...], counted: int
) -> None:
    sessions = tuple(
        each.model_copy(update={"complete": each.number in complete}) for each in result.sessions
    )
    found = figure(result.model_copy(update={"sessions": sessions}), NAIVE, "throughput")
    assert found.estimate
    assert len(found.estimate.values) == counted


def test_figure_without_a_valid_measurement_says_so_and_shows_nothing(result: Result) -> None:
    busy = samples.changed(result, "six", invalid=("other processes used 9% of the CPUs",))
    assert figure(busy, SIX, "cpu").invalid
    assert compare_subjects(busy, NAIVE, SIX, "cpu").verdict == "cannot say"


def test_floor_comes_from_twins_of_six_sessions() -> None:
    of = samples.experiment(twins=True, sessions=6)
    found = floors(samples.result(of, samples.rates(samples.RATES)))
    assert set(found) == {(s, m) for s in of.scenarios for m in ("cpu", "throughput")}
    assert all(1 < value < 1.2 for value in found.values())


def test_changes_leave_out_what_has_no_valid_measurement(result: Result) -> None:
    busy = samples.changed(result, "six", invalid=("other processes used 9% of the CPUs",))
    for before, after in ((result, busy), (busy, result)):
        assert {key.subject for key, *_ in changes(before, after)} == {"naive", "all"}


def test_failures_that_a_ratio_stands_are_those_of_the_conditions(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    failing = samples.measurement(100, failures={"status": 30})
    assert not failing.answered
    validity = conditions().validity.model_copy(update={"failures": 0.05})
    relaxed = conditions().model_copy(update={"validity": validity})
    monkeypatch.setattr(model, "conditions", lambda: relaxed)
    assert failing.answered
