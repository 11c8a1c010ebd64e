"""Pages of lists."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework import pagination
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.views import APIView

LINK = {"anyOf": [{"type": "string"}, {"type": "null"}]}


class PageNumberPagination(pagination.PageNumberPagination):
    """`page` and `page_size`, which is capped at 100."""

    page_size = 20
    page_size_query_param = "page_size"
    max_page_size = 100

    def paginate_queryset(
        self, queryset: QuerySet[Any], request: Request, view: APIView | None = None
    ) -> list[Any] | None:
        """Return the page. Raises ValidationError (400) for a cursor of the optimized service."""
        if "cursor" in request.query_params:
            raise ValidationError({"cursor": ["This list is paged by number: follow `next`."]})
        return super().paginate_queryset(queryset, request, view)

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        return [
            {"name": "page", "in": "query", "schema": {"type": "integer"}},
            {
                "name": "page_size",
                "in": "query",
                "description": f"At most {self.max_page_size}; a larger value is capped.",
                "schema": {"type": "integer", "default": self.page_size},
            },
        ]

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        properties = {
            "count": {"type": "integer"},
            "next": LINK,
            "previous": LINK,
            "results": schema,
        }
        return {"type": "object", "properties": properties, "required": list(properties)}
