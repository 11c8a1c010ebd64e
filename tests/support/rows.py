"""The same customers for both services, written once and loaded into each database."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import psycopg

CUSTOMERS = 130
FIRST_NAMES = ("Anna", "Bob", "Chloé", "Dmitri", "Émile", "Jean-Luc", "Mary Ann", "Zoë", "李")
LAST_NAMES = ("Adams", "Brown", "Müller", "O'Brien", "Smith", "Smithson", "de la Cruz", "Ångström")
CITIES = ("Berlin", "New York", "São Paulo", "Saint-Denis", "York", "Zürich", "100% City")
COUNTRIES = ("Brazil", "France", "Germany", "United States")
COMPANIES = ("Acme Inc", "Brown and Sons", "Smith-Jones", "Under_Score Ltd", "York Group")
INDUSTRIES = ("Finance", "Retail", "Software")
ESCAPED = {61: ('Ann "Annie"', "Back\\slash"), 62: ("𠮷", "Tab\tBell\x07")}
"""First and last names of two customers that JSON may write in several ways, by id."""

Row = tuple[Any, ...]


def cities() -> Iterator[Row]:
    """Yield (id, name, country): each name in several countries."""
    for number in range(30):
        yield number + 1, CITIES[number % len(CITIES)], COUNTRIES[number % len(COUNTRIES)]


def companies() -> Iterator[Row]:
    """Yield (id, name, industry)."""
    for number in range(40):
        yield number + 1, COMPANIES[number % len(COMPANIES)], INDUSTRIES[number % len(INDUSTRIES)]


def customers() -> Iterator[Row]:
    """Yield customers in the order of the contract's fields, with many ties in each ordering."""
    draw = random.Random(20260101)
    day = date(1950, 1, 1)
    start = datetime(2020, 1, 1, tzinfo=UTC)
    for number in range(1, CUSTOMERS + 1):
        first_name, last_name = draw.choice(FIRST_NAMES), draw.choice(LAST_NAMES)
        first_name, last_name = ESCAPED.get(number, (first_name, last_name))
        created_at = start + timedelta(days=draw.randrange(20), microseconds=draw.choice((0, 7)))
        mailbox, domain = draw.choice(("Info", "mail", "o.brien")), draw.choice(("com", "org"))
        yield (
            number,
            first_name,
            last_name,
            f"{mailbox}.{number}@example.{domain}",
            f"+{draw.choice((1, 33, 49))}{draw.randrange(10**8):09}",
            f"{draw.choice((0, 1, 25)):03}{number:09}",
            day + timedelta(days=365 * draw.randrange(50)),
            draw.random() < 0.8,
            Decimal(draw.randrange(-50, 50)) * Decimal("12.50"),
            created_at,
            created_at + timedelta(days=draw.randrange(3)),
            draw.randint(1, 30),
            draw.randint(1, 40),
        )


TABLES = {
    "customers_city": (("id", "name", "country"), cities),
    "customers_company": (("id", "name", "industry"), companies),
    "customers_customer": (
        (
            "id",
            "first_name",
            "last_name",
            "email",
            "phone",
            "national_id",
            "birth_date",
            "is_active",
            "balance",
            "created_at",
            "updated_at",
            "city_id",
            "company_id",
        ),
        customers,
    ),
}


def load(dsn: str) -> None:
    """Copy all rows into a migrated, empty database, and go on numbering after them."""
    with psycopg.connect(dsn) as connection:
        for table, (columns, rows) in TABLES.items():
            with connection.cursor().copy(
                f"COPY {table} ({', '.join(columns)}) FROM STDIN"
            ) as copy:
                for row in rows():
                    copy.write_row(row)
            connection.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"  # noqa: S608
            )
        connection.execute("ANALYZE")
