"""The API: django-ninja-extra's controllers, errors in REST framework's shapes, documentation."""

from __future__ import annotations

from ninja_extra import NinjaExtraAPI

from optimized.customers.interface import problems
from optimized.customers.interface.customers import CustomersController
from optimized.customers.interface.documentation import SECURITY_SCHEMES
from optimized.customers.interface.references import CitiesController, CompaniesController

PREFIX = "/api"
CONTROLLERS = (CustomersController, CitiesController, CompaniesController)

api = NinjaExtraAPI(
    title="Customers",
    version="1",
    description="Customers with their cities and companies: the optimized service.",
    docs_url="/swagger",
    openapi_extra={"components": SECURITY_SCHEMES},
)
api.register_controllers(*CONTROLLERS)
problems.register(api)
