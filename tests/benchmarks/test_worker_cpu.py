"""What the measurement of CPU time rests on: answers under load are right, and wrong ones count."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.benchmarks import load
from tests.benchmarks.stack import Running, Stack, stack
from tests.benchmarks.worker_cpu import Meter, questions, subject

CUSTOMERS, CONNECTIONS, SECONDS = 2_000, 200, 2.0

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def loaded() -> Iterator[Stack]:
    with stack(CUSTOMERS, "optimized") as made:
        yield made


@pytest.fixture(scope="module")
def six(loaded: Stack) -> Iterator[Running]:
    with loaded.running(subject("six,-cache")) as running:
        yield running


def test_all_answers_to_many_connections_are_right(six: Running) -> None:
    tally = load.run(six.url, questions(six, "list", CUSTOMERS), CONNECTIONS, SECONDS)

    assert tally.right > CONNECTIONS
    assert tally.wrong == {}


def test_an_answer_other_than_the_first_is_wrong(six: Running) -> None:
    (question,) = questions(six, "same list", CUSTOMERS)

    tally = load.run(six.url, [replace(question, body=b"other")], 2, 0.5)

    assert tally.right == 0
    assert tally.wrong.keys() == {"200"}


def test_the_cpu_time_of_all_processes_is_found(loaded: Stack, six: Running) -> None:
    cost = Meter(loaded, 2, SECONDS, once=False).measure(six, questions(six, "list", CUSTOMERS))

    assert cost.worker > 0
    assert cost.postgresql > 0
