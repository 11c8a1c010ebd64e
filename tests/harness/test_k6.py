"""k6 for real, for seconds, against real services on a few hundred customers."""

from __future__ import annotations

import subprocess
from contextlib import suppress
from dataclasses import replace
from itertools import chain
from pathlib import Path

import pytest

from harness.errors import BenchError
from harness.experiments.catalogue import SCENARIOS
from harness.experiments.model import Model
from harness.load import k6
from harness.load.series import Series
from tests.harness.k6_bench import Bench
from tests.support import rows, services
from tests.support.servers import PostgreSQL

SECONDS = 1
CRUD = k6.Scenario("crud", "closed", users=4, seconds=SECONDS)
SEARCH = k6.Scenario("search", "closed", users=1, seconds=SECONDS)

# more users than arrivals: each gets one iteration, most of them before the last second
RARE = k6.Scenario("crud", "open", users=8, seconds=3, rate=2.0)


@pytest.fixture(params=["naive", "optimized"])
def service(request: pytest.FixtureRequest) -> services.Service:
    """Each service in its turn."""
    found: services.Service = request.getfixturevalue(f"{request.param}_service")
    return found


@pytest.mark.parametrize("scenario", SCENARIOS["k6"])
def test_scenario_finds_every_answer_right(
    bench: Bench, service: services.Service, scenario: str
) -> None:
    outcome = bench.run(service.url, replace(CRUD, name=scenario))
    assert outcome.series.problems == []
    assert outcome.series.failures == {}
    assert outcome.series.requests > 0
    assert_counts_agree(outcome)


@pytest.mark.parametrize(("model", "iterations"), [("open", 3 * SECONDS), ("ramp", 6 * SECONDS)])
def test_model_begins_iterations_at_its_rate(
    bench: Bench, naive_service: services.Service, model: Model, iterations: int
) -> None:
    load = replace(CRUD, model=model, rate=3.0)
    outcome = bench.run(naive_service.url, load, START="2", STEPS="2")
    assert outcome.series.iterations == pytest.approx(iterations, abs=2)


def assert_counts_agree(outcome: k6.Outcome) -> None:
    """Assert that series and summary count as many iterations; `run_k6` does so for requests."""
    assert outcome.series.iterations == outcome.summary["metrics"]["iterations"]["count"]


def test_series_and_summary_of_an_open_model_count_the_same(
    bench: Bench, naive_service: services.Service
) -> None:
    assert_counts_agree(bench.run(naive_service.url, RARE))


@pytest.mark.parametrize(("model", "pages"), [("open", True), ("closed", False)])
def test_iteration_of_an_open_model_goes_on_after_the_time(
    bench: Bench,
    naive_service: services.Service,
    model: Model,
    pages: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    load = replace(RARE, name="browse", model=model, seconds=1, rate=10.0)
    outcome = bench.run(naive_service.url, load, LOAD='{"filters": {"none": 1}}')
    assert (outcome.series.requests == 5 * outcome.series.iterations) is pages


WRONG = {"LOAD": '{"terms": {"nowhere": 1}}'}
"""Searches for existing terms, said to be nowhere: every answer is wrong, and its term is told."""


def test_phase_decides_what_an_iteration_asks_for(
    bench: Bench, naive_service: services.Service
) -> None:
    common = {"nowhere": bench.data["terms"]["common"]}
    one, same, other = (
        bench.run(naive_service.url, replace(SEARCH, phase=phase), common, **WRONG).series.problems
        for phase in (0, 0, 1)
    )
    told = min(len(one), len(same), len(other))  # a slow machine gets less far in a second
    assert told
    assert one[:told] == same[:told]
    assert one[:told] != other[:told]


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"CUSTOMERS": "1000000000"}, "status"),
        ({"BASE_URL": "http://127.0.0.1:9"}, "connection"),
        ({"TIMEOUT": "0.001"}, "timeout"),
    ],
)
def test_failures_are_counted_by_kind(
    bench: Bench, naive_service: services.Service, changes: dict[str, str], kind: str
) -> None:
    load = '{"writes": 0, "skew": 1}'
    outcome = bench.run(naive_service.url, replace(CRUD, users=1), LOAD=load, **changes)
    assert set(outcome.series.failures) == {kind}


def test_wrong_answer_is_a_failure_with_a_reason(
    bench: Bench, naive_service: services.Service
) -> None:
    outcome = bench.run(naive_service.url, SEARCH, {"nowhere": ["smith"]}, **WRONG)
    assert set(outcome.series.failures) == {"answer"}
    assert 'rows for "smith"' in outcome.series.problems[0]


def test_crud_writes_as_often_as_asked_and_leaves_the_data_as_it_was(
    bench: Bench, naive_service: services.Service, postgresql_server: PostgreSQL
) -> None:
    outcome = bench.run(naive_service.url, CRUD, LOAD='{"writes": 0.4}')
    assert outcome.series.problems == []
    counted = postgresql_server.psql("naive", "SELECT count(*) FROM customers_customer")
    assert int(counted) == rows.CUSTOMERS
    writes = outcome.summary["metrics"]["writes"]["count"]
    assert writes / outcome.series.requests == pytest.approx(0.4, abs=0.1)


def test_k6_that_cannot_run_says_why(bench: Bench, naive_service: services.Service) -> None:
    told = r"(?s)^k6 ended with status \d+: .*USERS is many, not a number"
    with pytest.raises(BenchError, match=told):
        bench.run(naive_service.url, CRUD, USERS="many")


def test_token_is_in_no_argument(bench: Bench, naive_service: services.Service) -> None:
    arguments: list[str] = []

    def look(_series: Series) -> None:
        children = chain.from_iterable(
            path.read_text().split() for path in Path("/proc/self/task").glob("*/children")
        )
        for child in children:
            with suppress(FileNotFoundError, ProcessLookupError):  # it has ended since
                arguments.append(Path("/proc", child, "cmdline").read_text())

    load = replace(CRUD, users=1, seconds=3)  # it reports after each second
    bench.run(naive_service.url, load, {}, look)
    assert any("crud.js" in each for each in arguments)
    assert services.API_TOKEN not in "".join(arguments)


def by_hand(
    bench: Bench, script: str, url: str, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run a script with k6's own summary and nothing of the harness."""
    variables |= {"BASE_URL": url, "USERS": "3", "DURATION": "1", "DATA": bench.file()}
    given = [part for name, value in variables.items() for part in ("-e", f"{name}={value}")]
    command = [str(bench.program), "run", "--quiet", *given, str(k6.SCRIPTS / f"{script}.js")]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("script", [*SCENARIOS["k6"], "load_test"])
def test_script_works_by_hand(
    bench: Bench, optimized_service: services.Service, script: str
) -> None:
    done = by_hand(bench, script, optimized_service.url, API_TOKEN=services.API_TOKEN)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "checks_succeeded...: 100.00%" in done.stdout
    names = {"browse": "first page", "search": "search rare", "crud": "detail"}
    for name in names.values() if script == "load_test" else [names[script]]:
        assert f"{{ name:{name} }}" in done.stdout


def test_crud_by_hand_without_a_token_says_what_to_add(bench: Bench) -> None:
    done = by_hand(bench, "crud", "http://127.0.0.1:9")
    assert done.returncode != 0
    assert "API_TOKEN is missing: add -e API_TOKEN=" in done.stderr
