"""A whole run: rounds in their order, and what is kept of them however they end."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from harness.conditions import REPOSITORY, Profile, conditions
from harness.errors import BenchError
from harness.results import store
from harness.results.comparison import Floors, comparisons
from harness.results.model import (
    VERSION,
    Kind,
    ProfileUsed,
    Result,
    Round,
    Subject,
)
from harness.run import rates, validity
from harness.run.knees import knees
from harness.run.plan import Load, order, pairs
from harness.run.rounds import Rounds


@dataclass(frozen=True, slots=True)
class Run:
    """What is to be measured."""

    kind: Kind
    profile_name: str
    profile: Profile
    subjects: Sequence[Subject]
    loads: Sequence[Load]


def git(*arguments: str) -> str:
    """Return what git says of the work tree; "" outside of one."""
    command = ["git", "-C", str(REPOSITORY), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.strip()


def make_directory(results: Path = store.RESULTS) -> Path:
    """Make and return `results/DATE-REVISION/`, with a place for k6's raw summaries."""
    revision = git("rev-parse", "--short=7", "HEAD") or "unknown"
    directory = results / f"{datetime.now(UTC):%Y-%m-%dT%H-%M-%S}-{revision}"
    (directory / "raw").mkdir(parents=True)
    return directory


def execute(
    run: Run, rounds: Rounds, fingerprint: Mapping[str, str], floors: Floors, directory: Path
) -> tuple[Result, Path]:
    """Measure every round of `run` and return the result and where it is kept.

    That is `directory`, or one of the same name apart from the valid ones. Ctrl-C ends the run
    early: the rounds that are complete are kept as interrupted. So it is with a BenchError, which
    then goes on to the caller.
    """
    began, started = time.monotonic(), datetime.now(UTC).isoformat(timespec="seconds")
    revision, dirty = git("rev-parse", "HEAD"), bool(git("status", "--porcelain"))
    done: list[Round] = []
    stopped = _measure(run, rounds, done)
    faults = validity.reasons(done, conditions().validity, run.profile_name, dirty=dirty)
    result = Result(
        version=VERSION,
        kind=run.kind,
        status="interrupted" if stopped else "invalid" if faults else "valid",
        reasons=(*_reasons(stopped), *faults),
        started=started,
        seconds=round(time.monotonic() - began, 1),
        revision=revision,
        dirty=dirty,
        profile=_used(run),
        subjects=tuple(run.subjects),
        rounds=tuple(done),
        comparisons=comparisons(done, pairs(run.subjects), floors),
        knees=knees(done),
        conditions=fingerprint,
    )
    kept = _keep(result, directory)
    if isinstance(stopped, BenchError):
        raise stopped
    return result, kept


def _measure(run: Run, rounds: Rounds, done: list[Round]) -> BaseException | None:
    """Fill `done` round by round and return what ended it early, if anything did."""
    try:
        loads = rates.search(rounds, run.subjects, run.loads, run.profile.warmup)
        for number, subject in order(run.subjects, run.profile.rounds, conditions().load.seed):
            done.append(rounds.run(number, subject, loads))
    except (BenchError, KeyboardInterrupt, SystemExit) as error:
        return error
    return None


def _reasons(stopped: BaseException | None) -> tuple[str, ...]:
    if stopped is None:
        return ()
    reason = stopped if isinstance(stopped, BenchError) else "by the user"
    return (f"ended early: {reason}",)


def _used(run: Run) -> ProfileUsed:
    profile = run.profile
    return ProfileUsed(
        name=run.profile_name,
        users=profile.users,
        warmup=profile.warmup,
        duration=profile.duration,
        rounds=profile.rounds,
        models=profile.models,
    )


def _keep(result: Result, directory: Path) -> Path:
    if result.status != "valid":
        apart = directory.parent / result.status / directory.name
        apart.parent.mkdir(exist_ok=True)
        directory = directory.rename(apart)
    store.write(result, directory)
    return directory
