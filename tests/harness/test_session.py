from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from harness.conditions import Profile, conditions
from harness.errors import BenchError
from harness.results import store
from harness.results.model import Subject
from harness.run import k6, plan
from harness.run.plan import Load
from harness.run.rounds import Rounds
from harness.run.session import Run, execute
from harness.run.view import Plain
from tests.harness.fakes import RecordingGenerator, RecordingHost, provided
from tests.harness.test_rounds import ReadyStack

PROFILE = Profile(customers=100, users=5, warmup=1, duration=2, rounds=2, models=("closed",))


class Stops(RecordingGenerator):
    """Ends by `error` in the second round."""

    def __init__(self, error: BaseException) -> None:
        super().__init__([])
        self._error = error
        self._calls = 0

    def __call__(self, load: Load, subject: Subject, name: str) -> k6.Outcome:
        self._calls += 1
        if self._calls > 4:
            raise self._error
        return super().__call__(load, subject, name)


def rounds(generator: RecordingGenerator) -> Rounds:
    view = Plain(Console(file=io.StringIO()), 2)
    return Rounds(
        ReadyStack(RecordingHost(), conditions().ports), provided, generator, view, PROFILE.warmup
    )


def order() -> Run:
    return Run(
        kind="comparison",
        profile_name="quick",
        profile=PROFILE,
        subjects=plan.subjects(["naive", "optimized"], PROFILE.customers),
        loads=plan.loads(PROFILE, ["browse"]),
    )


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    made = tmp_path / "2026-01-01-abc"
    made.mkdir()
    return made


def test_valid_result_is_kept_with_every_round(directory: Path) -> None:
    result, kept = execute(order(), rounds(RecordingGenerator([])), {}, {}, directory)
    assert kept == directory
    assert store.read(kept) == result
    assert len(result.rounds) == 4


def test_interrupted_run_keeps_its_complete_rounds_apart(directory: Path) -> None:
    result, kept = execute(order(), rounds(Stops(KeyboardInterrupt())), {}, {}, directory)
    assert kept.parent.name == "interrupted"
    assert (result.status, len(result.rounds)) == ("interrupted", 2)
    assert result.reasons == ("ended early: by the user",)
    assert not directory.exists()


def test_error_is_told_after_the_complete_rounds_are_kept(directory: Path) -> None:
    with pytest.raises(BenchError, match="no disk"):
        execute(order(), rounds(Stops(BenchError("no disk"))), {}, {}, directory)
    kept = store.read(directory.parent / "interrupted" / directory.name)
    assert kept.reasons[0] == "ended early: no disk"


def test_invalid_run_is_kept_apart(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harness.run.rounds.foreign_load", lambda _host: 0.5)
    result, kept = execute(order(), rounds(RecordingGenerator([])), {}, {}, directory)
    assert (result.status, kept.parent.name) == ("invalid", "invalid")
    assert "something else used 50% of the CPUs" in result.reasons[0]
