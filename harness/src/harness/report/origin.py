"""How a table of the README was made: the command, the revision, the machine, how sure it is."""

from __future__ import annotations

from collections.abc import Mapping

from harness.report.figures import every_measurement
from harness.report.machine import machine, versions
from harness.report.text import day
from harness.results.model import Kind, Result
from harness.results.statistics import LEAST_ROUNDS

COMMANDS: Mapping[Kind, str] = {
    "comparison": "run",
    "noise": "run --aa",
    "ladder": "ladder",
    "growth": "growth",
    "limits": "run",
}


def origin(result: Result, more: str = "") -> str:
    """Return two paragraphs: how `result` was measured, with `more` to say, and on what."""
    said = " ".join(filter(None, (_measured(result), _sure(result), more)))
    return f"{said}\n\n{_shared(result)} {versions(result.conditions)}.\n"


def command(result: Result) -> str:
    """Return the command line that measures such a result."""
    name = result.profile.name
    profile = "" if name == result.kind else f" --profile {name}"
    services = {subject.service for subject in result.subjects}
    alone = "" if len(services) > 1 else f" --service {services.pop()}"
    return f"./bench {COMMANDS[result.kind]}{profile}{alone}"


def at(revision: str, started: str) -> str:
    """Return the revision and the day."""
    return f"at revision `{revision[:7]}`, {day(started)}"


def _measured(result: Result) -> str:
    profile = result.profile
    sizes = sorted({subject.customers for subject in result.subjects})
    ends = dict.fromkeys((sizes[0], sizes[-1]))  # one where all are of one size
    customers = " to ".join(f"{size:,}" for size in ends)
    part = "step" if profile.models == ("ramp",) else "scenario"
    return (
        f"`{command(result)}` {at(result.revision, result.started)}: {customers} customers, "
        f"{profile.users} users, {profile.duration} s a {part} after {profile.warmup} s of "
        "warm-up."
    )


def _sure(result: Result) -> str:
    count = result.profile.rounds
    if count < LEAST_ROUNDS:
        return (
            f"Rounds of each service: {count}, too few for an interval, so nothing here says how "
            "sure the ratios are."
        )
    return f"{count} interleaved rounds of each service; the round is the sample."


def _shared(result: Result) -> str:
    shares = [m.k6_cpu for s in result.subjects for m in every_measurement(result, s)]
    return (
        f"{machine(result.conditions)}, which k6 shares with the services and of which it took "
        f"up to {max(shares):.0%}."
    )
