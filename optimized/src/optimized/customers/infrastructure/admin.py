"""The admin site; saving here invalidates the cache as every other write does."""

from __future__ import annotations

from django.contrib import admin

from optimized.customers.infrastructure.models import City, Company, Customer


@admin.register(City)
class CityAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # generic in the stubs only
    """Cities by name."""

    list_display = ("name", "country")
    search_fields = ("name",)


@admin.register(Company)
class CompanyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # generic in the stubs only
    """Companies by name."""

    list_display = ("name", "industry")
    search_fields = ("name",)


@admin.register(Customer)
class CustomerAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # generic in the stubs only
    """Customers; a list of millions is paged without counting them."""

    list_display = ("id", "first_name", "last_name", "email", "is_active")
    search_fields = ("=id", "national_id__startswith")
    autocomplete_fields = ("city", "company")
    show_full_result_count = False
