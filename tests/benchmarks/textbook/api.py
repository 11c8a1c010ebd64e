"""A controller with an injected service and ninja's cursor pagination, and the URLs of both."""

from __future__ import annotations

from django.db.models import QuerySet
from django.shortcuts import aget_object_or_404
from django.urls import path
from ninja.pagination import CursorPagination
from ninja_extra import NinjaExtraAPI, api_controller, http_get
from ninja_extra.pagination import paginate

from .models import Customer
from .schemas import CustomerPage, CustomerSchema

PAGE_SIZE = 20


class CustomerService:
    """The queries; ninja-extra's injector makes one for each request."""

    def all(self) -> QuerySet[Customer]:
        """Return all customers with their cities and companies."""
        return Customer.objects.select_related("city", "company")

    async def get(self, customer_id: int) -> Customer:
        """Return a customer. Raises Http404."""
        return await aget_object_or_404(self.all(), id=customer_id)


@api_controller("/customers")
class CustomersController:
    """The list and the detail."""

    def __init__(self, customers: CustomerService) -> None:
        self.customers = customers

    @http_get("", response=CustomerPage)
    @paginate(CursorPagination, ordering=("id",), page_size=PAGE_SIZE)
    async def list_customers(self) -> QuerySet[Customer]:
        """Return a page of customers."""
        return self.customers.all()

    @http_get("/{int:customer_id}", response=CustomerSchema)
    async def get_customer(self, customer_id: int) -> Customer:
        """Return a customer."""
        return await self.customers.get(customer_id)


api = NinjaExtraAPI()
api.register_controllers(CustomersController)
urlpatterns = [path("", api.urls)]
