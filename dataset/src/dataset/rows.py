"""Rows as Python values, for a loader that goes through models."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

from dataset.customers import EPOCH, Customers
from dataset.pools import Pools
from dataset.words import ascii_word

_EPOCH_DATE = EPOCH.date()


def city_values(pools: Pools) -> Iterator[dict[str, Any]]:
    """Yield the fields of each city."""
    for number, city in enumerate(pools.cities, 1):
        yield {"id": number, "name": city.name, "country": city.country}


def company_values(pools: Pools) -> Iterator[dict[str, Any]]:
    """Yield the fields of each company."""
    for number, company in enumerate(pools.companies, 1):
        yield {"id": number, "name": company.name, "industry": company.industry}


def customer_values(pools: Pools, block: Customers) -> Iterator[dict[str, Any]]:
    """Yield the fields of each customer of `block`."""
    for row, number in enumerate(block.ids.tolist()):
        first_name = pools.first_names[block.first_name[row]]
        last_name = pools.last_names[block.last_name[row]]
        label = pools.domains[block.email_domain[row]]
        local = f"{ascii_word(first_name)}.{ascii_word(last_name)}.{block.email_number[row]:04d}"
        yield {
            "id": number,
            "first_name": first_name,
            "last_name": last_name,
            "email": f"{local}@{label}.example",
            "phone": f"+{block.phone[row]}",
            "national_id": f"{block.national_id[row]:012d}",
            "birth_date": _EPOCH_DATE + timedelta(days=int(block.birth_date[row])),
            "is_active": bool(block.is_active[row]),
            "balance": Decimal(int(block.balance[row])).scaleb(-2),
            "created_at": EPOCH + timedelta(microseconds=int(block.created_at[row])),
            "updated_at": EPOCH + timedelta(microseconds=int(block.updated_at[row])),
            "city_id": int(block.city[row]) + 1,
            "company_id": int(block.company[row]) + 1,
        }
