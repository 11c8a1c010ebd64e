"""What k6's scripts draw: the file of what exists, and a seed for each iteration of each phase."""

from __future__ import annotations

import re

import pytest

from harness.conditions import REPOSITORY, conditions
from harness.errors import BenchError
from harness.experiments.catalogue import experiment
from harness.experiments.model import Experiment
from harness.experiments.schedule import PHASES, PURPOSES, loads, phase
from tests.support import k6_data

PICKER = (REPOSITORY / "k6/lib/picker.js").read_text()
STRIDE = int(re.findall(r"STRIDE = (0x\w+)", PICKER)[0], 16)
STEP = int(re.findall(r"state \+ (0x\w+)", PICKER)[0], 16)
STATES = 1 << 32
DRAWS = 16  # of an iteration, at most: browse makes eight
ITERATIONS = 1_000_000  # of a phase, at most: 300 seconds of 3,000 per second


def test_data_are_drawn_from_the_rows() -> None:
    assert k6_data.FILE.read_text() == k6_data.published()


def test_no_two_iterations_of_any_phase_begin_at_the_same_state() -> None:
    assert STRIDE % 2 == 1, "an odd factor is a bijection of the states"


@pytest.mark.parametrize("apart", range(1, DRAWS))
def test_no_state_recurs(apart: int) -> None:
    """An iteration whose draws were `apart` behind another's would be too far on in its phase.

    Iterations i and j meet where (i - j) × STRIDE = apart × STEP; phases are 2^24 apart.
    """
    difference = apart * STEP * pow(STRIDE, -1, STATES) % STATES
    within_phase = difference % (1 << 24)
    assert min(within_phase, (1 << 24) - within_phase) > ITERATIONS


def phases(of: Experiment) -> list[int]:
    return [
        phase(of, session, number, load, purpose)
        for session in range(1, of.sessions + 1)
        for number in range(1, of.rounds + 1)
        for load in loads(of)
        for purpose in PURPOSES
    ]


@pytest.mark.parametrize("name", conditions().experiments)
def test_phases_of_an_experiment_are_all_different(name: str) -> None:
    found = phases(experiment(name))
    assert len(set(found)) == len(found)
    assert max(found) < PHASES


def test_experiment_of_too_many_rounds_is_refused() -> None:
    with pytest.raises(BenchError, match="at most 85"):
        phases(experiment("quick", {"sessions": 10, "rounds": 9}))
