"""The README's sections that are made: of what is published, and of the report's own prose.

What is measured apart has a section once `results/published/NAME/` holds its file; until then its
markers stand there empty.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from harness.conditions import REPOSITORY
from harness.report import limits, markdown
from harness.report.apart import (
    growth_table,
    ladder_table,
    limits_table,
    noise_table,
    open_table,
    ramp_table,
)
from harness.report.picture import NAME, TITLE, description, picture
from harness.results import store

README = REPOSITORY / "README.md"
PUBLISHED = store.RESULTS / "published"
COMPARISON = "comparison"
Make = Callable[[Path], str]
APART: Mapping[str, tuple[str, str, Make]] = {
    "limits": (
        "How close to what is possible",
        "./bench limits",
        lambda path: limits_table(limits.read(path)),
    ),
    "ladder": (
        "What each optimization buys",
        "./bench ladder",
        lambda path: ladder_table(store.read(path)),
    ),
    "growth": (
        "How cost grows with the data",
        "./bench growth",
        lambda path: growth_table(store.read(path)),
    ),
    "open": (
        "How long a request takes at the same rate",
        "./bench run --profile open",
        lambda path: open_table(store.read(path)),
    ),
    "ramp": (
        "Where each service bends",
        "./bench run --profile ramp",
        lambda path: ramp_table(store.read(path)),
    ),
    "noise": (
        "How far noise alone reaches",
        "./bench run --aa",
        lambda path: noise_table(store.read(path)),
    ),
}
"""By the name of markers and directory: the heading, the command, and what makes the text."""


def sections(published: Path = PUBLISHED) -> dict[str, str]:
    """Return the text of each section by the name of its markers."""
    return {
        "results": _results(published / COMPARISON),
        **{name: _apart(published / name) for name in APART},
        "unmeasured": _unmeasured(published),
        "differences": markdown.differences(),
    }


def filled(document: str, published: Path = PUBLISHED) -> str:
    """Return the README `document` with every section as it is to be.

    Raises ValueError where it lacks the markers of one.
    """
    for name, text in sections(published).items():
        document = markdown.placed(document, name, text)
    return document


def fill() -> None:
    """Write README.md and its picture anew."""
    directory = PUBLISHED / COMPARISON
    (directory / NAME).write_text(picture(store.read(directory)))
    README.write_text(filled(README.read_text()))


def _results(directory: Path) -> str:
    result = store.read(directory)
    path = (PUBLISHED / COMPARISON / NAME).relative_to(REPOSITORY)
    return f"![{TITLE}. {description(result)}]({path})\n\n{markdown.results(result)}"


def _apart(directory: Path) -> str:
    if not directory.is_dir():
        return ""
    title, _, made = APART[directory.name]
    return f"### {title}\n\n{made(directory)}"


def _unmeasured(published: Path) -> str:
    lacking = [
        f"`{command}`" for name, (_, command, _) in APART.items() if not (published / name).is_dir()
    ]
    return f"No figure here is yet of {', '.join(lacking)}.\n" if lacking else ""
