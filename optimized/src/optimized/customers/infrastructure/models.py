"""The tables.

Secondary indexes are named `customers_*_idx`; `sync_optimizations` drops and creates exactly these.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.db.models.functions import Lower

from optimized.customers.domain import customer
from optimized.customers.infrastructure.querysets import (
    CustomerManager,
    PagedQuerySet,
)

e164 = RegexValidator(customer.E164, customer.E164_MESSAGE)
twelve_digits = RegexValidator(customer.NATIONAL_ID, customer.NATIONAL_ID_MESSAGE)

FULL_TEXT = "fts" in settings.OPTIMIZATIONS


class SavedInTransaction(models.Model):
    """Saves in a transaction, so that `post_save` comes before the commit: see signals.py."""

    objects = PagedQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *arguments: Any, **options: Any) -> None:
        """See Django's Model, which sends `post_save` after the commit otherwise."""
        with transaction.atomic(savepoint=False):
            super().save(*arguments, **options)


class City(SavedInTransaction):
    """Where a customer lives."""

    name = models.CharField(max_length=100)
    country = models.CharField(max_length=100)

    class Meta:
        verbose_name_plural = "cities"
        indexes: ClassVar = [models.Index(fields=["country"], name="customers_city_country_idx")]

    def __str__(self) -> str:
        return self.name


class Company(SavedInTransaction):
    """Where a customer works."""

    name = models.CharField(max_length=200)
    industry = models.CharField(max_length=100)

    class Meta:
        verbose_name_plural = "companies"

    def __str__(self) -> str:
        return self.name


class Customer(SavedInTransaction):
    """A customer. `search` is written by triggers alone (migration 0002)."""

    first_name = models.CharField(max_length=customer.NAME_LENGTH)
    last_name = models.CharField(max_length=customer.NAME_LENGTH)
    email = models.EmailField(max_length=customer.EMAIL_LENGTH)
    # In the C collation LIKE 'digits%' is a range of a plain btree, the unique one included.
    phone = models.CharField(max_length=customer.E164_LENGTH, validators=[e164], db_collation="C")
    national_id = models.CharField(
        max_length=customer.NATIONAL_ID_LENGTH, validators=[twelve_digits], db_collation="C"
    )
    birth_date = models.DateField()
    is_active = models.BooleanField(default=True)
    balance = models.DecimalField(
        max_digits=customer.BALANCE_DIGITS, decimal_places=customer.BALANCE_PLACES, default=0
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    city = models.ForeignKey(City, models.PROTECT)
    company = models.ForeignKey(Company, models.PROTECT)
    if FULL_TEXT:
        search = SearchVectorField(editable=False, null=True)

    objects = CustomerManager()  # type: ignore[misc] # of another class than the base's

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(Lower("email"), name="customers_customer_email_key"),
            models.UniqueConstraint(
                fields=["national_id"], name="customers_customer_national_id_key"
            ),
        ]
        indexes: ClassVar = [
            # Each sort key with the id that breaks its ties: read forwards or backwards, and
            # entered anywhere by a row comparison.
            models.Index(fields=["last_name", "id"], name="customers_last_name_idx"),
            models.Index(fields=["birth_date", "id"], name="customers_birth_date_idx"),
            models.Index(fields=["balance", "id"], name="customers_balance_idx"),
            models.Index(fields=["created_at", "id"], name="customers_created_at_idx"),
            # Search terms of digits; national ids are found by their unique constraint.
            models.Index(fields=["phone"], name="customers_phone_idx"),
        ]
        if FULL_TEXT:
            # Without the pending list, which every search would have to read through.
            indexes.append(
                GinIndex(fields=["search"], name="customers_search_idx", fastupdate=False)
            )

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}"
