"""The README says what the published results and the report say."""

from __future__ import annotations

from harness.report.readme import README, filled


def test_readme_is_filled_from_what_is_published() -> None:
    """Between its markers stands what `./bench report --readme` writes there."""
    document = README.read_text()
    assert filled(document) == document
