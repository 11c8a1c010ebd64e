"""`bench compare` says which conditions differ."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from harness.commands.compare import compare
from harness.results import store
from tests.harness import samples


def test_number_of_customers_and_the_generator_are_conditions(tmp_path: Path) -> None:
    plans = samples.experiment(), samples.experiment(customers=(300_000,), generator="wrk")
    for name, plan in zip(("one", "two"), plans, strict=True):
        store.save(samples.result(plan, samples.rates(samples.RATES)), tmp_path / name)
    shown = CliRunner().invoke(compare, [str(tmp_path / "one"), str(tmp_path / "two")]).output
    rows = [line.split() for line in shown.splitlines()]
    assert ["customers", "20,000", "300,000"] in rows
    assert ["generator", "k6", "wrk"] in rows
