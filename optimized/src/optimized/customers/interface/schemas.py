"""What the API takes and answers."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from django.conf import settings
from django.core.validators import EmailValidator, RegexValidator
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    RootModel,
    WithJsonSchema,
    create_model,
)
from pydantic.fields import FieldInfo

from optimized.customers.domain import customer
from optimized.customers.interface.fields import Balance, Boolean, Date, Key, text

Timestamp = Annotated[
    datetime,  # UTC, always with microseconds, which pydantic would leave out where they are 0
    PlainSerializer(lambda value: f"{value.isoformat(timespec='microseconds')[:-6]}Z"),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
Money = Annotated[Decimal, WithJsonSchema({"type": "string", "format": "decimal"})]
EmailAddress = Annotated[str, WithJsonSchema({"type": "string", "format": "email"})]


class Row(BaseModel):
    """A stored row: read from the attributes of a model or of a domain value."""

    model_config = ConfigDict(from_attributes=True)


class City(Row):
    """Where a customer lives."""

    id: int
    name: str
    country: str


class Company(Row):
    """Where a customer works."""

    id: int
    name: str
    industry: str


class Customer(Row):
    """A customer as it is answered."""

    id: int
    first_name: str
    last_name: str
    email: EmailAddress
    phone: str
    national_id: str
    birth_date: date
    is_active: bool
    balance: Money
    created_at: Timestamp
    updated_at: Timestamp
    city: City
    company: Company


class CursorPage(Row):
    """The addresses of the neighbours of a page."""

    next: str | None
    previous: str | None


class NumberedPage(Row):
    """The number of all rows, and the addresses of the neighbours of a page."""

    count: int
    next: str | None
    previous: str | None


def _page_of(row: type[Row]) -> type[Row]:
    base = CursorPage if "cursor" in settings.OPTIMIZATIONS else NumberedPage
    name = f"{row.__name__}Page"
    return create_model(name, __base__=base, __module__=__name__, results=(list[row], ...))  # type: ignore[valid-type]


CustomerPage = _page_of(Customer)
CityPage = _page_of(City)
CompanyPage = _page_of(Company)


def _string(max_length: int, **schema: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "minLength": 1, "maxLength": max_length, **schema})


def _json_pattern(pattern: str) -> str:
    return pattern.replace(r"\Z", "$")  # ECMAScript's, which has no \Z


Name = Annotated[str, text(customer.NAME_LENGTH), _string(customer.NAME_LENGTH)]
Email = Annotated[
    str,
    text(customer.EMAIL_LENGTH, EmailValidator()),
    _string(customer.EMAIL_LENGTH, format="email"),
]
Phone = Annotated[
    str,
    text(customer.E164_LENGTH, RegexValidator(customer.E164, customer.E164_MESSAGE)),
    _string(customer.E164_LENGTH, pattern=_json_pattern(customer.E164)),
]
NationalId = Annotated[
    str,
    text(
        customer.NATIONAL_ID_LENGTH,
        RegexValidator(customer.NATIONAL_ID, customer.NATIONAL_ID_MESSAGE),
    ),
    _string(customer.NATIONAL_ID_LENGTH, pattern=_json_pattern(customer.NATIONAL_ID)),
]


class CustomerIn(BaseModel):
    """A customer as it is written."""

    first_name: Name
    last_name: Name
    email: Email
    phone: Phone
    national_id: NationalId
    birth_date: Date
    is_active: Boolean = Field(default_factory=lambda: True)
    balance: Balance = Field(default_factory=Decimal)
    city_id: Key
    company_id: Key


def _optional(field: FieldInfo) -> Any:
    return (field.rebuild_annotation(), Field(default_factory=lambda: None))


PatchedCustomerIn = create_model(
    "PatchedCustomerIn",
    __doc__="The fields of a customer to change.",
    **{name: _optional(field) for name, field in CustomerIn.model_fields.items()},
)


class Problem(BaseModel):
    """An error with one message."""

    detail: str


class FieldErrors(RootModel[dict[str, list[str]]]):
    """What is wrong with each field or parameter."""
