"""What speaks against publishing a result, and what a plan's minutes are learned from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from harness.commands.results import objections
from harness.conditions import conditions
from harness.experiments import catalogue, schedule
from harness.experiments.subjects import subjects
from harness.report import content, markdown
from harness.results import store
from harness.results.model import Result
from harness.statistics import summary
from tests.harness import samples


def against(sessions: int, **plan: int) -> list[str]:
    of = samples.experiment(sessions=sessions, **plan)
    return list(objections(samples.result(of, samples.rates(samples.RATES))))


def test_four_sessions_are_the_fewest() -> None:
    (told,) = against(3)
    assert told.startswith("3 sessions are complete, of at least 4: `./bench run quick ")
    assert "--sessions 4" in told
    assert against(4) == []


def test_settings_growth_open_and_ramp_may_have_two() -> None:
    experiments = (catalogue.experiment(name) for name in conditions().experiments)
    fewer = {each.name for each in experiments if each.publishable < 4}
    assert fewer == {"settings", "growth", "open", "ramp"}
    assert against(2, publishable=2) == []


def test_incomplete_session_is_completed_first() -> None:
    made = samples.result(samples.experiment(sessions=5), samples.rates(samples.RATES))
    last = made.sessions[-1].model_copy(update={"complete": False})
    broken = made.model_copy(update={"sessions": (*made.sessions[:-1], last)})
    assert list(objections(broken)) == ["a session is incomplete: `./bench resume` completes it"]


def on(kernel: str, spread: float = 0.02, **plan: Any) -> Result:
    """Return a result of a machine with that kernel, begun the later the newer it is."""
    made = samples.result(samples.experiment(**plan), samples.rates(samples.RATES, spread))
    boots = (f"2026-01-0{kernel[-1]}T12:00:00+00:00",)
    changes = {"pool": samples.POOL.replace("6.1", kernel), "boots": boots}
    sessions = tuple(each.model_copy(update=changes) for each in made.sessions)
    return made.model_copy(update={"sessions": sessions})


@pytest.mark.usefixtures("results")
def test_results_of_several_machines_stand_side_by_side(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for module in (content, summary):
        monkeypatch.setattr(module, "published_floors", lambda _: {})
    places = []
    for kernel in ("6.1", "6.2", "6.1", "6.3", "6.2"):
        place = store.destination(on(kernel))
        places.append(store.save(on(kernel), place).parent.name)
    assert places == ["quick", "quick-2", "quick", "quick-3", "quick-2"]

    titles = [line for line in markdown.results_page().splitlines() if line.startswith("###")]
    assert sorted(titles) == [f"### quick on Some CPU, Linux {kernel}" for kernel in ("6.2", "6.3")]


@pytest.mark.parametrize(("kernel", "of"), [("6.1", "6.1"), ("6.2", "6.2"), ("6.3", "6.1")])
def test_noise_floor_is_of_the_same_machine_or_else_the_first(
    results: Path, kernel: str, of: str
) -> None:
    twins = {"twins": True, "sessions": 6}
    published = {"6.2": on("6.2", 0.3, **twins), "6.1": on("6.1", **twins)}
    for name, made in published.items():
        store.save(made, results / "published" / name)
    uncached = summary.published_floors.__wrapped__
    assert uncached(on(kernel).machine) == summary.floors(published[of])


def test_plan_learns_from_the_newest_result_of_the_same_loads(results: Path) -> None:
    of = samples.experiment()
    guessed = schedule.session_seconds(of, subjects(of))
    made = samples.result(of, samples.rates(samples.RATES))
    rounds = [each.model_copy(update={"seconds": 100.0}) for each in made.rounds]
    store.save(made.model_copy(update={"rounds": tuple(rounds)}), results / "one")
    longer = samples.experiment(duration=11)
    assert schedule.session_seconds(of, subjects(of)) == schedule.BOOT_SECONDS + 300
    assert schedule.session_seconds(longer, subjects(longer)) == pytest.approx(guessed + 9)
