"""What is answered, as ninja's documentation writes it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from ninja import Schema


class CitySchema(Schema):
    """A city."""

    id: int
    name: str
    country: str


class CompanySchema(Schema):
    """A company."""

    id: int
    name: str
    industry: str


class CustomerSchema(Schema):
    """A customer."""

    id: int
    first_name: str
    last_name: str
    email: str
    phone: str
    national_id: str
    birth_date: date
    is_active: bool
    balance: Decimal
    created_at: datetime
    updated_at: datetime
    city: CitySchema
    company: CompanySchema


class CustomerPage(Schema):
    """A page of customers."""

    next: str | None
    previous: str | None
    results: list[CustomerSchema]
