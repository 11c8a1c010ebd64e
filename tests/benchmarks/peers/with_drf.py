"""The naive service, tuned without leaving Django REST framework, on the optimized one's tables.

What its documentation has: joins, an index for each ordering, its CursorPagination, PostgreSQL's
full-text search. Serializers, middleware and synchronous workers are the naive service's.
"""

from __future__ import annotations

from functools import reduce
from operator import and_
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.urls import include, path
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.routers import SimpleRouter
from rest_framework.views import APIView

from naive.customers.filters import CustomerSearchFilter
from naive.customers.models import Customer
from naive.customers.views import CustomerViewSet


class FullTextSearchFilter(CustomerSearchFilter):
    """Whole words, by the GIN index of a column that triggers keep."""

    def filter_queryset(
        self, request: Request, queryset: QuerySet[Any], view: APIView
    ) -> QuerySet[Any]:
        """Return the rows that have all terms."""
        terms = self.get_search_terms(request)
        if not terms:
            return queryset
        words = reduce(and_, (SearchQuery(term.lower(), config="simple") for term in terms))
        vector = RawSQL("customers_customer.search", [], SearchVectorField())
        return queryset.alias(vector=vector).filter(vector=words)


class Pages(CursorPagination):
    """Pages by id, each from where the one before ended."""

    page_size = 20
    ordering = "id"


class TunedViewSet(CustomerViewSet):
    """Customers with their cities and companies in one statement."""

    queryset = Customer.objects.select_related("city", "company")
    filter_backends = (DjangoFilterBackend, FullTextSearchFilter)
    pagination_class = Pages


router = SimpleRouter(trailing_slash=False, use_regex_path=False)
router.register("customers", TunedViewSet)

urlpatterns = [path("api/", include(router.urls))]
