"""What wrk asks for is answered as the contract says, and a sample of it is looked at."""

from __future__ import annotations

import re

import httpx
import pytest

from harness.conditions import conditions
from harness.errors import BenchError
from harness.experiments import catalogue
from harness.experiments.model import Subject
from harness.experiments.subjects import scenarios, subjects
from harness.load import sampled
from harness.measuring import paths, programs
from tests.support import rows, services

REFERENCE = catalogue.experiment("reference")
SCENARIOS = catalogue.SCENARIOS["wrk"]
SUBJECT = Subject(name="all", service="optimized", customers=rows.CUSTOMERS)


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_paths_are_answered_right(optimized: httpx.Client, scenario: str) -> None:
    results = optimized.get("/api/customers").raise_for_status().json()["results"]
    names = list(dict.fromkeys(f"{row['first_name']} {row['last_name']}" for row in results))
    asked = paths.paths(SUBJECT, scenario, names)
    assert len(set(asked)) == len(asked)
    paths.check(str(optimized.base_url), asked, scenario, names)


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_wrong_answer_is_refused(optimized_service: services.Service, scenario: str) -> None:
    asked = ["/api/customers/2", "/api/customers/1"]
    with pytest.raises(BenchError, match="wrong rows"):
        paths.check(optimized_service.url, asked, scenario, ["Ada Lovelace"] * 2)


def test_every_subject_of_the_reference_is_asked_for_the_same_rows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(paths, "FRESH", 1_000)  # for speed
    for subject in subjects(REFERENCE):
        if subject.program and conditions().programs[subject.program].generator == "pgbench":
            continue
        for scenario in scenarios(subject, SCENARIOS):
            asked = paths.paths(subject, scenario, ["Ada Lovelace", "Émile Zola"])
            assert not any("{" in path for path in asked)
            assert len(set(asked)) == len(asked)
            assert len(asked) == {"cached": 100, "search": 2}.get(scenario, paths.FRESH)


def test_program_is_measured_in_what_it_has() -> None:
    had = {each.name: scenarios(each, SCENARIOS) for each in subjects(REFERENCE)}
    assert had["all"] == SCENARIOS
    assert had["nginx-cache"] == ("cached",)
    assert had["go"] == ("list", "detail")


def test_commands_of_programs_name_known_places() -> None:
    for program in conditions().programs.values():
        command = program.command.format_map(programs.PLACES)
        assert not re.search(r"(?<!\$)\{", command)


def test_pgbench_draws_ids_and_names() -> None:
    assert sampled.script("SELECT $1", 1000, []) == "\\set id random(1, 980)\nSELECT :id;\n"
    assert "id = ANY(ARRAY[:id::bigint]);" in sampled.script("SELECT id = ANY($1)", 1000, [])
    search = sampled.script("SELECT $1, $2", 1000, ["Ada Lovelace", "Émile Zola"])
    assert search == (
        "\\set n random(1, 2)\n"
        "SELECT ((ARRAY[$$Ada$$,$$Émile$$])[:n]), ((ARRAY[$$Lovelace$$,$$Zola$$])[:n]);\n"
    )
