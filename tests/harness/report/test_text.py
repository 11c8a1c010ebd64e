"""Numbers as people read them."""

from __future__ import annotations

import pytest

from harness.report import text


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, "0"),
        (0.05139, "0.0514"),
        (1, "1.00"),
        (9.996, "10.0"),
        (38.24, "38.2"),
        (999.6, "1,000"),
        (4123, "4,120"),
        (-12.34, "-12.3"),
    ],
)
def test_number_has_three_significant_digits(value: float, shown: str) -> None:
    """Not more, for no measurement here is surer than that."""
    assert text.number(value) == shown


@pytest.mark.parametrize(("value", "shown"), [(0.5, "0.500 ms"), (999, "999 ms"), (1000, "1.00 s")])
def test_time_has_the_unit_that_suits_it(value: float, shown: str) -> None:
    """Seconds from one second on."""
    assert text.milliseconds(value) == shown


def test_interval_of_one_round_is_a_dash() -> None:
    """No bounds are made up where there are none."""
    assert text.interval(None, None) == "–"
