"""The README says what the published results and the report say."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from harness.limits.table import Row
from harness.report import limits, picture
from harness.report.apart import ladder_table
from harness.report.origin import command
from harness.report.picture import description
from harness.report.readme import APART, COMPARISON, PUBLISHED, README, filled, sections
from harness.results import store
from harness.results.model import Result
from tests.harness.report import samples

ROW = Row("detail / bare", 0.84, 0.81, 0.87, 0.8, at_least=True)
CONDITIONS = {"customers": "3000000", "machine.cpu": "a CPU of a test"}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The sections where one result of each kind is published."""
    published = tmp_path_factory.mktemp("published")
    results: dict[str, Result] = {
        "comparison": samples.comparison(1),
        "ladder": samples.ladder(),
        "growth": samples.growth(),
        "open": samples.comparison(1),
        "ramp": samples.ramp(),
        "noise": replace(samples.comparison(), kind="noise"),
    }
    for name, result in results.items():
        (published / name).mkdir()
        store.write(result, published / name)
    document = {
        "started": "2026-01-02T03:04:05+00:00",
        "revision": "0" * 40,
        "conditions": CONDITIONS,
        "rows": [{**asdict(ROW), "met": ROW.met}],
        "raw": {},
    }
    (published / "limits").mkdir()
    (published / "limits" / limits.NAME).write_text(json.dumps(document))
    return sections(published)


def test_readme_is_filled_from_what_is_published() -> None:
    """Between its markers stands what `./bench report --readme` writes there."""
    document = README.read_text()
    assert filled(document) == document


def test_picture_of_the_readme_is_of_the_published_figures() -> None:
    """Its labels are theirs; where they stand depends on the fonts of the machine."""
    directory = PUBLISHED / COMPARISON
    shown = description(store.read(directory))
    assert shown in (directory / picture.NAME).read_text()
    assert shown in README.read_text()


@pytest.mark.parametrize("name", APART)
def test_what_is_measured_apart_has_a_section(made: dict[str, str], name: str) -> None:
    """Its heading and a table, once its file is there."""
    assert made[name].startswith("### ")
    assert "| --- |" in made[name]


def test_nothing_is_said_to_be_unmeasured_that_is_published(made: dict[str, str]) -> None:
    """The sentence goes with the last of them."""
    assert made["unmeasured"] == ""


def test_section_is_empty_as_long_as_nothing_is_published(tmp_path: Path) -> None:
    """And the command that measures it is named."""
    (tmp_path / "comparison").mkdir()
    store.write(samples.comparison(1), tmp_path / "comparison")
    made = sections(tmp_path)
    assert made["growth"] == ""
    assert "`./bench growth`" in made["unmeasured"]


def test_row_of_limits_says_whether_its_target_is_met(made: dict[str, str]) -> None:
    """As the terminal's table does."""
    row = "| detail / bare | 0.840× | 0.810–0.870× | ≥ 0.800× | met |"
    assert row in made["limits"]


def test_ladder_tells_who_answered_nothing() -> None:
    """A mean that leaves a scenario out says so."""
    ladder = samples.ladder()
    rounds = tuple(
        replace(
            taken,
            measurements=tuple(
                replace(m, throughput=0.0) if m.scenario == "search" else m
                for m in taken.measurements
            ),
        )
        if taken.subject == "naive"
        else taken
        for taken in ladder.rounds
    )
    text = ladder_table(replace(ladder, rounds=rounds))
    assert "No search was answered in time by: naive." in text


def test_file_that_holds_no_limits_says_what_makes_them(tmp_path: Path) -> None:
    """A half-written or old file is no traceback."""
    (tmp_path / limits.NAME).write_text("{}")
    with pytest.raises(limits.LimitsError, match=r"\./bench limits"):
        limits.read(tmp_path)


def test_growth_says_from_how_many_customers_to_how_many(made: dict[str, str]) -> None:
    sizes = sorted(subject.customers for subject in samples.growth().subjects)
    assert f"{sizes[0]:,} to {sizes[-1]:,} customers" in made["growth"]


def test_command_of_a_run_of_one_service_names_it() -> None:
    alone = replace(samples.comparison(), kind="noise", subjects=(samples.optimized(),))
    assert command(alone).startswith("./bench run --aa")
    assert command(alone).endswith(" --service optimized")
