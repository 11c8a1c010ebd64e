"""Customers that no database has seen."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from optimized.customers.infrastructure.models import City, Company, Customer


def customer(customer_id: int) -> Customer:
    """Return a customer with city and company loaded."""
    return Customer(
        id=customer_id,
        first_name="Zoë",
        last_name="O'Brien",
        email=f"zoe{customer_id}@example.org",
        phone="+4930123456",
        national_id="012345678901",
        birth_date=date(1899, 12, 31),
        is_active=False,
        balance=Decimal("-1234567890.10"),
        created_at=datetime(1969, 12, 31, 23, 59, 59, 999_999, UTC),
        updated_at=datetime(2026, 2, 28, 1, 2, 3, 4, UTC),
        city=City(id=3, name="Zürich", country="Switzerland"),
        company=Company(id=4, name="Ox & Sons", industry="Farming"),
    )
