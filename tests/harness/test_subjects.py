"""The harness reads OPTIMIZATIONS as the service does, which it does not import."""

from __future__ import annotations

from contextlib import suppress

from hypothesis import example, given, settings
from hypothesis import strategies as st

from harness.errors import BenchError
from harness.experiments.subjects import subjects, switches_on
from optimized.optimizations import ALL, InvalidOptimizationsError, parse
from tests.harness.samples import experiment

NAMES = [*sorted(ALL), "all", "six", "none", "speed", "", " "]
a_part = st.tuples(st.sampled_from(["", "-", " "]), st.sampled_from(NAMES)).map("".join)


def by_service(text: str) -> frozenset[str] | None:
    """Return what the service switches on, None where it refuses."""
    with suppress(InvalidOptimizationsError):
        return parse(text)
    return None


def by_harness(text: str) -> frozenset[str] | None:
    """Return what the harness takes for on, None where it refuses."""
    with suppress(BenchError):
        (subject,) = subjects(experiment(subjects=(text,)))
        return switches_on(subject)
    return None


@given(st.lists(a_part, max_size=5).map(",".join))
@settings(max_examples=500)
@example("all,-cache")
@example("direct")
def test_any_value_means_the_same(text: str) -> None:
    assert by_harness(text) == by_service(text)
