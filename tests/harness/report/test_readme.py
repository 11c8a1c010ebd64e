"""The README says what the published result and the report say."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from harness.conditions import REPOSITORY
from harness.report import markdown
from harness.results import store

PUBLISHED = store.RESULTS / "published" / "comparison"


def _results() -> str:
    return markdown.results(store.read(PUBLISHED))


@pytest.mark.parametrize(
    ("name", "table"), [("results", _results), ("differences", markdown.differences)]
)
def test_table_of_the_readme_is_what_the_report_makes(name: str, table: Callable[[], str]) -> None:
    """Between its markers stands what `./bench report results/published/comparison` prints."""
    readme = (REPOSITORY / "README.md").read_text()
    if f"<!-- {name} -->" not in readme:
        pytest.skip(f"README.md has no table of {name} yet: put it between <!-- {name} --> markers")
    assert markdown.placed(readme, name, table()) == readme
