"""The optimized service's tables."""

from __future__ import annotations

from django.db import models


class City(models.Model):
    """Where a customer lives."""

    name = models.CharField(max_length=100)
    country = models.CharField(max_length=100)

    class Meta:
        managed = False
        db_table = "customers_city"

    def __str__(self) -> str:
        return self.name


class Company(models.Model):
    """Where a customer works."""

    name = models.CharField(max_length=200)
    industry = models.CharField(max_length=100)

    class Meta:
        managed = False
        db_table = "customers_company"

    def __str__(self) -> str:
        return self.name


class Customer(models.Model):
    """A customer."""

    first_name = models.CharField(max_length=100)
    last_name = models.CharField(max_length=100)
    email = models.EmailField()
    phone = models.CharField(max_length=16)
    national_id = models.CharField(max_length=12)
    birth_date = models.DateField()
    is_active = models.BooleanField(default=True)
    balance = models.DecimalField(max_digits=12, decimal_places=2)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    city = models.ForeignKey(City, models.PROTECT)
    company = models.ForeignKey(Company, models.PROTECT)

    class Meta:
        managed = False
        db_table = "customers_customer"

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}"
