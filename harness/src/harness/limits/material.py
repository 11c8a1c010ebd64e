"""What is put on the host before `bench limits` measures: programs, statements, lists of paths."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote

import httpx

from harness.conditions import REPOSITORY
from harness.limits.candidates import CREDENTIALS, DIRECTORY, PLAIN, environment
from harness.run.stack import SQL, Stack

PAGE_SIZE = 20
PAGES = 100  # pages and rows asked for in turn: more than a processor's cache holds
FAR = 100_000  # the number of the far page
KEYS = ("id", "last_name", "birth_date", "balance", "created_at")
ORDERINGS = tuple(f"{sign}{key}" for key in KEYS for sign in ("", "-"))

_BARE = REPOSITORY / "tests/benchmarks/bare"
_HERE = Path(__file__).parent


def prepare(stack: Stack, customers: int) -> None:
    """Put everything onto the host. Raises CommandError."""
    for source in (_BARE / "application.py", _BARE / "material.py", _HERE / "paths.lua"):
        stack.host.copy(source, f"{DIRECTORY}/{source.name}")
    starts = list(range(0, customers, customers // PAGES))[:PAGES]
    far = [[ordering, *_row_before(stack, ordering, customers)] for ordering in ORDERINGS]
    asked = [["id", str(start), start] for start in starts] + far
    material = _material(stack, asked)
    _write(stack, "material.json", [json.dumps(material)])
    cursors = material["cursors"]
    lists = [f"/api/customers?cursor={cursor}" for cursor in cursors[:PAGES]]
    _write(stack, "lists", lists)
    _write(stack, "bare-lists", [f"/list/{start}" for start in starts])
    _write(stack, "naive-lists", [f"/api/customers?page={page}" for page in range(1, PAGES + 1)])
    _write(stack, "details", [f"/api/customers/{start + 1}" for start in starts])
    _write(stack, "bare-details", [f"/detail/{start + 1}" for start in starts])
    _write(stack, "bare-cached", [f"/cached/bench-limits:{number}" for number in range(PAGES)])
    _write(stack, "searches", _searches(stack))
    for ordering, cursor in zip(ORDERINGS, cursors[PAGES:], strict=True):
        _write(stack, f"near{ordering}", [f"/api/customers?ordering={ordering}"])
        _write(stack, f"far{ordering}", [f"/api/customers?ordering={ordering}&cursor={cursor}"])
    _cache(stack, lists)


def _row_before(stack: Stack, ordering: str, customers: int) -> list[object]:
    """Return the ordering's value and the id of the last row before the far page."""
    key = ordering.removeprefix("-")
    direction = "DESC" if ordering.startswith("-") else "ASC"
    offset = min(FAR * PAGE_SIZE, customers // 2) - 1
    sql = (
        f"SET timezone = 'UTC'; SELECT json_build_array({key}::text, id) FROM customers_customer "  # noqa: S608
        f"ORDER BY {key} {direction}, id {direction} OFFSET {offset} LIMIT 1"
    )
    found: list[object] = json.loads(stack.sql("optimized", sql))
    return found


def _material(stack: Stack, asked: list[list[object]]) -> dict[str, list[str]]:
    settings = [f"{name}={value}" for name, value in environment(PLAIN).items()]
    settings.append(f"CREDENTIALS_DIRECTORY={CREDENTIALS}")
    command = ("env", *settings, PLAIN.command[0], f"{DIRECTORY}/material.py")
    made: dict[str, list[str]] = json.loads(
        stack.host.run(*command, stdin=json.dumps(asked)).stdout
    )
    return made


def _searches(stack: Stack) -> Iterator[str]:
    """Yield the searches that k6 draws from, each once."""
    drawn = json.loads(stack.sql("optimized", (SQL / "terms.sql").read_text()))
    terms: dict[str, list[str]] = drawn["terms"]
    for kind in terms.values():
        for term in kind:
            yield f"/api/customers?search={quote(term)}"


def _cache(stack: Stack, lists: Iterable[str]) -> None:
    """Put the bytes of the lists into Redis for the bare application, without an expiry."""
    with httpx.Client(base_url=stack.url("optimized"), trust_env=False) as client:
        for number, path in enumerate(lists):
            body = client.get(path).raise_for_status().text
            stack.redis("SET", f"bench-limits:{number}", body)


def _write(stack: Stack, name: str, lines: Iterable[str]) -> None:
    text = "".join(f"{line}\n" for line in lines)
    stack.host.run("install", "-D", "--mode=0644", "/dev/stdin", f"{DIRECTORY}/{name}", stdin=text)
