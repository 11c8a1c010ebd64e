"""Reports beside their results, and the README's tables."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from harness.commands.report import report
from harness.report import files, machine, markdown
from harness.results import store
from harness.results.model import Result
from tests.harness.report import lacking, samples


def _kept(results: Path, name: str, result: Result) -> Path:
    directory = results / name
    directory.mkdir()
    store.write(result, directory)
    return directory


def test_report_is_written_beside_its_result(tmp_path: Path) -> None:
    """Nothing but the report is added to the result's directory."""
    directory = _kept(tmp_path, "a", samples.comparison(1))
    files.write(directory)
    assert sorted(path.name for path in directory.iterdir()) == ["report.html", "result.json"]


def test_report_shows_the_ladder_next_to_it(tmp_path: Path) -> None:
    """What was measured apart is shown together."""
    _kept(tmp_path, "b", samples.ladder(rounds=1))
    directory = _kept(tmp_path, "a", samples.comparison(1))
    assert 'id="ladder"' in files.write(directory).read_text()


def test_report_shows_the_limits_next_to_it(tmp_path: Path) -> None:
    """The newest that can be read; one of an older version is no reason to have no report."""
    row = {"name": "detail / bare", "figure": 0.84, "low": None, "high": None}
    row |= {"target": 0.8, "at_least": True, "unit": "×"}
    told = {"started": "2026-01-02T03:04:05+00:00", "revision": "0" * 40, "conditions": {}}
    for name, document in (("b", told | {"rows": [row]}), ("c", {"rows": []})):
        (tmp_path / name).mkdir()
        (tmp_path / name / "limits.json").write_text(json.dumps(document))
    directory = _kept(tmp_path, "a", samples.comparison(1))
    assert "detail / bare" in files.write(directory).read_text()


def test_newest_comparison_comes_before_a_newer_ladder(tmp_path: Path) -> None:
    """A comparison is the page; the rest is shown with it."""
    _kept(tmp_path, "1", samples.comparison(1))
    wanted = _kept(tmp_path, "2", samples.comparison(1))
    _kept(tmp_path, "3", samples.ladder(rounds=1))
    assert files.newest(tmp_path) == wanted


def test_no_result_at_all_says_what_makes_one(tmp_path: Path) -> None:
    """An empty directory is no traceback."""
    with pytest.raises(files.NoReportError, match="bench run"):
        files.newest(tmp_path)


def test_interrupted_run_shows_what_it_came_to(tmp_path: Path) -> None:
    """Subjects that were not measured are left out of the page."""
    ladder = samples.ladder(rounds=1)
    ended = replace(ladder, status="interrupted", rounds=ladder.rounds[:8])
    assert files.write(_kept(tmp_path, "a", ended)).exists()


def test_run_of_a_single_subject_has_no_page(tmp_path: Path) -> None:
    """Nothing is set against it."""
    result = samples.comparison(1)
    ended = replace(result, status="interrupted", rounds=result.rounds[:1])
    with pytest.raises(files.NoReportError, match="nothing to compare"):
        files.write(_kept(tmp_path, "a", ended))


def test_run_in_which_one_service_answered_nothing_has_no_page(tmp_path: Path) -> None:
    """There is no ratio to show; the terminal's table has told it."""
    result = lacking.answers("search")
    alone = replace(
        result,
        rounds=tuple(
            replace(r, measurements=tuple(m for m in r.measurements if m.scenario == "search"))
            for r in result.rounds
        ),
    )
    with pytest.raises(files.NoReportError, match="no scenario"):
        files.write(_kept(tmp_path, "a", alone))


def test_noise_has_no_page_of_its_own(tmp_path: Path) -> None:
    """It is a floor under the ratios of others."""
    with pytest.raises(files.NoReportError, match="noise"):
        files.write(_kept(tmp_path, "a", replace(samples.comparison(1), kind="noise")))


def test_command_prints_the_table_of_a_result(tmp_path: Path) -> None:
    """On standard output, and nothing else with it."""
    directory = _kept(tmp_path, "a", samples.comparison(1))
    done = CliRunner().invoke(report, [str(directory), "--markdown"])
    assert done.output == markdown.results(samples.comparison(1))


def test_text_goes_between_its_markers_only() -> None:
    """The rest of the README is left alone."""
    before = "above\n<!-- results -->\nold\n<!-- /results -->\nbelow\n"
    after = markdown.placed(before, "results", "new\n")
    assert after == "above\n<!-- results -->\nnew\n<!-- /results -->\nbelow\n"


def test_table_has_a_row_for_each_scenario() -> None:
    """A head, a rule and three scenarios."""
    lines = markdown.results(samples.comparison(1)).splitlines()
    assert sum(line.startswith("|") for line in lines) == 5


def test_scenario_without_an_answer_has_no_latency_in_the_table() -> None:
    """The time after which a client gave up is no time of an answer."""
    rows = markdown.results(lacking.answers("search")).splitlines()
    (row,) = (row for row in rows if row.startswith("| search "))
    assert "none of" in row


def test_machine_and_versions_are_read_from_the_conditions() -> None:
    """Without a package's epoch and revision, and without a trademark's signs."""
    known = {
        "machine.cpu": "Intel(R) Xeon(R) Processor",
        "machine.cpus": "2",
        "machine.memory_kb": "4194304",
        "machine.virtualization": "kvm",
        "machine.container": "none",
        "package.redis-server": "5:8.0.2-3+deb13u2",
        "postgresql.version": "PostgreSQL 17.11 (Debian 17.11-0+deb13u1) on x86_64",
    }
    assert machine.machine(known) == "Intel Xeon Processor, 2 CPUs, 4.0 GiB, in kvm"
    assert machine.versions(known) == "PostgreSQL 17.11, Redis 8.0.2"
