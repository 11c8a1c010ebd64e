"""Reports as files: beside the result that they show, with what was measured apart from it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from harness.errors import BenchError
from harness.report.compose import page
from harness.report.figures import answered
from harness.report.limits import NAME as LIMITS
from harness.report.limits import Limits, LimitsError
from harness.report.limits import read as read_limits
from harness.report.page import html
from harness.results import store
from harness.results.model import Kind, Result

NAME = "report.html"
SHOWN: tuple[Kind, ...] = ("comparison", "ladder", "growth")
"""What has a page of its own, the foremost first."""
LEAST = 2  # subjects, to compare them
BESIDE: tuple[Kind, ...] = ("ladder", "growth", "limits")


class NoReportError(BenchError):
    """There is nothing to report on; says what makes it."""


def newest(results: Path = store.RESULTS) -> Path:
    """Return the directory of the newest comparison, or else of what can be shown alone.

    Raises NoReportError where there is none.
    """
    kept = store.kept(results)
    for wanted in SHOWN:
        found = [path for path, result in kept.items() if result.kind == wanted]
        if found:
            return found[-1]
    raise NoReportError(f"{results} holds no result yet: `./bench run` makes one")


def write(directory: Path) -> Path:
    """Write the report of the result in `directory` beside it, and return the file's path.

    The newest ladder, growth and limits in the directories next to it are shown with it.
    Raises ResultError where there is no result, NoReportError where it cannot be shown alone, or
    where no scenario was answered by all.
    """
    result = _measured(store.read(directory))
    if result.kind not in SHOWN:
        raise NoReportError(f"a result of kind {result.kind} is shown in a comparison's report")
    if len(result.subjects) < LEAST:
        raise NoReportError(f"{directory} holds fewer than two subjects: nothing to compare")
    if not answered(result):
        raise NoReportError(f"{directory} holds no scenario that every subject answered in time")
    path = directory / NAME
    draft = path.with_suffix(".draft")
    draft.write_text(html(page(result, _beside(directory), _limits(directory))))
    return draft.replace(path)


def _measured(result: Result) -> Result:
    """Leave out the subjects that an interrupted run did not come to."""
    seen = {taken.subject for taken in result.rounds}
    return replace(result, subjects=tuple(s for s in result.subjects if s.name in seen))


def _beside(directory: Path) -> dict[Kind, Result]:
    here = directory.resolve()
    others = [result for path, result in store.kept(here.parent).items() if path != here]
    results = sorted(others, key=lambda result: result.started)
    whole = [result for result in results if result.status == "valid"]
    return {result.kind: result for result in whole if result.kind in BESIDE}


def _limits(directory: Path) -> Limits | None:
    for file in sorted(directory.resolve().parent.glob(f"*/{LIMITS}"), reverse=True):
        with suppress(LimitsError):  # of an older version: no reason to have no report
            return read_limits(file.parent)
    return None
