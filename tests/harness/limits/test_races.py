"""`bench limits`: its order of measuring, its arithmetic and its table."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from rich.console import Console

from harness.conditions import Limits, NaiveLimits, conditions
from harness.host.base import CommandError
from harness.limits import ask, asking, candidates, comparisons, counting, document, wrk
from harness.limits.candidates import BARE, NAIVE, PEERS, PLAIN
from harness.limits.comparisons import Race, Rivals, Side
from harness.limits.material import Material
from harness.limits.measuring import held_against
from harness.limits.table import Row, table
from harness.results.table import WIDTH
from harness.run.stack import Stack
from tests.harness.fakes import RecordingHost

LIMITS = Limits(
    rounds=4,
    connections=50,
    warmup=1,
    seconds=2,
    suspects=2,
    repeats=3,
    naive=NaiveLimits(rounds=2, connections=2, requests={"searches": 3}),
)
SAMPLE = {"requests": 100, "seconds": 2.0, "p50": 1, "p99": 2, "statuses": 0, "broken": 0}
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


class LoadedHost:
    """A host whose wrk says `sample`, and where each single answer takes a quarter of a second."""

    def __init__(self, sample: dict[str, float] | None = None) -> None:
        self.sample = sample or SAMPLE
        self.asked: list[tuple[str, str]] = []
        self.single: list[list[str]] = []

    def run(self, *command: str, stdin: str = "", **_: object) -> subprocess.CompletedProcess[str]:
        if command[0] != "wrk":
            self.single.append(stdin.splitlines())
            return subprocess.CompletedProcess(command, 0, json.dumps([250] * len(self.single[-1])))
        duration = next(word for word in command if word.startswith("--duration="))
        self.asked.append((command[-3], duration.removeprefix("--duration=")))
        return subprocess.CompletedProcess(command, 0, f"wrk's words\n{json.dumps(self.sample)}\n")


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


@pytest.mark.parametrize("fault", ["statuses", "broken"])
def test_a_bad_answer_makes_no_figure(fault: str) -> None:
    host = LoadedHost({**SAMPLE, fault: 1})

    with pytest.raises(wrk.FailedRequestsError):
        wrk.measure(host, "http://127.0.0.1:1", "paths", 2, 50)  # type: ignore[arg-type]


def test_ours_is_held_against_the_fastest_of_the_rivals() -> None:
    first, second = (peer.name for peer in PEERS[:2])
    rates = {"optimized": 30.0, "bare": 40.0, first: 10.0, second: 20.0}

    row = held_against(RACE, RACE.rivals[1], [rates, rates, rates])

    assert row.name == f"list / best peer, {second}"
    assert row.figure == pytest.approx(1.5)


class Disturbed:
    """A stack of searches that cost PostgreSQL `costs`; the first pass is disturbed at /quick."""

    host = None

    def __init__(self, costs: dict[str, float]) -> None:
        self.costs = costs
        self.passes = 0
        self.counted: list[float] = []

    def times(self, _host: None, _candidate: object, paths: list[str]) -> list[float]:
        self.passes += 1
        disturbance = 1000 if self.passes == 1 else 0
        taken = [self.costs[path] + disturbance * (path == "/quick") for path in paths]
        self.counted += taken
        return taken

    def reset_statements(self, _database: str) -> None:
        self.counted = []

    def sql(self, _database: str, _statements: str) -> str:
        counted = self.counted
        return json.dumps(
            {"calls": len(counted), "milliseconds": sum(counted), "least": min(counted)}
        )


def test_the_worst_search_is_one_that_is_slow_every_time(monkeypatch: pytest.MonkeyPatch) -> None:
    stack = Disturbed({"/quick": 1, "/middle": 2, "/slow": 7})
    monkeypatch.setattr(asking, "times", stack.times)

    found = counting.searches(stack, PLAIN, ["/quick", "/middle", "/slow"], LIMITS)  # type: ignore[arg-type]

    assert (found.statements, found.worst, found.worst_path) == (1, 7, "/slow")


def test_no_candidate_outlives_an_interrupt() -> None:
    host = RecordingHost()

    with pytest.raises(KeyboardInterrupt), candidates.running(Stack(host, conditions().ports)):
        raise KeyboardInterrupt

    last = max(number for number, line in enumerate(host.log) if line.startswith("systemd-run"))
    stopped, *_, restored = host.log[last + 2 :]  # the line between waits until it listens
    assert stopped.split() == ["systemctl", "stop", *(each.unit for each in candidates.ALL)]
    assert restored.startswith("start django-bench.target")


class Answers(BaseHTTPRequestHandler):
    """404 for /missing, 503 for /slow, and 200 for all else."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.send_response({"/missing": 404, "/slow": 503}.get(self.path, 200))
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Here:
    """A host that is this machine; the client's program and interpreter are the repository's."""

    def run(self, *command: str, stdin: str, timeout: float) -> subprocess.CompletedProcess[str]:
        program = [sys.executable, ask.__file__, *command[2:]]
        done = subprocess.run(
            program, input=stdin, capture_output=True, text=True, check=False, timeout=timeout
        )
        if done.returncode:
            raise CommandError(command, done.returncode, done.stderr)
        return done


@pytest.fixture
def answering() -> Iterator[candidates.Candidate]:
    """A candidate that answers."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield candidates.Candidate("here", "optimized", server.server_port, ())
        server.shutdown()
        thread.join()


def test_the_client_times_each_path(answering: candidates.Candidate) -> None:
    paths = [f"/{number}" for number in range(10)]

    taken = asking.times(Here(), answering, paths, 3)  # type: ignore[arg-type]

    assert len(taken) == 10
    assert min(taken) > 0


def test_the_client_fails_where_an_answer_is_not_good(answering: candidates.Candidate) -> None:
    with pytest.raises(CommandError, match="/missing was answered with 404"):
        asking.times(Here(), answering, ["/there", "/missing"])  # type: ignore[arg-type]


def test_a_search_that_is_given_up_counts_for_the_slow(answering: candidates.Candidate) -> None:
    assert asking.rate(Here(), answering, ["/there", "/slow"], 2) > 0  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("figure", "at_least", "met"),
    [(0.9, True, True), (0.7, True, False), (0.9, False, False), (0.7, False, True)],
)
def test_a_row_says_whether_its_target_is_met(*, figure: float, at_least: bool, met: bool) -> None:
    assert Row("list", figure, None, None, 0.8, at_least).met is met


def test_what_is_kept_holds_rows_raw_values_and_conditions(tmp_path: Path) -> None:
    made = document.Document({"customers": "20000"})
    made.rows.append(Row("list", 0.9, None, None, 0.8, at_least=True))
    made.raw["list"] = [{"optimized": 1.0}]

    kept = json.loads(document.keep(made, tmp_path).read_text())

    assert kept["conditions"] == {"customers": "20000"}
    assert kept["rows"][0]["met"] is True
    assert kept["raw"] == made.raw


def test_the_table_fits_a_terminal() -> None:
    console = Console(width=200, record=True, file=None)
    row = Row("page 100,000 / page 1 by -created_at", 1234.5, 1000.4, 1500.2, 1.3, at_least=False)

    with console.capture() as capture:
        console.print(table([row]))

    assert max(map(len, capture.get().splitlines())) <= WIDTH
