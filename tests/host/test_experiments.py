"""A small experiment on the real host, through the command line."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from harness.host import container
from harness.host.container import ContainerHost
from harness.results import store
from harness.results.model import Result
from tests.host.conftest import TEST_DATA
from tests.support.bench import bench
from tests.support.waiting import until

pytestmark = [pytest.mark.host, pytest.mark.timeout(900)]

UPDATED = "SELECT n_tup_upd FROM pg_stat_user_tables WHERE relname = 'customers_customer'"
PARKED = "SELECT datname FROM pg_database WHERE datname ~ '^optimized_2000_no_fts'"
SEARCH = "SELECT count(*) FROM information_schema.columns WHERE column_name = 'search'"
SMALL = (
    *("run", "quick", "--customers", "2000", "--users", "4", "--rounds", "1"),
    *("--duration", "1", "--warmup", "1", "--scenarios", "crud", "--scenarios", "browse"),
    *("--subjects", "naive", "--subjects", "none"),
)


@pytest.fixture
def results(boot: Callable[[], ContainerHost], tmp_path: Path) -> dict[str, str]:
    """The environment of commands that keep results and data apart from the machine's own."""
    del boot  # it puts the machine's own host back afterwards
    return {"DJANGO_BENCH_RESULTS": str(tmp_path), "DJANGO_BENCH_DATA": str(TEST_DATA)}


def kept(results: dict[str, str]) -> Result:
    (found,) = store.kept(Path(results["DJANGO_BENCH_RESULTS"])).values()
    return found


def run(results: dict[str, str], *arguments: str) -> str:
    """Run a command to its end and return what it printed."""
    with bench(*arguments, **results) as process:
        output, _ = process.communicate()
    assert process.returncode == 0, output
    return output


def test_killed_session_is_resumed_kept_and_read_back(results: dict[str, str]) -> None:
    with bench(*SMALL, **results) as process:
        until(lambda: bool(store.kept(Path(results["DJANGO_BENCH_RESULTS"]))), seconds=400)
        until(lambda: len(kept(results).rounds) == 1, seconds=400)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    first = kept(results)
    assert not first.finished

    output = run(results, "resume")

    result = kept(results)
    assert result.finished
    assert result.rounds[0] == first.rounds[0]
    assert len(result.sessions[0].boots) == 2
    assert {each.subject for each in result.rounds} == {"naive", "none"}
    for done in result.rounds:
        assert {each.scenario for each in done.measurements} == {"crud", "browse"}
        for each in done.measurements:
            assert each.right > 0
            assert each.problem == ""
            assert all(seconds is not None for seconds in each.cpu.values())
            assert each.statements
    assert "Within one session" in output
    assert "./bench down" in output
    (directory,) = store.kept(Path(results["DJANGO_BENCH_RESULTS"]))
    names = {path.name for path in directory.iterdir()}
    assert names == {store.NAME, store.ARCHIVE, "report.html"}
    exported = run(results, "export", "--csv", str(directory))
    assert len(exported.splitlines()) == 1 + 4
    host = container.running()
    assert host is not None
    # units that were started on a database without search vectors have not made it another
    assert host.sql("optimized", UPDATED) == "0"
    parked = host.sql("postgres", PARKED).split()
    assert all(host.sql(name, SEARCH) == "0" for name in parked)


@pytest.mark.slow
def test_gate_names_what_is_slower(results: dict[str, str]) -> None:
    gate = (
        *("run", "gate", "--customers", "20000", "--users", "8", "--rounds", "3"),
        *("--duration", "3", "--warmup", "1", "--scenarios", "browse", "--fail-below", "0.95"),
        *("--subjects", "six", "--subjects", "six,-indexes,-cursor"),
    )
    with bench(*gate, **results) as process:
        output, _ = process.communicate()
    assert process.returncode == 1
    assert "six,-indexes,-cursor is slower than six: browse" in output
