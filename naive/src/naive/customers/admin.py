"""The admin site."""

from django.contrib import admin

from naive.customers.models import City, Company, Customer


@admin.register(City)
class CityAdmin(admin.ModelAdmin):
    list_display = ("name", "country")
    search_fields = ("name",)


@admin.register(Company)
class CompanyAdmin(admin.ModelAdmin):
    list_display = ("name", "industry")
    search_fields = ("name",)


@admin.register(Customer)
class CustomerAdmin(admin.ModelAdmin):
    list_display = ("first_name", "last_name", "email", "is_active")
    search_fields = ("last_name", "email")
    # A select box would hold 50,000 companies.
    autocomplete_fields = ("city", "company")
