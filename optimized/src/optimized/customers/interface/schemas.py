"""What is served and taken, for the documentation. A test holds PostgreSQL's JSON to it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from django.core.validators import EmailValidator, RegexValidator
from ninja import Schema
from pydantic import Field

from optimized.customers.domain import customer
from optimized.customers.interface.fields import Balance, Boolean, Date, Key, text

Name = Annotated[str, text(customer.NAME_LENGTH), Field(max_length=customer.NAME_LENGTH)]
Email = Annotated[
    str,
    text(customer.EMAIL_LENGTH, EmailValidator()),
    Field(max_length=customer.EMAIL_LENGTH, json_schema_extra={"format": "email"}),
]
Phone = Annotated[
    str,
    text(customer.E164_LENGTH, RegexValidator(customer.E164, customer.E164_MESSAGE)),
    Field(json_schema_extra={"pattern": customer.E164.replace(r"\Z", "$")}),
]
NationalId = Annotated[
    str,
    text(
        customer.NATIONAL_ID_LENGTH,
        RegexValidator(customer.NATIONAL_ID, customer.NATIONAL_ID_MESSAGE),
    ),
    Field(json_schema_extra={"pattern": customer.NATIONAL_ID.replace(r"\Z", "$")}),
]


class City(Schema):
    """Where a customer lives."""

    id: int
    name: str
    country: str


class Company(Schema):
    """Where a customer works."""

    id: int
    name: str
    industry: str


class Customer(Schema):
    """A customer as it is served."""

    id: int
    first_name: str
    last_name: str
    email: str
    phone: str = Field(description="E.164")
    national_id: str = Field(pattern=r"^[0-9]{12}$")
    birth_date: date
    is_active: bool
    balance: Decimal = Field(description="a string with two places")
    created_at: datetime
    updated_at: datetime
    city: City
    company: Company


class Page(Schema):
    """What every list has beside its rows."""

    next: str | None = Field(description="address of the page that follows")
    previous: str | None = Field(description="address of the page before")


class CustomerPage(Page):
    """A page of customers."""

    results: list[Customer]


class CityPage(Page):
    """A page of cities."""

    results: list[City]


class CompanyPage(Page):
    """A page of companies."""

    results: list[Company]


class CustomerIn(Schema):
    """A customer as it is written."""

    first_name: Name
    last_name: Name
    email: Email
    phone: Phone
    national_id: NationalId
    birth_date: Date
    is_active: Boolean = True
    balance: Balance = Decimal("0.00")
    city_id: Key
    company_id: Key


class Problem(Schema):
    """An error."""

    detail: str
