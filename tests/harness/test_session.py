"""A session is kept round by round, whatever ends it, and goes on where it ended."""

from __future__ import annotations

import tarfile
from pathlib import Path
from typing import Any

import pytest

from harness.commands import run
from harness.errors import BenchError
from harness.experiments.model import Experiment
from harness.experiments.schedule import Slot, slots
from harness.experiments.subjects import group, subjects, switches_on
from harness.measuring import session
from harness.measuring.fingerprint import pool
from harness.measuring.round import Turn
from harness.results import store
from harness.results.model import Round
from tests.harness import samples

CONDITIONS = {**samples.CONDITIONS, "package.a": "1", "redis.save": ""}
PLAN = samples.experiment(rounds=2, sessions=2)
TURNS = 6


class Measure:
    """Measures at once; raises `error` in place of the measurement of that number."""

    def __init__(self, error: BaseException | None = None, at: int = 0) -> None:
        self.slots: list[Slot] = []
        self._error = error
        self._at = at

    def __call__(self, slot: Slot) -> tuple[Round, dict[str, Any]]:
        self.slots.append(slot)
        if self._error and len(self.slots) == self._at:
            raise self._error
        measured = tuple(samples.measurement(scenario=name) for name in slot.scenarios)
        done = Round(
            session=slot.session,
            number=slot.round,
            subject=slot.subject.name,
            work=(0.5, 0.5),
            measurements=measured,
        )
        return done, {"phases": [("start", 1.0)]}


def record(directory: Path, plan: Experiment = PLAN) -> session.Recorder:
    return session.Recorder(directory, plan, CONDITIONS)


def test_session_measures_every_subject_in_every_round(tmp_path: Path) -> None:
    measure = Measure()
    result = session.execute(record(tmp_path), measure)
    assert len(result.rounds) == TURNS
    assert {(slot.round, slot.subject.name) for slot in measure.slots} == {
        (number, name) for number in (1, 2) for name in PLAN.subjects
    }
    assert store.read(tmp_path) == result
    assert result.sessions[0].complete


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (KeyboardInterrupt(), "interrupted by the user"),
        (BenchError("PostgreSQL is gone"), "PostgreSQL is gone"),
        (ZeroDivisionError("division by zero"), "ZeroDivisionError: division by zero"),
    ],
)
def test_whatever_ends_a_session_keeps_its_whole_rounds(
    tmp_path: Path, error: BaseException, told: str
) -> None:
    with pytest.raises(type(error)):
        session.execute(record(tmp_path), Measure(error, at=4))
    kept = store.read(tmp_path)
    assert len(kept.rounds) == 3
    assert (kept.sessions[0].complete, kept.sessions[0].ended) == (False, told)


class Disturbed(Measure):
    """Measures as `Measure` does; the turns of these numbers, from 1, are disturbed."""

    def __init__(self, *turns: int) -> None:
        super().__init__()
        self._turns = turns

    def __call__(self, slot: Slot) -> tuple[Round, dict[str, Any]]:
        done, details = super().__call__(slot)
        if len(self.slots) not in self._turns:
            return done, details
        disturbed = samples.measurement(invalid=("other processes used 9% of the CPUs",))
        return done.model_copy(update={"measurements": (disturbed,)}), details


@pytest.mark.parametrize("rounds", [1, 2])
def test_turn_that_was_disturbed_is_measured_again_at_the_end(tmp_path: Path, rounds: int) -> None:
    measure, turns = Disturbed(2), TURNS * rounds // PLAN.rounds
    result = session.execute(record(tmp_path, samples.experiment(rounds=rounds)), measure)
    assert len(result.rounds) == turns
    assert measure.slots[turns:] == measure.slots[1:2]
    assert not any(each.invalid for done in result.rounds for each in done.measurements)


def test_turns_that_were_disturbed_are_not_measured_again_where_they_are_many(
    tmp_path: Path,
) -> None:
    measure = Disturbed(2, 3)
    session.execute(record(tmp_path), measure)
    assert len(measure.slots) == TURNS


def test_killed_session_has_its_rounds_on_the_disk(tmp_path: Path) -> None:
    recorder, measure = record(tmp_path), Measure()
    for slot in recorder.pending()[:2]:
        recorder.add(*measure(slot))
    assert len(store.read(tmp_path).rounds) == 2


