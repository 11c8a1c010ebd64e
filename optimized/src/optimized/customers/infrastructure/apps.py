"""The Django application: label `customers`, as in the naive project."""

from __future__ import annotations

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    """Models, migrations, admin and management commands live in the infrastructure layer."""

    name = "optimized.customers.infrastructure"
    label = "customers"
    default_auto_field = "django.db.models.BigAutoField"
