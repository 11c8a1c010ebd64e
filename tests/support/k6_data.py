"""`k6/data/customers.json`: what k6's scripts ask for, drawn from customers that exist.

Run as a module, this writes the file again.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from hashlib import md5
from typing import Any

from dataset.customers import CustomerMaker
from dataset.pools import make_pools
from dataset.rows import city_values, company_values, customer_values
from dataset.spec import SEED, Spec
from harness.conditions import REPOSITORY

FILE = REPOSITORY / "k6/data/customers.json"
CUSTOMERS = 20_000
"""The file is drawn from the first customers, which every larger data set contains."""

SAMPLED = 2_500
COMMON, MIDDLE, RARE, NOWHERE = 100, 500, 1_000, 100
NAME = re.compile(r"[^\W\d_]+")
WORD = re.compile(r"[^\W\d_]{3,}")

Row = Mapping[str, Any]


def draw(
    cities: Iterable[Row], companies: Iterable[Row], customers: Sequence[Row]
) -> dict[str, Any]:
    """Return what to ask for of a data set whose customers are `customers`."""
    city_of = {row["id"]: row for row in cities}
    company_of = {row["id"]: row for row in companies}
    sample = customers[:: max(1, len(customers) // SAMPLED)][:SAMPLED]
    return {
        "cities": sorted({row["city_id"] for row in sample}),
        "companies": sorted({row["company_id"] for row in sample}),
        "countries": sorted({city_of[row["city_id"]]["country"] for row in sample}),
        "birth_dates": sorted({row["birth_date"].isoformat() for row in sample}),
        "balances": sorted({str(row["balance"]) for row in sample}),
        "terms": {**_words(customers, city_of, company_of), **_of_persons(sample)},
    }


def _words(
    customers: Iterable[Row], city_of: Mapping[int, Row], company_of: Mapping[int, Row]
) -> dict[str, list[str]]:
    """Return words by how many customers they find."""
    found: Counter[str] = Counter()
    for row in customers:
        names = (row["first_name"], row["last_name"], city_of[row["city_id"]]["name"])
        text = " ".join((*names, company_of[row["company_id"]]["name"])).lower()
        found.update(word for word in re.split("[ -]+", text) if WORD.fullmatch(word))
    ranked = sorted(found, key=lambda word: (-found[word], word))
    middle, reach = len(ranked) // 4, min(MIDDLE, len(ranked) // 8)
    return {
        "common": sorted(ranked[:COMMON]),
        "middle": sorted(ranked[middle - reach : middle + reach]),
        "rare": sorted(ranked[-min(RARE, len(ranked) // 4) :]),
        "nowhere": [f"zqx{md5(str(n).encode()).hexdigest()[:8]}" for n in range(NOWHERE)],  # noqa: S324
    }


def _of_persons(sample: Sequence[Row]) -> dict[str, list[str]]:
    pairs = {
        f"{row['first_name']} {row['last_name']}".lower()
        for row in sample
        if NAME.fullmatch(row["first_name"]) and NAME.fullmatch(row["last_name"])
    }
    kinds = (
        lambda row: str(row["id"]),
        lambda row: row["national_id"][:8],
        lambda row: row["phone"][1:10],
    )
    numbers = {kinds[place % len(kinds)](row) for place, row in enumerate(sample)}
    return {"pair": sorted(pairs), "number": sorted(numbers)}


def published() -> str:
    """Return what the file holds, as the data set's own generator makes it."""
    spec = Spec(CUSTOMERS)
    pools = make_pools(spec)
    maker = CustomerMaker.of(pools, SEED)
    rows = [row for ids in spec.blocks() for row in customer_values(pools, maker.make(ids))]
    drawn = draw(city_values(pools), company_values(pools), rows)
    return json.dumps(drawn, ensure_ascii=False, separators=(",", ":")) + "\n"


if __name__ == "__main__":
    FILE.write_text(published())
