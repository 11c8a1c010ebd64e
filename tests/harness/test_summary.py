"""Figures and ratios of a result."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations, permutations

import pytest

from harness.conditions import conditions
from harness.experiments.model import Subject
from harness.experiments.subjects import group, pairs, subjects, switches_on
from harness.results import model
from harness.results.model import Measurement, Result
from harness.statistics import factorial
from harness.statistics.summary import (
    Key,
    changes,
    compare_subjects,
    figure,
    floors,
    regressions,
)
from tests.harness import samples

NAIVE, SIX = Key("naive", "browse"), Key("six", "browse")


def changed(result: Result, subject: str, **changes: object) -> Result:
    """Return a result with the measurements of a subject changed."""

    def change(each: Measurement) -> Measurement:
        return each.model_copy(update=changes)

    rounds = tuple(
        done.model_copy(update={"measurements": tuple(map(change, done.measurements))})
        if done.subject == subject
        else done
        for done in result.rounds
    )
    return result.model_copy(update={"rounds": rounds})


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
    found = compare_subjects(changed(result, "naive", **few), NAIVE, SIX, "throughput")
    assert found.estimate is None
    assert found.bound
    # four answers in 40 s: at most 10.2 by Poisson, so 500/s are more than 1,000 times as many
    assert found.bound == 1_000
    assert found.alone == 6.5


def test_cpu_of_what_fails_is_no_figure(result: Result) -> None:
    failing = changed(result, "naive", failures={"status": 20})
    assert figure(failing, NAIVE, "cpu").estimate is None
    assert compare_subjects(failing, NAIVE, SIX, "cpu").verdict == "cannot say"


def test_invalid_measurements_are_left_out(result: Result) -> None:
    first, *others = result.rounds
    wrong = tuple(
        each.model_copy(update={"invalid": ("other processes",), "in_time": 10_000})
        for each in first.measurements
    )
    rounds = (first.model_copy(update={"measurements": wrong}), *others)
    found = figure(result.model_copy(update={"rounds": rounds}), NAIVE, "throughput")
    assert found.estimate
    assert len(found.estimate.values) == 3
    assert found.invalid == ""


def test_figure_without_a_valid_measurement_says_so_and_shows_nothing(result: Result) -> None:
    busy = changed(result, "six", invalid=("other processes used 9% of the CPUs",))
    assert figure(busy, SIX, "cpu").invalid
    assert compare_subjects(busy, NAIVE, SIX, "cpu").verdict == "cannot say"


def test_floor_comes_from_twins_of_six_sessions() -> None:
    of = samples.experiment(twins=True, sessions=6)
    found = floors(samples.result(of, samples.rates(samples.RATES)))
    assert set(found) == {(s, m) for s in of.scenarios for m in ("cpu", "throughput")}
    assert all(1 < value < 1.2 for value in found.values())


def test_equal_subjects_pass_the_gate_and_a_slower_one_is_named() -> None:
    of = samples.experiment(subjects=("six", "six,-cache"), rounds=4, sessions=1)
    equal = samples.result(of, samples.rates({"six": 500, "six,-cache": 500}))
    slower = samples.result(of, samples.rates({"six": 500, "six,-cache": 400}))
    assert list(regressions(equal, 0.95)) == []
    named = list(regressions(slower, 0.95))
    assert len(named) == 6
    assert all("six,-cache is slower than six" in each for each in named)


@pytest.fixture(scope="module")
def equal() -> Result:
    """Return a gate's result whose two revisions are as fast."""
    of = samples.experiment(
        subjects=("six", "six,-cache"), scenarios=("browse",), rounds=4, sessions=1
    )
    return samples.result(of, samples.rates({"six": 500, "six,-cache": 500}))


def partly_changed(
    result: Result, subject: str, place: Mapping[str, int], **changes: object
) -> Result:
    """Return a result with a subject's measurements changed in one round or session."""
    both = zip(result.rounds, changed(result, subject, **changes).rounds, strict=True)
    rounds = tuple(
        new if all(getattr(new, name) == number for name, number in place.items()) else old
        for old, new in both
    )
    return result.model_copy(update={"rounds": rounds})


@pytest.mark.parametrize(
    "failing",
    [
        {"in_time": 0, "right": 0},
        {"failures": {"timeout": 500}},
        {"failures": {"status": 500}, "invalid": ("500 of 5000 requests failed",)},
    ],
    ids=str,
)
@pytest.mark.parametrize("number", [1, 2])
def test_gate_names_what_is_not_answered_in_one_round(
    equal: Result, failing: dict[str, object], number: int
) -> None:
    broken = partly_changed(equal, "six,-cache", {"number": number}, **failing)
    assert list(regressions(broken, 0.95)) == ["six,-cache is not answered: browse"]


def test_gate_is_passed_by_what_the_base_did_not_answer(equal: Result) -> None:
    assert list(regressions(changed(equal, "six", in_time=0, right=0), 0.95)) == []


