from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from harness.results import store
from tests.harness.results import result


def test_schema_file_is_made_from_the_classes() -> None:
    assert json.loads(store.SCHEMA.read_text()) == store.schema()


def test_result_comes_back_as_it_was_written(tmp_path: Path) -> None:
    written = result([10.0], [20.0])
    store.write(written, tmp_path)
    assert store.read(tmp_path) == written


def test_result_against_the_schema_is_not_written(tmp_path: Path) -> None:
    broken = replace(result([10.0], [20.0]), version=99)
    with pytest.raises(store.ResultError, match="version"):
        store.write(broken, tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("{", "is not JSON"),
        ("{}", "no result of version"),
        ('{"version": 2}', "no result of version"),
    ],
)
def test_file_that_is_no_result_is_refused(tmp_path: Path, content: str, reason: str) -> None:
    (tmp_path / store.NAME).write_text(content)
    with pytest.raises(store.ResultError, match=reason):
        store.read(tmp_path)


def test_directory_without_a_result_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(store.ResultError, match=r"\./bench run"):
        store.read(tmp_path)


def test_kept_results_are_the_valid_ones_the_newest_last(tmp_path: Path) -> None:
    names = ["2026-01-02-abc", "2026-01-01-abc", "invalid/2026-01-03-abc"]
    for name in names:
        (tmp_path / name).mkdir(parents=True)
        store.write(result([10.0], [20.0]), tmp_path / name)
    assert [path.name for path in store.kept(tmp_path)] == ["2026-01-01-abc", "2026-01-02-abc"]


def test_result_of_another_version_is_not_among_the_kept(tmp_path: Path) -> None:
    for name in ("old", "today"):
        (tmp_path / name).mkdir()
        store.write(result([10.0], [20.0]), tmp_path / name)
    (tmp_path / "old" / store.NAME).write_text('{"version": 0}')
    assert [path.name for path in store.kept(tmp_path)] == ["today"]
