"""A session: one boot of the host, and a round after the other, kept as soon as it is whole."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from harness.conditions import git
from harness.errors import BenchError
from harness.experiments.model import Experiment
from harness.experiments.schedule import Slot, slots
from harness.experiments.subjects import subjects
from harness.measuring.fingerprint import pool, shortened
from harness.results import store
from harness.results.model import Result, Round, Session

REPEATED = 0.2  # of the turns, but one always: a machine that is always busy stays so

Measure = Callable[[Slot], tuple[Round, dict[str, Any]]]
"""Measures a slot; returns the round and the details kept beside the result."""


def obstacle(before: Result, present: str) -> str:
    """Return why a session of the pool `present`, or its end, may not be added; "" if it may."""
    measured = before.sessions[-1].pool
    if not measured.endswith(present):
        rule = "sessions are pooled on one CPU model, kernel and digest of what is measured"
        return f"it was measured on {measured}, this is {present}: {rule}"
    changed = before.subjects != subjects(before.experiment)
    return "its subjects have changed since it was measured" if changed else ""


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
        before = store.read(self.directory) if (self.directory / store.NAME).exists() else None
        sessions = before.sessions if before else ()
        if sessions and not sessions[-1].complete:
            last, sessions = sessions[-1], sessions[:-1]
            self.session = last.model_copy(update={"boots": (*last.boots, now)})
        else:
            self.session = Session(
                number=len(sessions) + 1,
                boots=(now,),
                seconds=0,
                complete=False,
                ended="",
                revision=git("rev-parse", "HEAD"),
                dirty=bool(git("status", "--porcelain", "--", ".", ":!results")),
                pool=pool(self.conditions),
            )
        self.result = Result(
            experiment=self.experiment,
            subjects=subjects(self.experiment),
            sessions=(*sessions, self.session),
            rounds=before.rounds if before else (),
            conditions=shortened(self.conditions),
        )
        store.save(self.result, self.directory)

    def _slots(self) -> list[Slot]:
        return list(slots(self.experiment, self.result.subjects, self.session.number))

    def pending(self) -> list[Slot]:
        """Return the slots of the session that are not measured yet."""
        done = {each.place for each in self.result.rounds}
        return [slot for slot in self._slots() if slot.place not in done]

    def disturbed(self) -> list[Slot]:
        """Return the slots of the session with an invalid measurement; none if they are many."""
        invalid = {
            done.place for done in self.result.rounds if any(m.invalid for m in done.measurements)
        }
        every = self._slots()
        found = [slot for slot in every if slot.place in invalid]
        return found if len(found) <= max(1, REPEATED * len(every)) else []

    def add(self, measured: Round, details: dict[str, Any]) -> None:
        """Keep a round, in place of an earlier one of the same slot."""
        index = [subject.name for subject in self.result.subjects].index(measured.subject)
        name = f"session-{measured.session}-round-{measured.number}-subject-{index}"
        store.add_details(self.directory, name, {"subject": measured.subject, **details})
        others = (each for each in self.result.rounds if each.place != measured.place)
        self._write(rounds=(*others, measured))

    def end(self, seconds: float, ended: str) -> None:
        """Close the session: complete if `ended` is empty, else interrupted for that reason."""
        changes = {"seconds": round(self.session.seconds + seconds, 1), "ended": ended}
        self.session = self.session.model_copy(update={**changes, "complete": not ended})
        self._write(sessions=(*self.result.sessions[:-1], self.session))
        name = f"session-{self.session.number}-conditions"
        store.add_details(self.directory, name, self.conditions)
        store.pack(self.directory)

    def _write(self, **changes: Any) -> None:
        self.result = self.result.model_copy(update=changes)
        store.save(self.result, self.directory)


def execute(recorder: Recorder, measure: Measure) -> Result:
    """Measure what is pending, and once again what was disturbed; whole rounds are always kept."""
    began, ended = time.monotonic(), ""
    try:
        for which in (recorder.pending, recorder.disturbed):
            for slot in which():
                recorder.add(*measure(slot))
    except BaseException as error:
        kind = "" if isinstance(error, BenchError) else f"{type(error).__name__}: "
        by_user = isinstance(error, KeyboardInterrupt | SystemExit)
        ended = "interrupted by the user" if by_user else f"{kind}{error}"[:300]
        raise
    finally:
        recorder.end(time.monotonic() - began, ended)
    return recorder.result


def unfinished(experiment: Experiment) -> Iterator[Path]:
    """Yield the results of the same plan that are not finished, the newest first."""
    for path, result in reversed(store.everything().items()):
        same = result.experiment.comparable() == experiment.comparable()
        if same and result.complete < max(experiment.sessions, len(result.sessions)):
            yield path


def new_directory(experiment: Experiment) -> Path:
    """Return `results/DATE-REVISION-NAME` for a new result."""
    revision = git("rev-parse", "--short=7", "HEAD") or "unknown"
    now = datetime.now(UTC)
    return store.RESULTS / f"{now:%Y-%m-%dT%H-%M-%S}-{revision}-{experiment.name}"
