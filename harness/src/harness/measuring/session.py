"""A session: one boot of the host, and a round after the other, kept as soon as it is whole."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from harness.errors import BenchError
from harness.experiments.model import Experiment
from harness.experiments.schedule import Slot, slots
from harness.experiments.subjects import subjects
from harness.git import git
from harness.measuring.fingerprint import pool, shortened
from harness.results import store
from harness.results.model import Result, Round, Session

REPEATED = 0.2  # of a session's turns: a machine that is always busy stays so

Measure = Callable[[Slot], tuple[Round, dict[str, Any]]]
"""Measures a slot; returns the round and the details kept beside the result."""


class PoolError(BenchError):
    """A session that may not be added to a result."""


@dataclass(slots=True)
class Recorder:
    """Adds a session to the result in `directory`, and writes it after each round."""

    directory: Path
    experiment: Experiment
    conditions: dict[str, str]
    result: Result = field(init=False)
    session: Session = field(init=False)

    def __post_init__(self) -> None:
        """Begin a session, or go on with the one that was interrupted."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        present = pool(self.conditions)
        try:
            before: Result | None = store.read(self.directory)
        except store.ResultError:
            before = None
        sessions = before.sessions if before else ()
        if sessions and sessions[-1].pool != present:
            raise PoolError(
                f"{self.directory} was measured on {sessions[-1].pool}, this is {present}:"
                " sessions are pooled on one CPU model, kernel and digest of what is measured"
            )
        if sessions and not sessions[-1].complete:
            last = sessions[-1]
            self.session = last.model_copy(update={"boots": (*last.boots, now)})
            sessions = sessions[:-1]
        else:
            self.session = Session(
                number=len(sessions) + 1,
                boots=(now,),
                seconds=0,
                complete=False,
                ended="",
                revision=git("rev-parse", "HEAD"),
                dirty=bool(git("status", "--porcelain", "--", ".", ":!results")),
                pool=present,
            )
        self.result = Result(
            experiment=self.experiment,
            subjects=subjects(self.experiment),
            sessions=(*sessions, self.session),
            rounds=before.rounds if before else (),
            conditions=shortened(self.conditions),
        )
        store.save(self.result, self.directory)

    def pending(self) -> list[Slot]:
        """Return the slots of the session that are not measured yet."""
        done = {_place(each) for each in self.result.rounds}
        return [slot for slot in self._slots() if _place_of(slot) not in done]

    def disturbed(self) -> list[Slot]:
        """Return the slots of the session with an invalid measurement; none if they are many."""
        invalid = {
            _place(done) for done in self.result.rounds if any(m.invalid for m in done.measurements)
        }
        every = self._slots()
        found = [slot for slot in every if _place_of(slot) in invalid]
        return found if len(found) <= REPEATED * len(every) else []

    def _slots(self) -> list[Slot]:
        return list(slots(self.experiment, self.result.subjects, self.session.number))

    def add(self, measured: Round, details: dict[str, Any]) -> None:
        """Keep a round, in place of an earlier one of the same slot."""
        index = [subject.name for subject in self.result.subjects].index(measured.subject)
        name = f"session-{measured.session}-round-{measured.number}-subject-{index}"
        store.add_details(self.directory, name, {"subject": measured.subject, **details})
        others = (each for each in self.result.rounds if _place(each) != _place(measured))
        self._write(rounds=(*others, measured))

    def end(self, seconds: float, ended: str) -> None:
        """Close the session: complete if `ended` is empty, else interrupted for that reason."""
        self.session = self.session.model_copy(
            update={
                "seconds": round(self.session.seconds + seconds, 1),
                "complete": not ended,
                "ended": ended,
            }
        )
        self._write(sessions=(*self.result.sessions[:-1], self.session))
        name = f"session-{self.session.number}-conditions"
        store.add_details(self.directory, name, self.conditions)
        store.pack(self.directory)

    def _write(self, **changes: Any) -> None:
        self.result = self.result.model_copy(update=changes)
        store.save(self.result, self.directory)


def _place(done: Round) -> tuple[int, int, str]:
    return done.session, done.number, done.subject


def _place_of(slot: Slot) -> tuple[int, int, str]:
    return slot.session, slot.round, slot.subject.name


@contextmanager
def _closing(recorder: Recorder) -> Iterator[None]:
    """End the session however the block ends."""
    began = time.monotonic()
    ended = "killed"
    try:
        yield
        ended = ""
    except BenchError as error:
        ended = str(error)[:300]
        raise
    except (KeyboardInterrupt, SystemExit):
        ended = "interrupted by the user"
        raise
    except BaseException as error:
        ended = f"{type(error).__name__}: {error}"[:300]
        raise
    finally:
        recorder.end(time.monotonic() - began, ended)


def execute(recorder: Recorder, measure: Measure) -> Result:
    """Measure what is pending in the recorder's session and return the result.

    Turns that something disturbed are measured again at the end, once.
    Whatever ends it early, the rounds that are whole are kept, and it goes on to the caller.
    """
    with _closing(recorder):
        for slot in recorder.pending():
            recorder.add(*measure(slot))
        for slot in recorder.disturbed():
            recorder.add(*measure(slot))
    return recorder.result


def unfinished(experiment: Experiment) -> Path | None:
    """Return the newest result of the same plan that is not finished, or None."""
    for path, result in reversed(store.everything().items()):
        same = result.experiment.comparable() == experiment.comparable()
        done = sum(session.complete for session in result.sessions)
        if same and (done < experiment.sessions or done < len(result.sessions)):
            return path
    return None


def new_directory(experiment: Experiment) -> Path:
    """Return `results/DATE-REVISION-NAME` for a new result."""
    revision = git("rev-parse", "--short=7", "HEAD") or "unknown"
    now = datetime.now(UTC)
    return store.RESULTS / f"{now:%Y-%m-%dT%H-%M-%S}-{revision}-{experiment.name}"
