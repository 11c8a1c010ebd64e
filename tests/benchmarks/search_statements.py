"""What searches that miss the cache cost PostgreSQL: mean and worst of their SQL, by kind.

python -m tests.benchmarks.search_statements --customers 3000000

The terms are k6's, and words cut to a prefix. All are asked twice; the first time fills buffers.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from random import Random
from urllib.parse import quote

from harness.conditions import REPOSITORY
from harness.processes import raise_interrupts
from tests.benchmarks.answers import Client
from tests.benchmarks.endpoints import Explorer
from tests.benchmarks.stack import Stack, stack
from tests.benchmarks.worker_cpu import subject

SUBJECT = subject("all REDIS_URL=unix:///nowhere")
COSTS = """
SELECT sum(calls), sum(total_exec_time), max(max_exec_time) FROM pg_stat_statements
JOIN pg_database ON pg_database.oid = dbid WHERE datname = '{}'
"""


def draw(number: int) -> Iterator[tuple[str, list[str]]]:
    """Yield kinds of terms, each with as many."""
    terms = json.loads((REPOSITORY / "k6/data/customers.json").read_text())["terms"]
    words = (word for kind in ("common", "middle", "rare") for word in terms[kind])
    random = Random(1)
    for kind, known in {**terms, "prefix": [f"{word[:4]}*" for word in words]}.items():
        yield kind, random.choices(known, k=number)


def costs(made: Stack, explorer: Explorer, terms: Sequence[str]) -> list[float]:
    """Return the number of statements that the searches take, and ms: of all, of the worst."""
    for _ in range(2):
        made.postgresql.psql("postgres", "SELECT pg_stat_statements_reset()")
        for term in terms:
            explorer.page(f"/api/customers?search={quote(term)}")
    asked = COSTS.format(made.databases["optimized"].name)
    return [float(each) for each in made.postgresql.psql("postgres", asked).split("|")]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--customers", type=int, default=20_000)
    parser.add_argument("--searches", type=int, default=100, help="of each kind")
    options = parser.parse_args()
    with (
        stack(options.customers, "optimized") as made,
        made.running(SUBJECT) as running,
        Client(running.url) as client,
    ):
        explorer = Explorer(client, "/api", options.customers)
        found = {kind: costs(made, explorer, terms) for kind, terms in draw(options.searches)}
    calls, total, worst = zip(*found.values(), strict=True)
    for kind, each in [*found.items(), ("all", [sum(calls), sum(total), max(worst)])]:
        print(f"{kind:8} {each[0]:5.0f} × {each[1] / each[0]:.3f} ms, worst {each[2]:.3f} ms")


if __name__ == "__main__":
    raise_interrupts()
    main()
