"""Customers with their cities and companies, and what makes their values valid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

NAME_LENGTH = 100
EMAIL_LENGTH = 254
BALANCE_DIGITS = 12
BALANCE_PLACES = 2

E164 = r"^\+[1-9][0-9]{6,14}\Z"
E164_LENGTH = 16
E164_MESSAGE = "Enter a valid phone number in E.164 format."

NATIONAL_ID = r"^[0-9]{12}\Z"
NATIONAL_ID_LENGTH = 12
NATIONAL_ID_MESSAGE = "Enter exactly 12 digits."

MAX_ID = 2**63 - 1


@dataclass(frozen=True, slots=True)
class City:
    """Where a customer lives."""

    id: int
    name: str
    country: str


@dataclass(frozen=True, slots=True)
class Company:
    """Where a customer works."""

    id: int
    name: str
    industry: str


@dataclass(frozen=True, slots=True)
class Customer:
    """A stored customer."""

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
    city: City
    company: Company
