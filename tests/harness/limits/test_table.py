"""What is kept and printed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rich.console import Console

from harness.limits import document
from harness.limits.table import Row, table
from harness.results.table import WIDTH


@pytest.mark.parametrize(
    ("figure", "at_least", "met"),
    [(0.9, True, True), (0.7, True, False), (0.9, False, False), (0.7, False, True)],
)
def test_a_row_says_whether_its_target_is_met(*, figure: float, at_least: bool, met: bool) -> None:
    assert Row("list", figure, None, None, 0.8, at_least).met is met


def test_what_is_kept_holds_rows_raw_values_and_conditions(tmp_path: Path) -> None:
    made = document.Document({"customers": "20000"})
    made.rows.append(Row("list", 0.9, None, None, 0.8, at_least=True))
    made.raw["list"] = [{"optimized": 1.0}]

    kept = json.loads(document.keep(made, tmp_path).read_text())

    assert kept["conditions"] == {"customers": "20000"}
    assert kept["rows"][0]["met"] is True
    assert kept["raw"] == made.raw


def test_the_table_fits_a_terminal() -> None:
    console = Console(width=200, record=True, file=None)
    row = Row("page 100,000 / page 1 by -created_at", 1234.5, 1000.4, 1500.2, 1.3, at_least=False)

    with console.capture() as capture:
        console.print(table([row]))

    assert max(map(len, capture.get().splitlines())) <= WIDTH
