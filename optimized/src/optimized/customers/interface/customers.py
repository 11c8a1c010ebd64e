"""Customers."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest
from ninja_extra import (
    ControllerBase,
    api_controller,
    http_delete,
    http_get,
    http_patch,
    http_post,
    http_put,
)

from optimized.customers.application.writing import ChangeCustomer, CreateCustomer, DeleteCustomer
from optimized.customers.interface import documentation, drafts, schemas
from optimized.customers.interface.injection import injected
from optimized.customers.interface.permissions import ReadOnlyWithoutToken
from optimized.fastpath.direct import Answer, direct
from optimized.fastpath.kept import kept
from optimized.fastpath.lists import Lists
from optimized.fastpath.ports import CustomerReader
from optimized.fastpath.showing import show

ONE = "/{int:id}"


@api_controller(
    "/customers", tags=["customers"], permissions=[ReadOnlyWithoutToken], use_unique_op_id=False
)
@injected
class CustomersController(ControllerBase):
    """Customers: searched, filtered, ordered, read and written."""

    def __init__(
        self,
        customers: CustomerReader,
        lists: Lists,
        create: CreateCustomer,
        change: ChangeCustomer,
        delete: DeleteCustomer,
    ) -> None:
        self._customers = customers
        self._lists = lists
        self._create = create
        self._change = change
        self._delete = delete

    @http_get(
        "",
        response={200: schemas.CustomerPage, **documentation.LIST_ERRORS},
        openapi_extra=documentation.CUSTOMER_LIST,
    )
    @direct
    @kept("customer_responses")
    async def list_customers(self, request: HttpRequest) -> Answer:
        """List customers, page by page: follow `next`."""
        return await self._lists.customers(request, self._customers)

    @http_get(ONE, response={200: schemas.Customer, **documentation.DETAIL_ERRORS})
    @direct
    async def get_customer(self, request: HttpRequest, id: int) -> Answer:
        """Return a customer."""
        shown = await show("Customer", id, self._customers)
        return Answer(shown.row, shown.hit)

    @http_post(
        "",
        response={201: schemas.Customer, **documentation.WRITE_ERRORS},
        openapi_extra=documentation.body(partial=False),
    )
    @direct
    async def create_customer(self, request: HttpRequest) -> Answer:
        """Add a customer."""
        row = await self._create(drafts.read(request, partial=False))
        return Answer(row, status=HTTPStatus.CREATED)

    @http_put(
        ONE,
        response={200: schemas.Customer, **documentation.WRITE_ERRORS},
        openapi_extra=documentation.body(partial=False),
    )
    @direct
    async def replace_customer(self, request: HttpRequest, id: int) -> Answer:
        """Change a customer; all required fields must be given."""
        row = await self._change(id, drafts.read(request, partial=False))
        return Answer(row)

    @http_patch(
        ONE,
        response={200: schemas.Customer, **documentation.WRITE_ERRORS},
        openapi_extra=documentation.body(partial=True),
    )
    @direct
    async def change_customer(self, request: HttpRequest, id: int) -> Answer:
        """Change the fields of a customer that are given."""
        row = await self._change(id, drafts.read(request, partial=True))
        return Answer(row)

    @http_delete(
        ONE,
        response={204: None, 401: schemas.Problem, **documentation.DETAIL_ERRORS},
        openapi_extra=documentation.TOKEN,
    )
    @direct
    async def delete_customer(self, request: HttpRequest, id: int) -> Answer:
        """Delete a customer."""
        await self._delete(id)
        return Answer(b"", status=HTTPStatus.NO_CONTENT)
