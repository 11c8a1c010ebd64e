"""What is put on the host before `bench limits` measures: programs, statements, lists of paths."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from urllib.parse import quote

import httpx

from harness.conditions import REPOSITORY, conditions
from harness.limits import memory
from harness.limits.candidates import CREDENTIALS, DIRECTORY, PLAIN, environment
from harness.run.stack import SQL, Stack

PAGE_SIZE = 20
PAGES = 100  # pages and rows asked for in turn: more than a processor's cache holds
FAR = 100_000  # the number of the far page
KEYS = ("id", "last_name", "birth_date", "balance", "created_at")
ORDERINGS = tuple(f"{sign}{key}" for key in KEYS for sign in ("", "-"))

_HERE = Path(__file__).parent
_RIVALS = REPOSITORY / "tests/benchmarks"
_PROGRAMS = (*_RIVALS.glob("bare/*.py"), *_RIVALS.glob("peers/*.py"), *_RIVALS.glob("peers/*.sql"))
_CLIENTS = (_HERE / "paths.lua", _HERE / "ask.py")


@dataclass(frozen=True, slots=True)
class Material:
    """Lists of paths by name, which lie on the host too, and every search that k6 draws from."""

    paths: dict[str, list[str]]
    searches: list[str]


@contextmanager
def prepared(stack: Stack, customers: int) -> Iterator[Material]:
    """Have everything on the host for this block. Raises CommandError."""
    try:
        for source in (*_PROGRAMS, *_CLIENTS):
            stack.host.copy(source, f"{DIRECTORY}/{source.name}")
        searches = _searches(stack)
        every_search = list(chain(*searches))
        starts = list(range(0, customers, customers // PAGES))[:PAGES]
        far = [[ordering, *_row_before(stack, ordering, customers)] for ordering in ORDERINGS]
        made = _of_the_service(stack, [["id", str(start), start] for start in starts] + far)
        _write(stack, "material.json", [json.dumps(made)])
        paths = {
            **_reads(starts, made["cursors"]),
            **_pages(made["cursors"][PAGES:]),
            "searches": _mixed(searches),
            "varied": memory.varied(every_search, ORDERINGS, customers, conditions().load.seed),
        }
        for name, lines in paths.items():
            _write(stack, name, lines)
        _cache(stack, paths["lists"])
        yield Material(paths, every_search)
    finally:
        stack.host.run("rm", "-rf", DIRECTORY)
        stack.flush_cache()


def _reads(starts: Sequence[int], cursors: Sequence[str]) -> dict[str, list[str]]:
    ids = [start + 1 for start in starts]
    return {
        "lists": [f"/api/customers?cursor={cursor}" for cursor in cursors[:PAGES]],
        "bare-lists": [f"/list/{start}" for start in starts],
        "peer-lists": [f"/customers?after={start}" for start in starts],
        "naive-lists": [f"/api/customers?page={page}" for page in range(1, PAGES + 1)],
        "details": [f"/api/customers/{each}" for each in ids],
        "bare-details": [f"/detail/{each}" for each in ids],
        "peer-details": [f"/customers/{each}" for each in ids],
        "bare-cached": [f"/cached/bench-limits:{number}" for number in range(PAGES)],
    }


def _pages(cursors: Sequence[str]) -> dict[str, list[str]]:
    """Return the first and the far page of each ordering."""
    pages: dict[str, list[str]] = {}
    for ordering, cursor in zip(ORDERINGS, cursors, strict=True):
        near = f"/api/customers?ordering={ordering}"
        pages |= {f"near{ordering}": [near], f"far{ordering}": [f"{near}&cursor={cursor}"]}
    return pages


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


def _of_the_service(stack: Stack, asked: list[list[object]]) -> dict[str, list[str]]:
    """Return the service's own statements, and its cursors of the pages after rows."""
    settings = [f"{name}={value}" for name, value in environment(PLAIN).items()]
    settings.append(f"CREDENTIALS_DIRECTORY={CREDENTIALS}")
    command = ("env", *settings, PLAIN.command[0], f"{DIRECTORY}/material.py")
    made: dict[str, list[str]] = json.loads(
        stack.host.run(*command, stdin=json.dumps(asked)).stdout
    )
    return made


def _searches(stack: Stack) -> list[list[str]]:
    """Return the searches that k6 draws from, by kind."""
    drawn = json.loads(stack.sql("optimized", (SQL / "terms.sql").read_text()))
    kinds: dict[str, list[str]] = drawn["terms"]
    return [[f"/api/customers?search={quote(term)}" for term in terms] for terms in kinds.values()]


def _mixed(kinds: Sequence[Sequence[str]]) -> list[str]:
    """Return equally many searches of each kind, spread over it, the kinds in turn."""
    number = min(map(len, kinds))
    spread = [kind[:: len(kind) // number][:number] for kind in kinds]
    return [path for one_of_each in zip(*spread, strict=True) for path in one_of_each]


def _cache(stack: Stack, lists: Iterable[str]) -> None:
    """Put the bytes of the lists into Redis for the bare application, without an expiry."""
    stack.start("optimized")  # a command that was killed left it stopped
    stack.wait_until_ready("optimized")
    with httpx.Client(base_url=stack.url("optimized"), trust_env=False) as client:
        for number, path in enumerate(lists):
            body = client.get(path).raise_for_status().text
            stack.redis("SET", f"bench-limits:{number}", body)


def _write(stack: Stack, name: str, lines: Iterable[str]) -> None:
    text = "".join(f"{line}\n" for line in lines)
    stack.host.run("install", "-D", "--mode=0644", "/dev/stdin", f"{DIRECTORY}/{name}", stdin=text)
