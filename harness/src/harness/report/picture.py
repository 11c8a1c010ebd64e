"""The README's chart: requests per second of each service and scenario, as a file of its own."""

from __future__ import annotations

from harness.report.charts.bars import Bar, bars
from harness.report.figures import measurements, pair, scenarios, silence, throughput
from harness.report.text import number
from harness.report.theme import Figure, drawings
from harness.results.model import Result, Subject

NAME = "throughput.svg"
WIDTH = 720
TITLE = "Requests per second, to scale"
# An image follows the reader's scheme by itself, for no page's style sheet reaches into it.
STYLE = (
    "<style>svg { color: #1d1c1a } @media (prefers-color-scheme: dark) { svg { color: #ebe8e2 } "
    '[fill="#d55e00"] { fill: #ff9a57 } [fill="#0072b2"] { fill: #62bdf5 } }</style>'
)


def picture(result: Result) -> str:
    """Return the chart as an SVG document, light or dark as its reader is."""
    figure = Figure(NAME.removesuffix(".svg"), TITLE, description(result), bars(_bars(result)))
    (drawn,) = drawings(figure, {"image": WIDTH}).values()
    head, title, rest = drawn.partition("<title")
    return f"{head}{STYLE}{title}{rest}\n"


def description(result: Result) -> str:
    """Return in words what the chart shows."""
    return "; ".join(f"{bar.row}: {bar.label}" for bar in _bars(result))


def _bars(result: Result) -> list[Bar]:
    return [
        _bar(result, subject, scenario)
        for scenario in scenarios(result)
        for subject in pair(result)
    ]


def _bar(result: Result, subject: Subject, scenario: str) -> Bar:
    value = throughput(result, subject, scenario).value
    silent = silence(measurements(result, subject, scenario))
    label = f"0: {silent}" if silent else f"{number(value)}/s"
    return Bar(f"{scenario}, {subject.name}", subject.service, value, label)