def test_gate_leaves_invalid_measurements_out(equal: Result) -> None:
    slower = changed(equal, "six,-cache", in_time=2500)
    busy = {"invalid": ("other processes used 9% of the CPUs",), "in_time": 90_000}
    (named,) = regressions(partly_changed(slower, "six,-cache", {"number": 1}, **busy), 0.95)
    assert "browse throughput 0.50×" in named


def test_gate_without_a_valid_round_cannot_say(equal: Result) -> None:
    invalid = changed(equal, "six", invalid=("other processes used 9% of the CPUs",))
    assert list(regressions(invalid, 0.95)) == [
        "cannot say: browse has no valid round of six and six,-cache"
    ]
    missing = equal.model_copy(update={"rounds": equal.rounds[:1]})
    assert len(list(regressions(missing, 0.95))) == 1


def test_changes_leave_out_what_has_no_valid_measurement(result: Result) -> None:
    busy = changed(result, "six", invalid=("other processes used 9% of the CPUs",))
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


def gains(subject: Subject) -> float:
    """Return ln(throughput) in which indexes and cursor only pay together."""
    on = switches_on(subject)
    both = 2.0 * ({"indexes", "cursor"} <= on)
    return 3.0 + 0.5 * ("cache" in on) - 0.1 * ("joins" in on) + both


@pytest.fixture(scope="module")
def all_cells() -> Result:
    of = samples.experiment(subjects=("factorial",), scenarios=("browse",))
    return samples.result(of, lambda subject, *_: 2.718281828 ** gains(subject))


def test_shapley_shares_find_what_was_put_in_and_sum_to_the_whole(all_cells: Result) -> None:
    assert factorial.is_factorial(all_cells)
    found = factorial.shares(factorial.replicates(all_cells, "browse", "throughput"))
    assert found
    shares = {share.name: share.value for share in found.shares}
    assert shares["cache"] == pytest.approx(0.5, abs=0.02)
    assert shares["indexes"] == pytest.approx(1.0, abs=0.02)
    assert shares["cursor"] == pytest.approx(1.0, abs=0.02)
    assert sum(shares.values()) == pytest.approx(found.whole.value)
    assert found.pairs["indexes", "cursor"] == pytest.approx(2.0, abs=0.05)


def gains_in(order: tuple[str, ...], cells: dict[frozenset[str], float]) -> dict[str, float]:
    """Return what each switch adds when they are added in this order."""
    ends = [frozenset(order[:count]) for count in range(len(order) + 1)]
    return {
        name: cells[after] - cells[before]
        for name, before, after in zip(order, ends, ends[1:], strict=False)
    }


def test_range_over_all_orders_is_that_over_all_subsets() -> None:
    names = ("a", "b", "c")
    cells = {
        frozenset(on): float(len(on) ** 2) for size in range(4) for on in combinations(names, size)
    }
    every = [gains_in(order, cells) for order in permutations(names)]
    for name in names:
        gains_of = [order[name] for order in every]
        share, *bounds = factorial.contribution(cells, names, name)
        assert bounds == [min(gains_of), max(gains_of)]
        assert share == pytest.approx(sum(gains_of) / len(gains_of))


def test_the_whole_has_an_interval_over_replicates(all_cells: Result) -> None:
    found = factorial.shares(factorial.replicates(all_cells, "browse", "throughput"))
    assert found
    assert len(found.whole.factor.values) == all_cells.experiment.sessions
    assert found.whole.factor.low
    assert found.whole.factor.high


@pytest.mark.parametrize("sessions", ["one", "every"])
def test_unanswered_cells_leave_factors_and_nothing_is_imputed(
    all_cells: Result, sessions: str
) -> None:
    """One replicate is enough: which are left would depend on what was measured."""
    few = {"right": 2, "in_time": 2}
    silent = partly_changed(all_cells, "none", {"session": 2}, **few)
    if sessions == "every":
        silent = changed(all_cells, "none", **few)
    found = factorial.replicates(silent, "browse", "throughput")
    assert factorial.shares(found) is None
    assert found.unanswered == ("none",)
    factors = factorial.factors(found)
    assert set(factors) == set(group("six"))
    assert len(factors["cache"]) == (32 - 1) * all_cells.experiment.sessions


def test_replicate_with_an_invalid_cell_is_left_out_of_the_shares(all_cells: Result) -> None:
    busy = partly_changed(
        all_cells, "none", {"session": 2}, invalid=("other processes",), right=10_000
    )
    found = factorial.replicates(busy, "browse", "throughput")
    assert len(found.complete) == len(found.cells) - 1
    shares = factorial.shares(found)
    assert shares
    assert len(shares.whole.factor.values) == len(found.complete)


def test_invalid_cell_of_the_only_replicate_leaves_factors(all_cells: Result) -> None:
    busy = changed(all_cells, "none", invalid=("other processes",))
    found = factorial.replicates(busy, "browse", "throughput")
    assert factorial.shares(found) is None
    assert found.unanswered == ()
    assert len(factorial.factors(found)["cache"]) == (32 - 1) * all_cells.experiment.sessions
