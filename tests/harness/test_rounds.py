from __future__ import annotations

import io

import pytest
from rich.console import Console

from harness.conditions import SERVICES, conditions
from harness.results.model import Subject
from harness.run import growth, k6, plan
from harness.run.plan import Load
from harness.run.rounds import Rounds
from harness.run.stack import Stack
from harness.run.view import Plain
from tests.harness.fakes import RecordingGenerator, RecordingHost, provided

NAIVE = Subject("naive", "naive", 100)
STOP = " ".join(
    ["stop"]
    + [f"django-{name}.{kind}" for name in SERVICES for kind in ("target", "socket", "service")]
)
LOADS = [Load("browse", "closed", 50, 8), Load("crud", "closed", 50, 8)]


class ReadyStack(Stack):
    """A stack whose readiness is noted instead of asked for over HTTP."""

    def wait_until_ready(self, service: str) -> None:
        self.host.run("ready?", service)


@pytest.fixture
def host() -> RecordingHost:
    return RecordingHost()


def recorded(host: RecordingHost, generate: RecordingGenerator) -> Rounds:
    """Return rounds on a host, under loads that go as `generate` has it."""
    view = Plain(Console(file=io.StringIO()), 1)
    return Rounds(ReadyStack(host, conditions().ports), provided, generate, view, warmup=2)


@pytest.fixture
def rounds(host: RecordingHost) -> Rounds:
    return recorded(host, RecordingGenerator(host.log))


def test_round_goes_through_its_phases_in_order(rounds: Rounds) -> None:
    done = rounds.run(1, NAIVE, LOADS)
    assert [phase.name for phase in done.phases] == [
        "stop both stacks",
        "prepare the database",
        "restart PostgreSQL",
        "prewarm tables and indexes",
        "empty Redis",
        "start the stack",
        "wait until it is ready",
        "look for other load",
        "warm up browse closed",
        "measure browse closed",
        "restart the service",
        "warm up crud closed",
        "measure crud closed",
        "restart the service",
        "sweep",
    ]


def test_round_commands_the_host_in_order(rounds: Rounds, host: RecordingHost) -> None:
    rounds.run(1, NAIVE, LOADS[:1])
    wanted = [
        STOP,
        "stop postgresql.service",
        "start postgresql.service",
        "psql -XAtq -v ON_ERROR_STOP=1 -d naive",
        "FLUSHALL",
        "start django-naive.target",
        "ready? naive",
        "k6 naive browse closed 2s",
        "psql -XAtq -v ON_ERROR_STOP=1 -d naive",
        "k6 naive browse closed 8s",
        "psql -XAtq -v ON_ERROR_STOP=1 -d naive",
    ]
    log = iter(host.log)
    assert all(any(command in line for line in log) for command in wanted), host.log


def test_no_load_finds_the_requests_that_the_one_before_gave_up(
    rounds: Rounds, host: RecordingHost
) -> None:
    rounds.run(1, NAIVE, LOADS)
    wanted = [
        "k6 naive browse closed 8s",
        STOP,
        "start django-naive.target",
        "ready? naive",
        "k6 naive crud closed 2s",
    ]
    log = iter(host.log)
    assert all(any(command in line for line in log) for command in wanted), host.log


class ImpatientGenerator(RecordingGenerator):
    """Every load ends with a request that was given up."""

    def __call__(self, load: Load, subject: Subject, name: str) -> k6.Outcome:
        made = super().__call__(load, subject, name)
        made.series.failures["timeout"] = 1
        return made


def test_no_measurement_finds_the_requests_that_its_warm_up_gave_up(host: RecordingHost) -> None:
    recorded(host, ImpatientGenerator(host.log)).run(1, NAIVE, LOADS[:1])
    wanted = ["k6 naive browse closed 2s", STOP, "ready? naive", "k6 naive browse closed 8s"]
    log = iter(host.log)
    assert all(any(command in line for line in log) for command in wanted), host.log


def test_warm_up_is_left_out_of_the_measurements(rounds: Rounds) -> None:
    done = rounds.run(1, NAIVE, LOADS)
    assert [(m.scenario, m.seconds) for m in done.measurements] == [("browse", 8), ("crud", 8)]


def test_optimizations_are_off_before_the_stack_starts(rounds: Rounds, host: RecordingHost) -> None:
    rounds.run(1, Subject("no cache", "optimized", 100, ("cache", "fts")), LOADS[:1])
    drop_in = next(at for at, line in enumerate(host.log) if "optimizations-off.conf" in line)
    assert host.log[drop_in].startswith("install")
    assert drop_in < host.log.index("start django-optimized.target django-optimized.service")


def test_indexes_follow_the_optimizations_before_they_are_prewarmed(
    rounds: Rounds, host: RecordingHost
) -> None:
    rounds.run(1, Subject("no indexes", "optimized", 100, ("indexes",)), LOADS[:1])
    migrated = host.log.index("start django-optimized-migrate.service")
    assert migrated < host.log.index("start postgresql.service")


def test_next_rung_switches_on_what_the_last_had_off(rounds: Rounds, host: RecordingHost) -> None:
    rounds.run(1, Subject("no cache", "optimized", 100, ("cache",)), LOADS[:1])
    rounds.run(1, Subject("optimized", "optimized", 100), LOADS[:1])
    drop_ins = [line.split()[0] for line in host.log if "optimizations-off.conf" in line]
    assert drop_ins == ["install", "install", "rm", "rm"]


def test_growth_loads_each_size_once() -> None:
    measured = plan.order(growth.subjects(3_000_000), rounds=2, seed=1)
    sizes = [subject.customers for _, subject in measured]
    assert sizes == sorted(sizes)


def test_growth_compares_services_over_equal_data() -> None:
    pairs = plan.pairs(growth.subjects(1000))
    assert pairs == [(f"naive {size}", f"optimized {size}") for size in ("10", "100", "1,000")]


def test_rounds_alternate_so_that_a_drift_meets_all_alike() -> None:
    subjects = plan.subjects(["naive", "optimized"], 100)
    names = [subject.name for _, subject in plan.order(subjects, 4, seed=1)]
    first, second = names[:2]
    assert names == [first, second, second, first, first, second, second, first]


def test_seed_decides_who_comes_first() -> None:
    subjects = plan.subjects(["naive", "optimized"], 100)
    first = {plan.order(subjects, 1, seed)[0][1].name for seed in range(20)}
    assert first == {"naive", "optimized"}


def test_aa_run_pairs_each_service_with_itself() -> None:
    subjects = plan.subjects(["naive", "optimized"], 100, twice=True)
    assert plan.pairs(subjects) == [("naive", "naive again"), ("optimized", "optimized again")]
    assert {subject.service for subject in subjects} == {"naive", "optimized"}


def test_ladder_is_compared_with_its_first_rung() -> None:
    rungs = [Subject(name, "optimized", 100) for name in ("none", "cache", "all")]
    assert plan.pairs(rungs) == [("none", "cache"), ("none", "all")]
