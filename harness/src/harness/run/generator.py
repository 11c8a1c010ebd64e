"""k6 against the host's services, for the rounds."""

from __future__ import annotations

import time
from functools import cache
from pathlib import Path

from harness.conditions import Load as Asked
from harness.results.model import Subject
from harness.run import k6
from harness.run.plan import Load
from harness.run.series import Series
from harness.run.stack import SQL, Stack
from harness.run.view import View


class Generator:
    """Calls k6 (`program`) for each load; raw summaries go below `directory`."""

    def __init__(
        self, program: Path, stack: Stack, asked: Asked, directory: Path, view: View
    ) -> None:
        self._program = program
        self._stack = stack
        self._asked = asked
        self._directory = directory
        self._view = view
        self._token = stack.token()
        self._data = cache(self._draw)

    def __call__(self, load: Load, subject: Subject, name: str) -> k6.Outcome:
        """Put `load` on `subject` and keep k6's summary as `name`. Raises K6Error."""
        target = k6.Target(
            base=self._stack.url(subject.service),
            token=self._token,
            customers=subject.customers,
            data=self._data(subject.service, subject.customers),
        )
        summary = self._directory / "raw" / f"{name}.json"
        document = k6.options(load, target, self._asked, summary)
        began = time.monotonic()

        def show(series: Series) -> None:
            self._view.seen(series, time.monotonic() - began)

        outcome = k6.run(self._program, document, show)
        self._view.loaded(k6.duration(load))
        return outcome

    def _draw(self, database: str, customers: int) -> str:
        """Write what to ask of `database`; equal data give equal files: both are asked alike."""
        file = self._directory / "raw" / f"{database}-{customers}-terms.json"
        file.write_text(self._stack.sql(database, (SQL / "terms.sql").read_text()))
        return str(file)
