"""Filters, search and ordering of the list of customers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema_field
from rest_framework.exceptions import ValidationError
from rest_framework.filters import OrderingFilter, SearchFilter
from rest_framework.request import Request
from rest_framework.views import APIView

from naive.customers.models import Customer
from naive.schema import DECIMAL

MAX_TERMS = 8
MAX_TERM_LENGTH = 100


class IntegerFilter(filters.Filter):
    """A whole number, where django-filter's NumberFilter takes decimals too."""

    field_class = forms.IntegerField


@extend_schema_field(DECIMAL)
class AmountFilter(filters.NumberFilter):
    """A number that fits into `balance`."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_digits=12, decimal_places=2, **options)


class CustomerFilter(filters.FilterSet):
    """Exact matches and inclusive ranges."""

    city = IntegerFilter()
    company = IntegerFilter()
    country = filters.CharFilter(field_name="city__country")
    birth_date_after = filters.DateFilter(
        field_name="birth_date", lookup_expr="gte", input_formats=["%Y-%m-%d"]
    )
    birth_date_before = filters.DateFilter(
        field_name="birth_date", lookup_expr="lte", input_formats=["%Y-%m-%d"]
    )
    balance_min = AmountFilter(field_name="balance", lookup_expr="gte")
    balance_max = AmountFilter(field_name="balance", lookup_expr="lte")

    class Meta:
        model = Customer
        fields = ("is_active",)


class CustomerSearchFilter(SearchFilter):
    """Terms split by white space, all of which must match; digits match numbers only."""

    search_description = (
        f"At most {MAX_TERMS} terms of {MAX_TERM_LENGTH} characters, all of which must match. "
        "A term of digits matches an id, or the beginning of a national id or phone; any other "
        "matches anywhere in a name, the e-mail address, the city or the company."
    )

    def get_search_terms(self, request: Request) -> list[str]:
        """Return the terms. Raises ValidationError (400) on too many or too long ones."""
        search = request.query_params.get(self.search_param, "")
        terms = search.split()
        error = None
        if "\x00" in search:
            error = "Null characters are not allowed."
        elif len(terms) > MAX_TERMS:
            error = f"Ensure this value has at most {MAX_TERMS} terms."
        elif any(len(term) > MAX_TERM_LENGTH for term in terms):
            error = f"Ensure each term has at most {MAX_TERM_LENGTH} characters."
        if error:
            raise ValidationError({self.search_param: [error]})
        return terms

    def filter_queryset(
        self, request: Request, queryset: QuerySet[Any], view: APIView
    ) -> QuerySet[Any]:
        for term in self.get_search_terms(request):
            queryset = queryset.filter(_matches(term))
        return queryset


def _matches(term: str) -> Q:
    if term.isascii() and term.isdigit():
        return Q(id=int(term)) | Q(national_id__startswith=term) | Q(phone__startswith=f"+{term}")
    return (
        Q(first_name__icontains=term)
        | Q(last_name__icontains=term)
        | Q(email__icontains=term)
        | Q(city__name__icontains=term)
        | Q(company__name__icontains=term)
    )


class CustomerOrderingFilter(OrderingFilter):
    """Ordering in which ties fall back to `id`, in the same direction."""

    def get_ordering(self, request: Request, queryset: QuerySet[Any], view: APIView) -> list[str]:
        ordering = list(super().get_ordering(request, queryset, view) or ())
        return [*ordering, "-id" if ordering[-1].startswith("-") else "id"]

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """Return the parameter with its values, which REST framework leaves out."""
        names = [sign + name for name in view.ordering_fields for sign in ("", "-")]
        schema = {"type": "string", "enum": names, "default": view.ordering[0]}
        return [{"name": self.ordering_param, "in": "query", "schema": schema}]
