"""Customers, and the cities and companies that they belong to."""

from __future__ import annotations

from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone


class City(models.Model):
    name = models.CharField(max_length=100)
    country = models.CharField(max_length=100)

    class Meta:
        verbose_name_plural = "cities"

    def __str__(self) -> str:
        return f"{self.name}, {self.country}"


class Company(models.Model):
    name = models.CharField(max_length=200)
    industry = models.CharField(max_length=100)

    class Meta:
        verbose_name_plural = "companies"

    def __str__(self) -> str:
        return self.name


class Customer(models.Model):
    first_name = models.CharField(max_length=100)
    last_name = models.CharField(max_length=100)
    email = models.EmailField()
    phone = models.CharField(
        max_length=16,
        validators=[
            RegexValidator(r"^\+[1-9][0-9]{6,14}\Z", "Enter a valid phone number in E.164 format.")
        ],
    )
    national_id = models.CharField(
        max_length=12,
        unique=True,
        validators=[RegexValidator(r"^[0-9]{12}\Z", "Enter exactly 12 digits.")],
    )
    birth_date = models.DateField()
    is_active = models.BooleanField(default=True)
    balance = models.DecimalField(max_digits=12, decimal_places=2, default="0.00")
    # Defaults, for `auto_now` would overwrite the timestamps of generated customers.
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)
    city = models.ForeignKey(City, on_delete=models.PROTECT)
    company = models.ForeignKey(Company, on_delete=models.PROTECT)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                Lower("email"),
                name="customer_email_unique",
                violation_error_message="customer with this email already exists.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the customer, with the time of the change if it is one."""
        if not self._state.adding:
            self.updated_at = timezone.now()
        super().save(*args, **kwargs)
