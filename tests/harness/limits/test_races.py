"""Candidates measured in turn, and held against each other."""

from __future__ import annotations

import pytest

from harness.conditions import conditions
from harness.limits import asking, candidates, comparisons
from harness.limits.candidates import BARE, NAIVE, PEERS, PLAIN
from harness.limits.comparisons import Race, Rivals, Side
from harness.limits.material import Material
from harness.limits.measuring import held_against
from harness.run.stack import Stack
from tests.harness.fakes import RecordingHost
from tests.harness.limits.samples import LIMITS, LoadedHost

RACE = Race(
    "list",
    Side(PLAIN, "lists"),
    (
        Rivals("bare", (Side(BARE, "bare-lists"),), 0.8),
        Rivals("best peer", tuple(Side(peer, "peer-lists") for peer in PEERS[:2]), 1.5),
    ),
)
SLOW = Race("search", Side(PLAIN, "searches"), (Rivals("naive", (Side(NAIVE, "searches"),), 1000),))
MATERIAL = Material({"searches": ["/1", "/2", "/3", "/4"]}, [])


@pytest.fixture
def host() -> LoadedHost:
    return LoadedHost()


def run(host: LoadedHost, race: Race) -> list[comparisons.Rates]:
    return list(comparisons.rounds(host, MATERIAL, race, LIMITS))  # type: ignore[arg-type]


def test_sides_alternate_so_that_none_is_always_first(host: LoadedHost) -> None:
    rates = run(host, RACE)

    measured = [origin for origin, duration in host.asked if duration == "2s"]
    forth = [side.candidate.origin for side in RACE.sides]
    assert measured == [*forth, *reversed(forth)] * 2
    assert len(rates) == LIMITS.rounds


def test_every_measurement_follows_a_warm_up_of_its_own(host: LoadedHost) -> None:
    run(host, RACE)

    assert [duration for _, duration in host.asked] == ["1s", "2s"] * 4 * LIMITS.rounds


def test_the_naive_service_gets_a_number_of_requests_and_others_each_round(
    host: LoadedHost,
) -> None:
    run(host, SLOW)

    assert host.single == [["/1", "/2", "/3"], ["/4", "/1", "/2"]]


def test_a_slow_rate_follows_from_the_mean_time_of_an_answer(host: LoadedHost) -> None:
    assert asking.rate(host, NAIVE, ["/1", "/2", "/3"], 2) == pytest.approx(8)  # type: ignore[arg-type]


def test_ours_is_held_against_the_fastest_of_the_rivals() -> None:
    first, second = (peer.name for peer in PEERS[:2])
    rates = {"optimized": 30.0, "bare": 40.0, first: 10.0, second: 20.0}

    row = held_against(RACE, RACE.rivals[1], [rates, rates, rates])

    assert row.name == f"list / best peer, {second}"
    assert row.figure == pytest.approx(1.5)


def test_no_candidate_outlives_an_interrupt() -> None:
    host = RecordingHost()

    with pytest.raises(KeyboardInterrupt), candidates.running(Stack(host, conditions().ports)):
        raise KeyboardInterrupt

    last = max(number for number, line in enumerate(host.log) if line.startswith("systemd-run"))
    stopped, *_, restored = host.log[last + 2 :]  # the line between waits until it listens
    assert stopped.split() == ["systemctl", "stop", *(each.unit for each in candidates.ALL)]
    assert restored.startswith("start django-bench.target")
