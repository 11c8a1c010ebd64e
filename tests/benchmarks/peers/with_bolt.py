"""django-bolt: a Rust server, msgspec and Django's asynchronous ORM. manage.py runs it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import models
from django_bolt import BoltAPI
from django_bolt.exceptions import NotFound
from msgspec import Struct, convert

PAGE_SIZE = 20
api = BoltAPI()


class CityTable(models.Model):
    """Where a customer lives."""

    name = models.CharField(max_length=100)
    country = models.CharField(max_length=100)

    class Meta:
        app_label = "customers"
        db_table = "customers_city"


class CompanyTable(models.Model):
    """Where a customer works."""

    name = models.CharField(max_length=200)
    industry = models.CharField(max_length=100)

    class Meta:
        app_label = "customers"
        db_table = "customers_company"


class CustomerTable(models.Model):
    """A customer."""

    first_name = models.CharField(max_length=100)
    last_name = models.CharField(max_length=100)
    email = models.EmailField()
    phone = models.CharField(max_length=16)
    national_id = models.CharField(max_length=12)
    birth_date = models.DateField()
    is_active = models.BooleanField()
    balance = models.DecimalField(max_digits=12, decimal_places=2)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    city = models.ForeignKey(CityTable, models.PROTECT)
    company = models.ForeignKey(CompanyTable, models.PROTECT)

    class Meta:
        app_label = "customers"
        db_table = "customers_customer"


class City(Struct):
    """A city."""

    id: int
    name: str
    country: str


class Company(Struct):
    """A company."""

    id: int
    name: str
    industry: str


class Customer(Struct):
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
    city: City
    company: Company


class Page(Struct):
    """A page of customers."""

    next: str | None
    results: list[Customer]


CUSTOMERS = CustomerTable.objects.select_related("city", "company").order_by("id")


@api.get("/customers")
async def list_customers(after: int = 0) -> Page:
    """Return the page after an id."""
    rows = [row async for row in CUSTOMERS.filter(id__gt=after)[:PAGE_SIZE]]
    following = f"/customers?after={rows[-1].id}" if len(rows) == PAGE_SIZE else None
    return Page(following, convert(rows, list[Customer], from_attributes=True))


@api.get("/customers/{customer_id}")
async def get_customer(customer_id: int) -> Customer:
    """Return a customer."""
    try:
        row = await CUSTOMERS.aget(id=customer_id)
    except CustomerTable.DoesNotExist:
        raise NotFound(detail="No Customer matches the given query.") from None
    return convert(row, Customer, from_attributes=True)
