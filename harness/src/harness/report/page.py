"""The page: what is on it, and how it is rendered into one self-contained file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined

from harness.report.prose import Difference
from harness.report.theme import PAGE, SMALL, Figure, drawings

MOST_FACTS = 12  # of a group of conditions that is not folded


@dataclass(frozen=True, slots=True)
class Answer:
    """One of the first screen's questions and what the result answers, a line each."""

    question: str
    lines: Sequence[str]


@dataclass(frozen=True, slots=True)
class Claim:
    """The first screen: a sentence with `amount` set apart in it, its picture, how sure and why."""

    before: str
    amount: str
    after: str
    figure: Figure
    answers: Sequence[Answer]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page; `name` is its anchor, `small` are figures to stand side by side."""

    name: str
    title: str
    lead: str
    figures: Sequence[Figure] = ()
    small: Sequence[Figure] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """A group of conditions, as pairs of a name and a value."""

    title: str
    facts: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Page:
    """All that the report says; `warnings` stand above the claim, under the heading `alarm`."""

    title: str
    kicker: str
    alarm: str
    warnings: Sequence[str]
    claim: Claim
    sections: Sequence[Section]
    differences: Sequence[Difference]
    conditions_note: str
    conditions: Sequence[Facts]
    limits: Sequence[str]


def html(page: Page) -> str:
    """Render the page as one file that loads nothing from anywhere."""
    environment = Environment(
        loader=PackageLoader("harness.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    template = environment.get_template("report.html.j2")
    return template.render(
        page=page, most_facts=MOST_FACTS, drawings=drawings, PAGE=PAGE, SMALL=SMALL
    )
