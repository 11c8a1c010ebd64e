"""Rows become JSON that says what is in them, whatever that is."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from optimized.fastpath.postgresql.database import Statement
from optimized.fastpath.reading.rendering import NESTED, WholeRows
from tests.optimized.counting import CountingDatabase
from tests.optimized.reading.properties import property_test
from tests.support import rows


def iso(time: datetime) -> str:
    """Return a time as the contract writes it."""
    return f"{time.replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


ROW = """
SELECT 1::bigint AS id, $1::text AS first_name, $2::text AS last_name, $3::text AS email,
       $4::text AS phone, $5::text AS national_id, $6::date AS birth_date, $7::boolean AS is_active,
       $8::numeric(12, 2) AS balance, $9::timestamptz AS created_at, $10::timestamptz AS updated_at,
       1::bigint AS city_id, 1::bigint AS company_id
"""
CITY = Statement("SELECT customers_city_json(7, $1, $2)")
a_text = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20)
a_time = st.datetimes(timezones=st.just(UTC))
a_balance = st.decimals(-9_999_999_999, 9_999_999_999, places=2)
FIELDS = {
    **dict.fromkeys(("first_name", "last_name", "email", "phone", "national_id"), a_text),
    "birth_date": st.dates().map(date.isoformat),
    "is_active": st.booleans(),
    "balance": a_balance.map(lambda value: f"{value + 0:.2f}"),  # without -0.00
    "created_at": a_time.map(iso),
    "updated_at": a_time.map(iso),
}


@given(customer=st.fixed_dictionaries(FIELDS))
@property_test
async def test_a_customer(database: CountingDatabase, customer: dict[str, str | bool]) -> None:
    statement = Statement(WholeRows(NESTED).sql(ROW, "id"))

    values = [str(customer[name]).encode() for name in FIELDS]
    ((_, _, row),) = await database.fetch(statement, values)

    city = dict(zip(("id", "name", "country"), next(rows.cities()), strict=True))
    company = dict(zip(("id", "name", "industry"), next(rows.companies()), strict=True))
    assert json.loads(row) == {"id": 1, **customer, "city": city, "company": company}


@given(name=a_text, country=a_text)
@property_test
async def test_a_city(database: CountingDatabase, name: str, country: str) -> None:
    ((row,),) = await database.fetch(CITY, [name.encode(), country.encode()])

    assert json.loads(row) == {"id": 7, "name": name, "country": country}
