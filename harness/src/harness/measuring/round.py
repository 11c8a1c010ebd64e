"""A subject's turn: everything started anew, then each scenario warmed up and measured."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from harness.conditions import conditions
from harness.experiments.model import Experiment
from harness.experiments.schedule import Load, Purpose, Slot, loads, phase
from harness.load import k6, sampled
from harness.load.series import percentile
from harness.measuring import programs
from harness.measuring.observation import observe, work
from harness.measuring.paths import check, paths, template
from harness.measuring.stack import SQL, Stack
from harness.measuring.view import View
from harness.results.model import LEAST_ANSWERS, Measurement, Round

ALONE_SECONDS = 120
NAMES = 20_000  # to search for: more than are asked for in a measurement
SELECT_NAMES = """
SELECT DISTINCT first_name || ' ' || last_name
FROM (SELECT first_name, last_name FROM customers_customer WHERE id <= 4 * :count) AS found
LIMIT :count
"""


@dataclass(slots=True)
class Turn:
    """Measures one slot of an experiment with k6 (`program`); `details` go beside the result."""

    experiment: Experiment
    slot: Slot
    stack: Stack
    program: Path
    view: View
    details: dict[str, Any] = field(default_factory=lambda: {"phases": [], "measurements": []})
    _asked: list[str] = field(default_factory=list)
    _names: list[str] = field(default_factory=list)
    _target: k6.Target = field(init=False)

    def measure(self) -> Round:
        """Measure every scenario under every model."""
        slot, began = self.slot, time.monotonic()
        subject, stack = slot.subject, self.stack
        self._target = k6.Target(stack.url(subject.service), stack.token(), subject.customers)
        self.view.turn(slot)
        self._begin()
        before = work(stack.host)
        measurements = [each for scenario in slot.scenarios for each in self._scenario(scenario)]
        after = work(stack.host)
        return Round(
            session=slot.session,
            number=slot.round,
            subject=subject.name,
            work=(before, after),
            seconds=round(time.monotonic() - began, 1),
            measurements=tuple(measurements),
        )

    def _begin(self) -> None:
        stack, subject = self.stack, self.slot.subject
        with self._phase("stop both stacks"):
            stack.stop_stacks()
        with self._phase("apply the switches"):
            stack.configure(subject)
        with self._phase("provide the database"):
            stack.provide(subject)
        with self._phase("restart PostgreSQL"):
            stack.restart_database()
        with self._phase("prewarm tables and indexes"):
            stack.host.sql(subject.service, (SQL / "prewarm.sql").read_text())
        with self._phase("start the stack"):
            stack.start(subject)

    @contextmanager
    def _phase(self, name: str) -> Iterator[None]:
        self.view.phase(name)
        began = time.monotonic()
        yield
        self.details["phases"].append((name, round(time.monotonic() - began, 3)))

    def _scenario(self, scenario: str) -> Iterator[Measurement]:
        """Measure a scenario; an open model at shares of the capacity that was just measured."""
        subject = self.slot.subject
        if self.experiment.generator == "wrk":
            if scenario == "search":
                found = self.stack.host.sql(subject.service, SELECT_NAMES, count=NAMES)
                self._names = found.splitlines()
            self._asked = paths(subject, scenario, self._names)
        capacity = 0.0
        for load in loads(self.experiment):
            _, share = load
            if share and not capacity:
                continue
            measurement, iterations = self._measured(scenario, load, share and share * capacity)
            yield measurement
            if measurement.answered and not share:  # what times out is no capacity
                capacity = iterations / measurement.seconds
        if scenario == "crud":  # interrupted writes leave rows above the loaded customers
            with self._phase("sweep"):
                rows = "DELETE FROM customers_customer WHERE id > :last"
                self.stack.host.sql(subject.service, rows, last=subject.customers)

    def _measured(self, scenario: str, load: Load, rate: float | None) -> tuple[Measurement, float]:
        """Warm up and measure; return also how many iterations ended within the time."""
        experiment, (model, share) = self.experiment, load
        with self._phase("empty Redis"):  # what another load left would be hits of this one
            self.stack.host.redis("FLUSHALL")
        with self._phase(f"warm up {scenario}"):
            draws = self._draws(load, "warm-up")
            warm = k6.Scenario(scenario, "closed", experiment.users, experiment.warmup, phase=draws)
            outcome = self._generate(warm)
        self._drain(outcome)
        seconds = self._length(outcome) if model == "closed" else experiment.duration
        draws = self._draws(load, "measurement")
        planned = k6.Scenario(scenario, model, experiment.users, seconds, rate, draws)
        self._check(scenario)
        with self._phase(f"measure {scenario} {model}"):
            outcome, measurement, details = observe(
                self.stack, self.slot.subject, planned, self._generate
            )
        self._check(scenario)
        self.details["measurements"].append(details)
        self._drain(outcome)
        more: dict[str, float | None] = {"share": share}
        if not measurement.answered and model == "closed" and experiment.generator == "k6":
            more["alone"] = self._alone(scenario, load)
        measurement = measurement.model_copy(update=more)
        self.view.measured(self.slot.subject, measurement)
        in_time = measurement.in_time / max(measurement.right, 1)
        return measurement, outcome.series.iterations * in_time

    def _draws(self, load: Load, purpose: Purpose) -> int:
        return phase(self.experiment, self.slot.session, self.slot.round, load, purpose)

    def _check(self, scenario: str) -> None:
        """wrk does not look at answers, so a sample is looked at before and after."""
        program = programs.of(self.slot.subject)
        if self.experiment.generator == "wrk" and not (program and program.generator == "pgbench"):
            check(self._target.url, self._asked, scenario, self._names)

    def _length(self, warmup: k6.Outcome) -> float:
        """Return the seconds in which LEAST_ANSWERS can be expected, by the warm-up's rate."""
        rate, longest = warmup.series.right / max(warmup.seconds, 1e-9), self.experiment.longest
        wanted = LEAST_ANSWERS / rate if rate else longest
        return max(self.experiment.duration, min(round(wanted * 2), longest))

    def _generate(self, load: k6.Scenario, timeout: float | None = None) -> k6.Outcome:
        if self.experiment.generator == "wrk":
            return self._sampled(load)
        known, began = conditions().generator, time.monotonic()
        variables = k6.variables(load, self._target, timeout or known.timeout)
        variables["GOGC"] = str(known.garbage_collection)
        return k6.run_k6(
            self.program,
            load.name,
            variables,
            lambda series: self.view.seen(series, time.monotonic() - began),
        )

    def _sampled(self, load: k6.Scenario) -> k6.Outcome:
        """Run wrk, or pgbench where the subject is a statement and no server."""
        host, subject, program = self.stack.host, self.slot.subject, programs.of(self.slot.subject)
        if not program or program.generator == "wrk":
            measured = load.phase == self._draws((load.model, None), "measurement")
            start = 0.5 if measured else 0
            return sampled.run_wrk(host, self._target.url, self._asked, load.seconds, start)
        statements = json.loads(host.run("cat", programs.STATEMENTS).stdout)
        sql = statements[template(subject, load.name)]
        script = sampled.script(sql, subject.customers, self._names)
        return sampled.run_pgbench(host, subject.service, script, load.seconds)

    def _drain(self, outcome: k6.Outcome) -> None:
        """Requests whose clients gave up still wait in a service: restart it, its queue empty."""
        if outcome.series.failures.get("timeout"):
            with self._phase("restart the service"):
                self.stack.stop_stacks()
                self.stack.start(self.slot.subject)

    def _alone(self, scenario: str, load: Load) -> float | None:
        """Return how long a single request takes on the idle host, in seconds."""
        single = k6.Scenario(scenario, "closed", 1, 1, phase=self._draws(load, "search"))
        with self._phase(f"time a single request of {scenario}"):
            outcome = self._generate(single, ALONE_SECONDS)
        self._drain(outcome)
        median = percentile(outcome.series.histogram, 0.5)
        return None if median is None else round(median / 1000, 3)
