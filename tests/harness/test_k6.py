"""k6 for real, for seconds, against real services on a few hundred customers."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from harness.conditions import Model, conditions
from harness.host import k6 as k6_program
from harness.run import k6
from harness.run.plan import SCENARIOS, Load
from harness.run.series import Series
from harness.run.stack import SQL
from tests.support import rows, services
from tests.support.servers import PostgreSQL

SECONDS = 1
SEARCH = Load("search", "closed", users=1, seconds=1)
CRUD = Load("crud", "closed", users=4, seconds=SECONDS)

# more VUs than arrivals: each gets one iteration, most of them before the last second
RARE = Load("crud", "open", users=8, seconds=3, rate=2.0)


@dataclass(frozen=True, slots=True)
class Bench:
    """k6 and what it needs to know of the rows that both services serve."""

    program: Path
    data: dict[str, Any]
    directory: Path

    def terms(self, **kinds: list[str]) -> Path:
        """Write the file of what is asked for, with other terms for some kinds."""
        file = self.directory / "terms.json"
        file.write_text(json.dumps({**self.data, "terms": {**self.data["terms"], **kinds}}))
        return file

    def options(self, service: services.Service, load: Load, **changes: Any) -> dict[str, Any]:
        """Return the options file of a load, with `changes` on top."""
        target = k6.Target(service.url, services.API_TOKEN, rows.CUSTOMERS, str(self.terms()))
        made = k6.options(load, target, conditions().load, self.directory / "summary.json")
        return {**made, **changes}

    def run(self, service: services.Service, load: Load, **changes: Any) -> k6.Outcome:
        """Put a load on a service."""
        return k6.run(self.program, self.options(service, load, **changes), lambda _series: None)

    def search(
        self, service: services.Service, kind: str, kinds: dict[str, list[str]]
    ) -> k6.Outcome:
        """Search for terms of one kind alone, taken from `kinds`."""
        options = self.options(service, SEARCH, terms={kind: 1})
        self.terms(**kinds)
        return k6.run(self.program, options, lambda _series: None)


@pytest.fixture(scope="session")
def data(postgresql_server: PostgreSQL, naive_database: str) -> dict[str, Any]:
    """What the load asks for, drawn from the rows."""
    drawn = postgresql_server.psql(naive_database, (SQL / "terms.sql").read_text())
    found: dict[str, Any] = json.loads(drawn)
    return found


@pytest.fixture
def bench(data: dict[str, Any], tmp_path: Path) -> Bench:
    """A bench; k6 is built by the harness where the machine has none."""
    return Bench(k6_program.program(), data, tmp_path)


@pytest.fixture(params=["naive", "optimized"])
def service(request: pytest.FixtureRequest) -> services.Service:
    """Each service in its turn."""
    found: services.Service = request.getfixturevalue(f"{request.param}_service")
    return found


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_scenario_finds_every_answer_right(
    bench: Bench, service: services.Service, scenario: str
) -> None:
    outcome = bench.run(service, Load(scenario, "closed", users=4, seconds=SECONDS))
    assert outcome.series.problems == []
    assert outcome.series.failures == {}
    assert outcome.series.requests > 0


@pytest.mark.parametrize(("model", "iterations"), [("open", 3 * SECONDS), ("ramp", 6 * SECONDS)])
def test_model_begins_iterations_at_its_rate(
    bench: Bench,
    naive_service: services.Service,
    model: Model,
    iterations: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(k6, "RAMP_START", 2)
    monkeypatch.setattr(k6, "RAMP_STEPS", 2)
    outcome = bench.run(naive_service, Load("crud", model, users=4, seconds=SECONDS, rate=3.0))
    counted = outcome.summary["metrics"]["iterations"]["values"]["count"]
    assert counted == pytest.approx(iterations, abs=2)


@pytest.mark.parametrize("load", [CRUD, RARE], ids=lambda load: str(load.model))
def test_series_and_summary_count_the_same(
    bench: Bench, naive_service: services.Service, load: Load
) -> None:
    outcome = bench.run(naive_service, load)
    assert outcome.series.requests == outcome.summary["metrics"]["http_reqs"]["values"]["count"]


@pytest.mark.parametrize("whole", [True, False])
def test_iteration_goes_on_after_the_time_if_it_is_to_be_whole(
    bench: Bench,
    naive_service: services.Service,
    whole: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    load = Load("browse", "open", users=2, seconds=1, rate=2.0, whole=whole)
    outcome = bench.run(naive_service, load, duration=0)
    assert bool(outcome.series.requests) is whole


def test_iteration_asks_the_same_in_every_run(
    bench: Bench, naive_service: services.Service
) -> None:
    # existing terms, said to be nowhere: every search is wrong, and tells what it asked
    wrong = {"nowhere": bench.data["terms"]["common"]}
    one, two = (bench.search(naive_service, "nowhere", wrong).series.problems for _ in range(2))
    both = min(len(one), len(two))  # a slow machine gets less far in a second
    assert one[:both] == two[:both] != []


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"customers": 1_000_000_000}, "status"),
        ({"base": "http://127.0.0.1:9"}, "connection"),
        ({"timeout": 0.001}, "timeout"),
    ],
)
def test_failures_are_counted_by_kind(
    bench: Bench, naive_service: services.Service, changes: dict[str, Any], kind: str
) -> None:
    load = Load("crud", "closed", users=1, seconds=1)
    outcome = bench.run(naive_service, load, writes=0, skew=1, **changes)
    assert set(outcome.series.failures) == {kind}


def test_wrong_answer_is_a_failure_with_a_reason(
    bench: Bench, naive_service: services.Service
) -> None:
    outcome = bench.search(naive_service, "nowhere", {"nowhere": ["smith"]})
    assert set(outcome.series.failures) == {"answer"}
    assert 'rows for "smith"' in outcome.series.problems[0]


def test_crud_leaves_the_data_as_it_was(
    bench: Bench, naive_service: services.Service, postgresql_server: PostgreSQL
) -> None:
    outcome = bench.run(naive_service, CRUD, writes=0.5)
    assert outcome.series.problems == []
    counted = postgresql_server.psql("naive", "SELECT count(*) FROM customers_customer")
    assert int(counted) == rows.CUSTOMERS


def test_share_of_writes_is_as_asked(bench: Bench, naive_service: services.Service) -> None:
    outcome = bench.run(naive_service, CRUD, writes=0.4)
    writes = outcome.summary["metrics"]["writes"]["values"]["count"]
    assert writes / outcome.series.requests == pytest.approx(0.4, abs=0.1)


def test_k6_that_cannot_run_says_why(bench: Bench, naive_service: services.Service) -> None:
    with pytest.raises(k6.K6Error, match="many"):
        bench.run(naive_service, CRUD, k6={"vus": "many"})


def test_token_is_in_no_argument_and_in_no_file_that_is_left(
    bench: Bench, naive_service: services.Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(bench.directory))
    arguments: list[str] = []

    def look(_series: Series) -> None:
        (file,) = bench.directory.glob("bench-*/load.json")
        assert file.stat().st_mode & 0o077 == 0
        texts = (path.read_text(errors="replace") for path in Path("/proc").glob("[0-9]*/cmdline"))
        arguments.extend(text for text in texts if str(file) in text)

    k6.run(bench.program, bench.options(naive_service, CRUD), look)
    assert arguments
    assert services.API_TOKEN not in "".join(arguments)
    left = {path.name for path in bench.directory.iterdir()}
    assert left == {"summary.json", "terms.json"}
