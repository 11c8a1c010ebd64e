"""Customers to create."""

from __future__ import annotations

import itertools
import time

_numbers = itertools.count(time.time_ns() // 1_000_000 % 10**9)


def new_customer() -> dict[str, object]:
    """Return a customer to create that no other one resembles."""
    number = next(_numbers)
    return {
        "first_name": "Restart",
        "last_name": "Survivor",
        "email": f"survivor.{number}@example.org",
        "phone": f"+49{number:010}",
        "national_id": f"9{number:011}",
        "birth_date": "1990-01-01",
        "city_id": 1,
        "company_id": 1,
    }
