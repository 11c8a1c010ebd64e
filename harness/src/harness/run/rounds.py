"""One round: everything anew, then each load in its turn."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from harness.results.model import Measurement, Phase, Round, Subject
from harness.run.k6 import Outcome
from harness.run.machine import foreign_load
from harness.run.measure import Generate, measure
from harness.run.plan import Load
from harness.run.stack import Stack
from harness.run.view import View

WARM_UP = "warm up"


Provide = Callable[[Subject], None]
"""Loads the customers that a subject wants, where its database holds another number."""


class Rounds:
    """Measures subjects on `stack`; `generate` makes the load, `view` is told of each phase."""

    def __init__(
        self, stack: Stack, provide: Provide, generate: Generate, view: View, warmup: int
    ) -> None:
        self.stack = stack
        self.generate = generate
        self._provide = provide
        self._view = view
        self._warmup = warmup
        self._phases: list[Phase] = []

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """Time a phase and show it."""
        self._view.phase(name)
        began = time.monotonic()
        yield
        self._phases.append(Phase(name, round(time.monotonic() - began, 3)))

    def begin(self, subject: Subject) -> float:
        """Start the subject's stack as every round does, and return the machine's other load."""
        stack, service = self.stack, subject.service
        with self.phase("stop both stacks"):
            stack.stop_stacks()
        with self.phase("prepare the database"):
            self._provide(subject)
            stack.switch_off(subject)
        with self.phase("restart PostgreSQL"):
            stack.restart_database()
        with self.phase("prewarm tables and indexes"):
            stack.prewarm(service)
        with self.phase("empty Redis"):
            stack.flush_cache()
        with self.phase("start the stack"):
            stack.start(service)
        with self.phase("wait until it is ready"):
            stack.wait_until_ready(service)
        with self.phase("look for other load"):
            return foreign_load(stack.host)

    def measure(self, number: int, subject: Subject, load: Load) -> Measurement:
        """Warm the stack up, measure one load, and clear away what it has left."""
        what = f"{load.scenario} {load.model}"
        name = f"{number}-{subject.name}-{load.scenario}-{load.model}".replace(" ", "-")
        warmup = replace(load, model="closed", seconds=self._warmup, rate=None)
        self.rehearse(f"{WARM_UP} {what}", warmup, subject, f"{name}-warmup")
        with self.phase(f"measure {what}"):
            measured = measure(self.stack, subject, load, self.generate, name)
        self._empty_queues(subject)
        if load.scenario == "crud":
            with self.phase("sweep"):
                self.stack.sweep(subject.service, subject.customers)
        self._view.measured(subject, measured)
        return measured

    def rehearse(self, phase: str, load: Load, subject: Subject, name: str) -> Outcome:
        """Put a load on the stack that is no measurement, and leave nothing of it waiting."""
        with self.phase(phase):
            outcome = self.generate(load, subject, name)
        if outcome.series.failures.get("timeout"):
            self._empty_queues(subject)
        return outcome

    def _empty_queues(self, subject: Subject) -> None:
        """Requests that clients gave up still wait in a service.

        After a search, the naive one works them off for minutes, and would answer nothing of the
        next load, be it the one that its own warm-up was for.
        """
        with self.phase("restart the service"):
            self.stack.restart(subject.service)

    def run(self, number: int, subject: Subject, loads: Sequence[Load]) -> Round:
        """Measure one subject once."""
        self._phases = []
        self._view.round(number, subject)
        foreign = self.begin(subject)
        measurements = tuple(self.measure(number, subject, load) for load in loads)
        return Round(number, subject.name, tuple(self._phases), foreign, measurements)
