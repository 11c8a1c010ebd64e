"""The paths that wrk asks for, and what their answers must hold."""

from base64 import urlsafe_b64encode
from collections.abc import Sequence
from urllib.parse import quote

import httpx

from harness.conditions import conditions
from harness.errors import BenchError
from harness.experiments.model import Subject

PAGE_SIZE = 20
FRESH = 300_000  # paths at most: 100,000 were too few for 25,000 answers/s, and some were cached
CACHED = 100  # paths, asked for again and again

OPTIMIZED = {
    "list": "/api/customers?cursor={cursor}",
    "detail": "/api/customers/{id}",
    "cached": "/api/customers?cursor={cursor}",
    "search": "/api/customers?search={words}",
}


def template(subject: Subject, scenario: str) -> str:
    """Return the path of a scenario with fields in braces."""
    known = conditions().programs[subject.program].paths if subject.program else OPTIMIZED
    return known[scenario]


def paths(subject: Subject, scenario: str, names: Sequence[str]) -> list[str]:
    """Return different paths of a scenario; `names` are first and last names to search for."""
    count = CACHED if scenario == "cached" else FRESH
    if scenario == "search":
        numbers: Sequence[int] = range(min(count, len(names)))
    else:
        step = PAGE_SIZE if scenario in ("list", "cached") else 1
        numbers = range(0, min(count * step, subject.customers - step + 1), step)
    wanted = template(subject, scenario)
    return [wanted.format_map(_fields(number, names)) for number in numbers]


def _fields(number: int, names: Sequence[str]) -> dict[str, object]:
    """Return what a path may name: rows after an id, a row's id, cursors, words."""
    return {
        "after": number,
        "id": number + 1,
        "cursor": _encoded(f"aid {number} {number}").rstrip("="),
        "drf_cursor": quote(_encoded(f"p={number}")),
        "words": quote(names[number]) if number < len(names) else "",
    }


def _encoded(text: str) -> str:
    return urlsafe_b64encode(text.encode()).decode()


def check(url: str, asked: Sequence[str], scenario: str, names: Sequence[str]) -> None:
    """Compare the answers to the first and the last path with the contract. Raises BenchError."""
    for place in (0, len(asked) - 1):
        answer = httpx.get(f"{url}{asked[place]}", trust_env=False, timeout=60)
        body = answer.json() if answer.is_success else {}
        rows = [body] if scenario == "detail" else body.get("results", [])
        if not _right(rows, scenario, place, names):
            raise BenchError(f"{asked[place]} was answered with {answer.status_code}, wrong rows")


def _right(
    rows: Sequence[dict[str, object]], scenario: str, place: int, names: Sequence[str]
) -> bool:
    if scenario == "search":
        words = names[place].lower().split()
        return bool(rows) and all(word in str(row).lower() for row in rows for word in words)
    first = place + 1 if scenario == "detail" else place * PAGE_SIZE + 1
    wanted = range(first, first + (1 if scenario == "detail" else PAGE_SIZE))
    return [row.get("id") for row in rows] == list(wanted)
