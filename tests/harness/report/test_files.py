"""Reports beside their results, and the README's tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.report import files, markdown
from harness.results import store
from harness.results.model import Result
from tests.harness.report import samples


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


def test_text_goes_between_its_markers_only() -> None:
    """The rest of the README is left alone."""
    before = "above\n<!-- results -->\nold\n<!-- /results -->\nbelow\n"
    after = markdown.placed(before, "results", "new\n")
    assert after == "above\n<!-- results -->\nnew\n<!-- /results -->\nbelow\n"


def test_table_has_a_row_for_each_scenario() -> None:
    """A head, a rule and three scenarios."""
    assert len(markdown.results(samples.comparison(1)).splitlines()) == 5
