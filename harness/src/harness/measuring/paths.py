"""The paths that wrk asks for, and what their answers must hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

import httpx

from harness.conditions import conditions
from harness.errors import BenchError
from harness.experiments.model import Subject

PAGES = 100  # asked for in turn: more than a processor's cache holds
PAGE_SIZE = 20
FIRST = "/api/customers?ordering=id"


def paths(url: str, subject: Subject, scenario: str) -> list[str]:
    """Return the first PAGES pages of customers by id, or as many of these customers."""
    ids = range(0, PAGES * PAGE_SIZE, PAGE_SIZE)
    if subject.program:
        program = conditions().programs[subject.program]
        template = program.list if scenario == "list" else program.detail
        return [template.format(id=each + (scenario == "detail")) for each in ids]
    if scenario == "detail":
        return [f"/api/customers/{each + 1}" for each in ids]
    return list(_pages(url))


def _pages(url: str) -> Iterator[str]:
    path = FIRST
    with httpx.Client(base_url=url, trust_env=False, timeout=60) as client:
        for _ in range(PAGES):
            yield path
            parts = urlsplit(client.get(path).raise_for_status().json()["next"] or FIRST)
            path = f"{parts.path}?{parts.query}"


def check(url: str, asked: Sequence[str], scenario: str) -> None:
    """Compare the answers to the first and the last path with the contract. Raises BenchError."""
    for place in (0, len(asked) - 1):
        answer = httpx.get(f"{url}{asked[place]}", trust_env=False, timeout=60)
        first = place * PAGE_SIZE + 1
        wanted = range(first, first + PAGE_SIZE) if scenario == "list" else [first]
        body = answer.json() if answer.is_success else {}
        rows = body.get("results", []) if scenario == "list" else [body]
        if [row.get("id") for row in rows] != list(wanted):
            raise BenchError(f"{asked[place]} was answered with {answer.status_code}, wrong rows")
