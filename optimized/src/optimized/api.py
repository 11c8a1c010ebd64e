"""The API: ninja-extra's controllers, errors in REST framework's shapes, documentation."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja.openapi.schema import OpenAPISchema
from ninja_extra import NinjaExtraAPI

from optimized.customers.interface import errors
from optimized.customers.interface.controllers import (
    CitiesController,
    CompaniesController,
    CustomersController,
)
from optimized.customers.interface.parsing import JSONParser, check_accept
from optimized.openapi import complete

PREFIX = "/api"


class Api(NinjaExtraAPI):
    """Negotiates and documents as the contract has it."""

    def create_temporal_response(self, request: HttpRequest) -> HttpResponse:
        """Return the response to fill, first of all. Raises NotAcceptableError."""
        check_accept(request)
        return super().create_temporal_response(request)

    def get_content_type(self) -> str:
        """Return the type without a charset: JSON is UTF-8."""
        return "application/json"

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """Return the document, as the contract has it."""
        document = super().get_openapi_schema(**options)
        complete(document)
        return document


api = Api(
    title="Customers (optimized)",
    version="1",
    description="Customers with their cities and companies.",
    docs_url="/swagger",
    parser=JSONParser(),
)
api.register_controllers(CustomersController, CitiesController, CompaniesController)
errors.register(api)