def test_resumed_session_measures_what_is_missing_and_no_more(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        session.execute(record(tmp_path), Measure(KeyboardInterrupt(), at=5))
    measure = Measure()
    result = session.execute(record(tmp_path), measure)
    assert len(measure.slots) == TURNS - 4
    assert len({(each.number, each.subject) for each in result.rounds}) == TURNS
    assert len(result.sessions) == 1
    assert len(result.sessions[0].boots) == 2
    assert result.sessions[0].complete


def test_next_session_is_added_in_an_order_of_its_own(tmp_path: Path) -> None:
    one, two = Measure(), Measure()
    session.execute(record(tmp_path), one)
    result = session.execute(record(tmp_path), two)
    assert result.finished
    assert {slot.session for slot in two.slots} == {2}
    assert [slot.subject.name for slot in one.slots] != [slot.subject.name for slot in two.slots]


def place(directory: Path, present: str, *, replace: bool = False) -> Path:
    return run._place(directory, PLAN, present, replace=replace)


def test_session_of_another_kernel_is_not_pooled(tmp_path: Path) -> None:
    session.execute(record(tmp_path), Measure())
    assert place(tmp_path, pool(CONDITIONS)) == tmp_path
    with pytest.raises(BenchError, match=r"6\.1\.0.* this is .*6\.2\.0"):
        place(tmp_path, pool({**CONDITIONS, "kernel.release": "6.2.0"}))


def test_session_goes_on_in_the_result_of_its_own_machine(results: Path) -> None:
    other = {**CONDITIONS, "kernel.release": "6.2.0"}
    for name, conditions in {"here": CONDITIONS, "elsewhere": other}.items():
        session.execute(session.Recorder(results / name, PLAN, conditions), Measure())
    assert place(results / "elsewhere", pool(CONDITIONS), replace=True) == results / "here"


def test_other_code_is_noticed_before_a_boot_and_the_next_command_named(tmp_path: Path) -> None:
    session.execute(record(tmp_path), Measure())
    assert place(tmp_path, CONDITIONS["digest.measured"]) == tmp_path
    with pytest.raises(BenchError, match=r"`./bench run quick --duration 10 .*` begins a new"):
        place(tmp_path, "ba9876543210")
    assert place(tmp_path, "ba9876543210", replace=True) != tmp_path


def test_subjects_that_were_redefined_are_not_pooled_under_their_name(tmp_path: Path) -> None:
    kept = session.execute(record(tmp_path), Measure())
    one, *others = kept.subjects
    other = one.model_copy(update={"environment": {"WEB_CONCURRENCY": "1"}})
    store.save(kept.model_copy(update={"subjects": (other, *others)}), tmp_path)
    with pytest.raises(BenchError, match="its subjects have changed"):
        place(tmp_path, pool(CONDITIONS))


def test_minutes_of_a_resumed_session_are_those_of_what_is_pending(
    results: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    recorder, measure = record(results / "one"), Measure()
    for slot in recorder.pending()[:-1]:
        done, details = measure(slot)
        recorder.add(done.model_copy(update={"seconds": 120.0}), details)
    monkeypatch.setattr(session, "execute", lambda *_: recorder.result)
    run._session(recorder, None, Path())  # type: ignore[arg-type] # nothing is measured
    assert "1 turns of a subject, about 2 min" in capsys.readouterr().err


def test_details_of_all_sessions_are_in_one_archive(tmp_path: Path) -> None:
    for _ in range(2):
        session.execute(record(tmp_path), Measure())
    with tarfile.open(tmp_path / store.ARCHIVE) as archive:
        names = [Path(name).stem for name in archive.getnames()]
    assert len([name for name in names if "subject" in name]) == 2 * TURNS
    assert {"session-1-conditions", "session-2-conditions"} <= set(names)
    assert {path.name for path in tmp_path.iterdir()} == {store.NAME, store.ARCHIVE}


def test_every_second_round_runs_backwards() -> None:
    order = [slot.subject.name for slot in slots(PLAN, subjects(PLAN), 1)]
    assert order[3:] == order[2::-1]


def test_every_cell_of_a_factorial_is_followed_by_its_complement() -> None:
    of = samples.experiment(subjects=("factorial",), order="complement")
    turns = list(slots(of, subjects(of), 1))
    assert len(turns) == 64
    for one, two in zip(turns[::2], turns[1::2], strict=True):
        assert switches_on(one.subject) == set(group("six")) - switches_on(two.subject)


@pytest.mark.usefixtures("results")
def test_run_goes_on_with_the_unfinished_result_of_the_same_plan() -> None:
    assert not list(session.unfinished(PLAN))
    directory = session.new_directory(PLAN)
    session.execute(record(directory), Measure())
    assert list(session.unfinished(PLAN)) == [directory]
    assert not list(session.unfinished(samples.experiment(rounds=2, sessions=2, users=7)))
    session.execute(record(directory), Measure())
    assert not list(session.unfinished(PLAN))


def test_what_times_out_is_no_capacity(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = samples.experiment(models=("closed", "open"))
    slot = next(slots(plan, subjects(plan), 1))
    timed_out = samples.measurement(0.1, requests=50, failures={"timeout": 49})
    monkeypatch.setattr(Turn, "_measured", lambda *_: (timed_out, 50))
    turn = Turn(plan, slot, None, Path(), None)  # type: ignore[arg-type] # nothing is measured

    assert [each.model for each in turn._scenario("search")] == ["closed"]
