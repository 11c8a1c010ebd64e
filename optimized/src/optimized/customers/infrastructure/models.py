"""The tables. Columns stand in the contract's order: PostgreSQL renders rows as they stand.

Secondary indexes are named `customers_*_idx`; `sync_indexes` drops and creates exactly these.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, TypeVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.db.models.functions import Lower
from django.dispatch import Signal

from optimized.customers.domain import customer

e164 = RegexValidator(customer.E164, customer.E164_MESSAGE)
twelve_digits = RegexValidator(customer.NATIONAL_ID, customer.NATIONAL_ID_MESSAGE)


Row = TypeVar("Row", bound=models.Model)

many_saved = Signal()
"""Sent where Django sends nothing: after many rows were written, and before the commit."""


class SavedRows(models.QuerySet[Row]):
    """Tells of what it writes by one statement: see signals.py."""

    def update(self, **values: Any) -> int:
        """See Django's QuerySet; `bulk_update` comes here too."""
        with transaction.atomic(savepoint=False):
            updated = super().update(**values)
            many_saved.send(self.model)
        return updated

    def bulk_create(self, objs: Iterable[Row], *arguments: Any, **options: Any) -> list[Row]:
        """See Django's QuerySet."""
        with transaction.atomic(savepoint=False):
            created = super().bulk_create(objs, *arguments, **options)
            many_saved.send(self.model)
        return created


class Saved(models.Model):
    """Saved in a transaction, so that `post_save` comes before the commit: see signals.py."""

    objects = SavedRows.as_manager()

    class Meta:
        abstract = True

    def save(self, *arguments: Any, **options: Any) -> None:
        """See Django's Model, by which a save in no transaction is committed before that signal."""
        with transaction.atomic(savepoint=False):
            super().save(*arguments, **options)


def kept_json(function: str, *fields: str) -> models.GeneratedField:
    """Return a column of the row's JSON, made when the row is written.

    A page of customers shows 40 such rows: made for each, their JSON took 33 µs of its 225.
    """
    return models.GeneratedField(
        expression=models.Func(*fields, function=function),
        output_field=models.TextField(),
        db_persist=True,
    )


class City(Saved):
    """Where a customer lives."""

    name = models.CharField(max_length=100)
    country = models.CharField(max_length=100)
    json = kept_json("customers_city_json", "id", "name", "country")

    class Meta:
        verbose_name_plural = "cities"
        # a list filtered by country first finds its few cities
        indexes: ClassVar = [models.Index(fields=["country"], name="customers_city_country_idx")]

    def __str__(self) -> str:
        return self.name


class Company(Saved):
    """Where a customer works."""

    name = models.CharField(max_length=200)
    industry = models.CharField(max_length=100)
    json = kept_json("customers_company_json", "id", "name", "industry")

    class Meta:
        verbose_name_plural = "companies"

    def __str__(self) -> str:
        return self.name


class Customer(Saved):
    """A customer. `search` is written by triggers alone (migration 0002)."""

    first_name = models.CharField(max_length=customer.NAME_LENGTH)
    last_name = models.CharField(max_length=customer.NAME_LENGTH)
    email = models.EmailField(max_length=customer.EMAIL_LENGTH)
    # in the C collation LIKE 'digits%' is a range of a plain btree, the unique one included
    phone = models.CharField(max_length=customer.E164_LENGTH, validators=[e164], db_collation="C")
    national_id = models.CharField(
        max_length=customer.NATIONAL_ID_LENGTH, validators=[twelve_digits], db_collation="C"
    )
    birth_date = models.DateField()
    is_active = models.BooleanField(default=True)
    balance = models.DecimalField(
        max_digits=customer.BALANCE_DIGITS,
        decimal_places=customer.BALANCE_PLACES,
        default=0,
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    # no index by Django: the two below serve the keys and the filters at once
    city = models.ForeignKey(City, models.PROTECT, db_index=False)
    company = models.ForeignKey(Company, models.PROTECT, db_index=False)
    search = SearchVectorField(editable=False, null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(Lower("email"), name="customers_customer_email_key"),
            models.UniqueConstraint(
                fields=["national_id"], name="customers_customer_national_id_key"
            ),
        ]
        indexes: ClassVar = [
            # each sort key with the id that breaks its ties: read forwards for ascending and
            # backwards for descending order, entered anywhere by a row comparison
            models.Index(fields=["last_name", "id"], name="customers_last_name_idx"),
            models.Index(fields=["birth_date", "id"], name="customers_birth_date_idx"),
            models.Index(fields=["balance", "id"], name="customers_balance_idx"),
            models.Index(fields=["created_at", "id"], name="customers_created_at_idx"),
            # the filters by key; with the id the default order comes without a sort
            models.Index(fields=["city", "id"], name="customers_city_idx"),
            models.Index(fields=["company", "id"], name="customers_company_idx"),
            # number terms; national ids are found by their unique constraint
            models.Index(fields=["phone"], name="customers_phone_idx"),
            # words; without the pending list every search would have to read through
            GinIndex(fields=["search"], name="customers_search_idx", fastupdate=False),
        ]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}"


def columns(model: type[models.Model]) -> tuple[str, ...]:
    """Return the columns of a table that rows are made of."""
    return tuple(f.attname for f in model._meta.concrete_fields if f.name != "search")  # noqa: SLF001
