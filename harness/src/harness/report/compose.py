"""From results to the page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime

from harness.report.claim import claim
from harness.report.figures import pair
from harness.report.limits import Limits
from harness.report.machine import machine, versions
from harness.report.page import Facts, Page, Section
from harness.report.prose import prose
from harness.report.sections.growth import growth
from harness.report.sections.knees import knees
from harness.report.sections.ladder import ladder
from harness.report.sections.latencies import latencies
from harness.report.sections.queries import queries
from harness.report.sections.ratios import ratios
from harness.report.sections.reach import reach
from harness.report.sections.resources import resources
from harness.report.sections.timeline import over_time
from harness.results.comparison import differences
from harness.results.model import Kind, Result, Status

MOST_NAMES = 6  # of conditions that differ
ALARMS: Mapping[Status, str] = {
    "valid": "Read this first",
    "invalid": "This run is not valid: do not quote its figures",
    "interrupted": "This run was interrupted: do not quote its figures",
}


def page(result: Result, beside: Mapping[Kind, Result], limits: Limits | None = None) -> Page:
    """Return the page of `result`; `beside` and `limits` were measured apart, to show with it."""
    known = {**beside, result.kind: result}
    said = prose()
    return Page(
        title=f"Naive and optimized Django, {_date(result)}",
        kicker=_kicker(result),
        alarm=ALARMS[result.status],
        warnings=list(_warnings(result, beside)),
        claim=claim(result, known.get("ladder")),
        sections=list(_sections(result, known, limits)),
        differences=said.differences,
        conditions_note=(
            f"{machine(result.conditions)}. {versions(result.conditions)}. Below is all that was "
            "read from the host before the first round; result.json has it too."
        ),
        conditions=_grouped(result.conditions),
        limits=said.limits,
    )


def _sections(
    result: Result, known: Mapping[Kind, Result], limits: Limits | None
) -> Iterator[Section]:
    if result.kind == "comparison":
        yield ratios(result)
    yield latencies(result)
    yield over_time(result)
    if "ladder" in known:
        yield ladder(known["ladder"])
    if "growth" in known:
        yield growth(known["growth"])
    if "limits" in known:
        yield knees(known["limits"])
    if limits:
        yield reach(limits)
    yield from (section for section in (resources(result), queries(result)) if section)


def _warnings(result: Result, beside: Mapping[Kind, Result]) -> Iterator[str]:
    yield from result.reasons
    if result.dirty:
        yield "The work tree had changes that no revision holds: commit them and run again."
    for kind, other in beside.items():
        differing = differences(result.conditions, other.conditions)
        if differing:
            names = ", ".join(list(differing)[:MOST_NAMES])
            if len(differing) > MOST_NAMES:
                names += f" and {len(differing) - MOST_NAMES} more"
            yield f"The {kind} shown here ran under other conditions: {names}."


def _kicker(result: Result) -> str:
    base, other = pair(result)
    facts = (
        f"{base.name} against {other.name} Django",
        f"{base.customers:,} customers",
        f"profile {result.profile.name}",
        _date(result),
        f"revision {result.revision[:12]}",
    )
    return " · ".join(facts)


def _date(result: Result) -> str:
    return f"{datetime.fromisoformat(result.started):%-d %B %Y, %H:%M} UTC"


def _grouped(conditions: Mapping[str, str]) -> list[Facts]:
    groups: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for name, value in conditions.items():
        group, _, rest = name.partition(".")
        groups[group if rest else "run"].append((rest or group, value))
    return [Facts(group, facts) for group, facts in groups.items()]
