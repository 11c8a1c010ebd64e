"""A report as one self-contained page, beside the result that it shows."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from harness.report.compose import command, headline, sections
from harness.report.theme import svg
from harness.results import store
from harness.results.model import Result

NAME = "report.html"


def html(result: Result) -> str:
    """Render the report of a result as one file that loads nothing from anywhere."""
    environment = Environment(
        loader=PackageLoader("harness.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html.j2").render(
        title=f"django-bench: {result.experiment.name}",
        headline=headline(result),
        command=command(result),
        sections=list(sections(result)),
        svg=svg,
    )


def write_report(directory: Path) -> Path:
    """Write the report of the result in `directory` beside it, and return the file's path."""
    path = directory / NAME
    draft = path.with_suffix(".draft")
    draft.write_text(html(store.read(directory)))
    return draft.replace(path)
