"""Customers as JSON: the city and company as objects when read, as ids when written."""

from __future__ import annotations

from django.db.models import Value
from django.db.models.functions import Lower
from rest_framework import serializers

from naive.customers.models import City, Company, Customer


class CitySerializer(serializers.ModelSerializer[City]):
    class Meta:
        model = City
        fields = ("id", "name", "country")


class CompanySerializer(serializers.ModelSerializer[Company]):
    class Meta:
        model = Company
        fields = ("id", "name", "industry")


class CustomerSerializer(serializers.ModelSerializer[Customer]):
    city = CitySerializer(read_only=True)
    company = CompanySerializer(read_only=True)
    city_id = serializers.PrimaryKeyRelatedField(
        source="city",
        queryset=City.objects.all(),
        write_only=True,
        pk_field=serializers.IntegerField(),
    )
    company_id = serializers.PrimaryKeyRelatedField(
        source="company",
        queryset=Company.objects.all(),
        write_only=True,
        pk_field=serializers.IntegerField(),
    )

    class Meta:
        model = Customer
        fields = (
            "id",
            "first_name",
            "last_name",
            "email",
            "phone",
            "national_id",
            "birth_date",
            "is_active",
            "balance",
            "created_at",
            "updated_at",
            "city",
            "company",
            "city_id",
            "company_id",
        )

    def validate_email(self, email: str) -> str:
        """Refuse an address that another customer has, in whatever case."""
        same = Customer.objects.alias(lower=Lower("email")).filter(lower=Lower(Value(email)))
        if self.instance:
            same = same.exclude(pk=self.instance.pk)
        if same.exists():
            raise serializers.ValidationError(
                "customer with this email already exists.", code="unique"
            )
        return email
