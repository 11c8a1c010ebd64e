"""The bytes that PostgreSQL makes, beside the documentation's schema and the rows themselves."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from optimized.customers.interface import schemas
from optimized.fastpath.query import MAX_SIZE, CustomerQuery
from tests.optimized.counting import CountingDatabase
from tests.optimized.reading.making import make
from tests.support import rows

CITIES = {city[0]: city for city in rows.cities()}
COMPANIES = {company[0]: company for company in rows.companies()}


def expected(customer: rows.Row) -> Mapping[str, Any]:
    """Return the contract's form of a row, made by hand."""
    names = rows.TABLES["customers_customer"][0]
    values: dict[str, Any] = dict(zip(names, customer, strict=True))
    city, company = CITIES[values.pop("city_id")], COMPANIES[values.pop("company_id")]
    return values | {
        "birth_date": values["birth_date"].isoformat(),
        "balance": f"{values['balance']:.2f}",
        "created_at": f"{values['created_at']:%Y-%m-%dT%H:%M:%S.%fZ}",
        "updated_at": f"{values['updated_at']:%Y-%m-%dT%H:%M:%S.%fZ}",
        "city": dict(zip(("id", "name", "country"), city, strict=True)),
        "company": dict(zip(("id", "name", "industry"), company, strict=True)),
    }


async def test_each_row_has_the_form_of_the_contract(database: CountingDatabase) -> None:
    everything = [customer[0] for customer in rows.customers()]
    found = await make(database).rows([int(str(number)) for number in everything])

    for customer in rows.customers():
        assert json.loads(found.by_id[int(str(customer[0]))]) == expected(customer)


async def test_the_bytes_are_what_the_schema_documents(database: CountingDatabase) -> None:
    page = await make(database).page(CustomerQuery(size=MAX_SIZE))

    for row in page.rows:
        documented = schemas.Customer.model_validate_json(row)
        served = json.loads(row)
        assert list(served) == list(schemas.Customer.model_fields)
        assert list(served["city"]) == list(schemas.City.model_fields)
        assert list(served["company"]) == list(schemas.Company.model_fields)
        assert json.loads(documented.model_dump_json())["balance"] == served["balance"]
