"""The API: django-ninja-extra's controllers, errors in REST framework's shapes, documentation."""

from __future__ import annotations

from typing import Any

from ninja.openapi.schema import OpenAPISchema
from ninja_extra import NinjaExtraAPI

from optimized.customers.interface import problems
from optimized.customers.interface.customers import CustomersController
from optimized.customers.interface.documentation import SECURITY_SCHEMES
from optimized.customers.interface.references import CitiesController, CompaniesController

PREFIX = "/api"
CONTROLLERS = (CustomersController, CitiesController, CompaniesController)


class Api(NinjaExtraAPI):
    """Says in its document how the token is sent, which no `auth` of ninja's does here."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """Return the document."""
        document = super().get_openapi_schema(**options)
        document["components"].update(SECURITY_SCHEMES)
        return document


api = Api(
    title="Customers",
    version="1",
    description="Customers with their cities and companies: the optimized service.",
    docs_url="/swagger",
)
api.register_controllers(*CONTROLLERS)
problems.register(api)
