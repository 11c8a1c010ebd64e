"""What the report says, and does not say, of a result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from harness.conditions import SERVICES
from harness.report.compose import page
from harness.report.page import Page, html
from harness.results.model import Kind, Result
from tests.harness.report import lacking, samples


def _page(result: Result, beside: Mapping[Kind, Result] | None = None) -> Page:
    return page(result, beside or {})


def _answers(made: Page) -> str:
    return " ".join(line for answer in made.claim.answers for line in answer.lines)


def test_claim_carries_its_interval() -> None:
    """A ratio over several rounds is said with how sure it is."""
    made = _page(samples.comparison(rounds=4))
    assert made.claim.before == "The optimized service answers"
    assert "95% interval" in _answers(made)


def test_single_round_claims_nothing() -> None:
    """What was seen once is told as seen once."""
    made = _page(samples.comparison(rounds=1))
    assert made.claim.before.startswith("In a single round")
    assert "too few for an interval" in _answers(made)


def test_no_difference_is_called_none() -> None:
    """Where the interval holds 1, no factor is printed."""
    same = samples.comparison_of_equals()
    assert _page(same).claim.amount == "no difference"


def test_invalid_run_says_so_before_its_claim() -> None:
    """The reasons stand above the headline."""
    reason = "k6 used 93% of its CPUs"
    text = html(_page(replace(samples.comparison(1), status="invalid", reasons=(reason,))))
    assert text.index(reason) < text.index("<h1>")


def test_dirty_work_tree_is_a_warning() -> None:
    """No revision holds what was measured."""
    made = _page(replace(samples.comparison(), dirty=True))
    assert any("work tree" in warning for warning in made.warnings)


def test_other_conditions_beside_are_named() -> None:
    """A ladder from another kernel is shown, and said to be from another kernel."""
    ladder = samples.ladder()
    moved = replace(ladder, conditions={**ladder.conditions, "machine.kernel": "6.12"})
    made = _page(samples.comparison(), {"ladder": moved})
    assert any("machine.kernel" in warning for warning in made.warnings)


def test_why_names_the_largest_gains_of_the_ladder() -> None:
    """The first screen says what bought the most."""
    assert "joins" in _answers(_page(samples.comparison(), {"ladder": samples.ladder()}))


def test_ladder_alone_makes_a_page() -> None:
    """Its claim sets the naive service against the whole."""
    made = _page(samples.ladder())
    assert [section.name for section in made.sections][:1] == ["latency"]
    assert "ladder" in [section.name for section in made.sections]


def test_growth_alone_makes_a_page() -> None:
    """Its claim is that of the largest size."""
    assert "3,000,000 customers" in _page(samples.growth()).kicker


def test_scenario_without_an_answer_is_told_and_not_counted() -> None:
    """There is no ratio to nothing, and the page is made all the same."""
    result = lacking.answers("search")
    made = _page(result)
    assert "search: none of" in _answers(made)
    assert "geometric mean of browse, crud;" in made.claim.figure.title


def test_scenario_that_no_service_answered_has_its_row_in_the_chart() -> None:
    """As at a rate so low that nothing but timeouts was seen."""
    made = html(_page(lacking.answers("search", SERVICES)))
    assert "search optimized: median none answered" in made


def test_knees_stand_in_the_page_of_a_comparison() -> None:
    """The ramp's result has no page of its own."""
    limits = samples.ramp()
    made = _page(samples.comparison(1), {"limits": limits})
    assert "knees" in [section.name for section in made.sections]


def test_memory_that_is_not_accounted_is_said_to_be_so() -> None:
    """In a container without the controller, no figure of memory is made up."""
    made = _page(lacking.memory())
    resources = next(section for section in made.sections if section.name == "resources")
    assert "does not account memory" in resources.lead
    assert [figure.name for figure in resources.figures] == ["cpu"]


def test_text_of_a_result_is_escaped() -> None:
    """A reason, a condition or a statement cannot become markup."""
    nasty = "<script>alert(1)</script>"
    result = replace(samples.comparison(1), reasons=(nasty,), conditions={f"a.{nasty}": nasty})
    assert nasty not in html(_page(result))


def test_every_optimization_is_named_among_the_differences() -> None:
    """The one table of differences leaves none of the ladder's rungs out."""
    said = " ".join(difference.aspect for difference in _page(samples.comparison(1)).differences)
    assert [name for name in samples.ORDER if f"({name})" not in said] == []
