"""The API: customers to read and write, cities and companies to read."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.viewsets import ModelViewSet, ReadOnlyModelViewSet

from naive.customers.filters import CustomerFilter, CustomerOrderingFilter, CustomerSearchFilter
from naive.customers.models import City, Company, Customer
from naive.customers.serializers import CitySerializer, CompanySerializer, CustomerSerializer

READS = ["get", "head"]
# No OPTIONS: REST framework would run the query of a PUT for it, outside of a transaction.
WRITES = ["post", "put", "patch", "delete"]


class CityViewSet(ReadOnlyModelViewSet[City]):
    """Cities by id."""

    http_method_names = READS
    queryset = City.objects.order_by("id")
    serializer_class = CitySerializer
    lookup_value_converter = "int"


class CompanyViewSet(ReadOnlyModelViewSet[Company]):
    """Companies by id."""

    http_method_names = READS
    queryset = Company.objects.order_by("id")
    serializer_class = CompanySerializer
    lookup_value_converter = "int"


class CustomerViewSet(ModelViewSet[Customer]):
    """Customers, searched, filtered and ordered."""

    http_method_names = READS + WRITES
    queryset = Customer.objects.all()
    serializer_class = CustomerSerializer
    lookup_value_converter = "int"
    filter_backends = (DjangoFilterBackend, CustomerSearchFilter, CustomerOrderingFilter)
    filterset_class = CustomerFilter
    ordering_fields = ("id", "last_name", "birth_date", "balance", "created_at")
    ordering = ("id",)

    def get_queryset(self) -> QuerySet[Customer]:
        """Lock the row of a write, lest saving it bring back what is deleted meanwhile."""
        customers = super().get_queryset()
        if self.request.method in ("PUT", "PATCH", "DELETE"):
            return customers.select_for_update()
        return customers

    @transaction.atomic
    def update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().update(request, *args, **kwargs)

    @transaction.atomic
    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().destroy(request, *args, **kwargs)

    def perform_create(self, serializer: BaseSerializer[Customer]) -> None:
        save(serializer)

    def perform_update(self, serializer: BaseSerializer[Customer]) -> None:
        save(serializer)


def save(serializer: BaseSerializer[Customer]) -> None:
    """Save validated data.

    Raises ValidationError (400) if another request took the e-mail address or
    national id since the validation: validating again finds it.
    """
    try:
        with transaction.atomic():
            serializer.save()
    except IntegrityError:
        serializer.run_validation(serializer.initial_data)
        raise
