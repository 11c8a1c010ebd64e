"""The rungs that `bench ladder` measures."""

from __future__ import annotations

from itertools import pairwise

from harness.conditions import conditions
from harness.run import ladder
from optimized.optimizations import SIX


def test_ladder_adds_every_optimization_of_the_service() -> None:
    """No optimization is left out of the ladder, and none is made up."""
    assert set(ladder.ORDER) == SIX


def test_each_rung_adds_one_to_the_rung_below() -> None:
    """From all off to none off, in the order of the ladder."""
    rungs = [set(s.off) for s in ladder.subjects(0)[1 : len(ladder.ORDER) + 2]]
    added = [below - above for below, above in pairwise(rungs)]
    assert added == [{name} for name in ladder.ORDER]


def test_each_optimization_is_left_out_once() -> None:
    """The last of the order is left out by the rung below the whole."""
    alone = [subject.off[0] for subject in ladder.subjects(0) if len(subject.off) == 1]
    assert sorted(alone) == sorted(ladder.ORDER)


def test_whatever_is_answered_in_time_counts() -> None:
    """The slowest rungs answer their first requests in 25 s."""
    assert conditions().profiles["ladder"].duration >= conditions().load.timeout
