"""What each switch contributes, from a full factorial."""

from __future__ import annotations

import math
from itertools import combinations, permutations

import pytest

from harness.experiments.model import Subject
from harness.experiments.subjects import group, switches_on
from harness.report.compose import sections
from harness.results.model import Result
from harness.statistics import factorial
from tests.harness import samples

PUBLISHED = samples.factorial()


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


@pytest.mark.parametrize("place", [{"session": 2}, {}], ids=["one session", "every session"])
def test_unanswered_cells_leave_factors_and_nothing_is_imputed(
    all_cells: Result, place: dict[str, int]
) -> None:
    """One replicate is enough: which are left would depend on what was measured."""
    silent = samples.changed(all_cells, "none", place, right=2, in_time=2)
    found = factorial.replicates(silent, "browse", "throughput")
    assert factorial.shares(found) is None
    assert found.unanswered == ("none",)
    factors = factorial.factors(found)
    assert set(factors) == set(group("six"))
    assert len(factors["cache"]) == (32 - 1) * all_cells.experiment.sessions


def test_replicate_with_an_invalid_cell_is_left_out_of_the_shares(all_cells: Result) -> None:
    busy = samples.changed(
        all_cells, "none", {"session": 2}, invalid=("other processes",), right=10_000
    )
    found = factorial.replicates(busy, "browse", "throughput")
    assert len(found.complete) == len(found.cells) - 1
    shares = factorial.shares(found)
    assert shares
    assert len(shares.whole.factor.values) == len(found.complete)


def test_invalid_cell_of_the_only_replicate_leaves_factors(all_cells: Result) -> None:
    busy = samples.changed(all_cells, "none", invalid=("other processes",))
    found = factorial.replicates(busy, "browse", "throughput")
    assert factorial.shares(found) is None
    assert found.unanswered == ()
    assert len(factorial.factors(found)["cache"]) == (32 - 1) * all_cells.experiment.sessions


def test_shares_sum_to_the_whole() -> None:
    section = next(sections(PUBLISHED))
    for table in section.tables[1:]:
        *shares, whole = (float(row[1].split(" ")[0]) for row in table.rows)
        assert sum(shares) == pytest.approx(whole, abs=0.04)  # each is rounded


def test_factors_multiply_to_the_whole() -> None:
    table = next(sections(PUBLISHED)).tables[0]
    for column in range(1, len(table.columns)):
        *factors, whole = (float(row[column].split("×")[0]) for row in table.rows)
        assert math.prod(factors) == pytest.approx(whole, rel=0.03)  # each is rounded


@pytest.mark.parametrize(
    ("changes", "note", "first"),
    [
        ({"in_time": 2}, "1 of 64 combinations were not always answered", "factors among"),
        (
            {"invalid": ("busy",)},
            "1 of 4 replicates are left out: not every cell is valid.",
            "Times better",
        ),
    ],
)
def test_combination_that_is_missing_in_a_replicate_is_told(
    changes: dict[str, object], note: str, first: str
) -> None:
    section = next(sections(samples.changed(PUBLISHED, "none", {"session": 1}, **changes)))
    told = [each for each in section.notes if note in each]
    assert len(told) == len(PUBLISHED.experiment.scenarios)
    assert first in section.tables[0].title


def test_all_six_have_an_interval() -> None:
    for table in next(sections(PUBLISHED)).tables:
        assert table.rows[-1][0] == "all six"
        assert "–" in table.rows[-1][1]
