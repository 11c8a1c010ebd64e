"""The README's sections that are made: of what is published, and of the report's own prose."""

from __future__ import annotations

from pathlib import Path

from harness.conditions import REPOSITORY
from harness.report import markdown
from harness.results import store

README = REPOSITORY / "README.md"
PUBLISHED = store.RESULTS / "published"


def sections(published: Path = PUBLISHED) -> dict[str, str]:
    """Return the text of each section by the name of its markers."""
    return {
        "results": markdown.results(store.read(published / "comparison")),
        "differences": markdown.differences(),
    }


def filled(document: str, published: Path = PUBLISHED) -> str:
    """Return the README `document` with every section as it is to be.

    Raises ValueError where it lacks the markers of one.
    """
    for name, text in sections(published).items():
        document = markdown.placed(document, name, text)
    return document
