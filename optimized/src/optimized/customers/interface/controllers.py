"""Customers, cities and companies over HTTP."""

# No postponed annotations: ninja would look their names up in ninja-extra's modules.

from functools import partial
from http import HTTPStatus
from typing import Annotated, Any, TypeAlias

from django.conf import settings
from django.http import HttpRequest
from ninja.decorators import decorate_view
from ninja.responses import Status
from ninja_extra import (
    ControllerBase,
    http_delete,
    http_get,
    http_patch,
    http_post,
    http_put,
    paginate,
)

from optimized.customers.application.errors import NotFoundError
from optimized.customers.application.ports import Draft
from optimized.customers.application.use_cases import (
    ChangeCustomer,
    CreateCustomer,
    DeleteCustomer,
    GetCustomer,
)
from optimized.customers.domain.customer import MAX_ID
from optimized.customers.infrastructure import models
from optimized.customers.interface import schemas
from optimized.customers.interface.cached_view import cached_view
from optimized.customers.interface.drafts import DraftOf, draft_body
from optimized.customers.interface.filters import CustomerFilters
from optimized.customers.interface.pagination import CursorPagination, NumberPagination
from optimized.customers.interface.permissions import TokenToWrite
from optimized.platform.controllers import NativeController
from optimized.platform.threads import run, view

ONE = "/{int:id}"
CURSOR = "cursor" in settings.OPTIMIZATIONS
Pagination = CursorPagination if CURSOR else NumberPagination

WHOLE, PARTIAL = DraftOf(schemas.CustomerIn), DraftOf(schemas.PatchedCustomerIn)
WholeDraft: TypeAlias = Annotated[Draft, WHOLE]
PartialDraft: TypeAlias = Annotated[Draft, PARTIAL]
WHOLE_BODY, PARTIAL_BODY = draft_body(WHOLE), draft_body(PARTIAL)

BAD = schemas.FieldErrors | schemas.Problem
DETAIL_ERRORS: dict[int, Any] = dict.fromkeys((400, 404, 406, 503), schemas.Problem)
LIST_ERRORS = {**DETAIL_ERRORS, 400: BAD}
CREATE_ERRORS = {400: BAD, **dict.fromkeys((401, 406, 415, 503), schemas.Problem)}
CHANGE_ERRORS = {**CREATE_ERRORS, 404: schemas.Problem}
DELETE_ERRORS = {**DETAIL_ERRORS, 401: schemas.Problem}
TOKEN: dict[str, Any] = {"security": [{"token": []}]}


@NativeController("/customers", tags=["customers"], permissions=[TokenToWrite])
class CustomersController(ControllerBase):
    """Customers: searched, filtered, ordered, read and written."""

    def __init__(
        self,
        get: GetCustomer,
        create: CreateCustomer,
        change: ChangeCustomer,
        delete: DeleteCustomer,
    ) -> None:
        self._get = get
        self._create = create
        self._change = change
        self._delete = delete

    @http_get("", response={200: schemas.CustomerPage, **LIST_ERRORS})
    @paginate(Pagination, filter_schema=CustomerFilters, page=schemas.CustomerPage)
    @view
    async def list_customers(self) -> Any:
        """List customers."""
        return models.Customer.objects.listed()

    @http_get(ONE, response={200: schemas.Customer, **DETAIL_ERRORS})
    @view
    async def get_customer(self, request: HttpRequest, id: int) -> Any:
        """Return a customer."""
        found = await run(partial(self._get, id))
        request.cache_hit = found.hit  # type: ignore[attr-defined]
        return found.customer

    @http_post("", response={201: schemas.Customer, **CREATE_ERRORS}, openapi_extra=TOKEN)
    @view
    async def create_customer(self, draft: WholeDraft = WHOLE_BODY) -> Any:
        """Create a customer."""
        return Status(HTTPStatus.CREATED, await run(partial(self._create, draft)))

    @http_put(ONE, response={200: schemas.Customer, **CHANGE_ERRORS}, openapi_extra=TOKEN)
    @view
    async def replace_customer(self, id: int, draft: WholeDraft = WHOLE_BODY) -> Any:
        """Replace a customer."""
        return await run(partial(self._change, id, draft))

    @http_patch(ONE, response={200: schemas.Customer, **CHANGE_ERRORS}, openapi_extra=TOKEN)
    @view
    async def update_customer(self, id: int, draft: PartialDraft = PARTIAL_BODY) -> Any:
        """Update some fields of a customer."""
        return await run(partial(self._change, id, draft))

    @http_delete(ONE, response={204: None, **DELETE_ERRORS}, openapi_extra=TOKEN)
    @view
    async def delete_customer(self, id: int) -> Any:
        """Delete a customer."""
        await run(partial(self._delete, id))
        return Status(HTTPStatus.NO_CONTENT, None)


@NativeController("/cities", tags=["cities"], permissions=[TokenToWrite])
class CitiesController(ControllerBase):
    """Where customers live."""

    @http_get("", response={200: schemas.CityPage, **LIST_ERRORS})
    @decorate_view(cached_view)
    @paginate(Pagination, page=schemas.CityPage)
    @view
    async def list_cities(self) -> Any:
        """List cities."""
        return models.City.objects.all()

    @http_get(ONE, response={200: schemas.City, **DETAIL_ERRORS})
    @decorate_view(cached_view)
    @view
    async def get_city(self, request: HttpRequest, id: int) -> Any:
        """Return a city."""
        return await run(partial(_get, models.City, request, id))


@NativeController("/companies", tags=["companies"], permissions=[TokenToWrite])
class CompaniesController(ControllerBase):
    """Where customers work."""

    @http_get("", response={200: schemas.CompanyPage, **LIST_ERRORS})
    @decorate_view(cached_view)
    @paginate(Pagination, page=schemas.CompanyPage)
    @view
    async def list_companies(self) -> Any:
        """List companies."""
        return models.Company.objects.all()

    @http_get(ONE, response={200: schemas.Company, **DETAIL_ERRORS})
    @decorate_view(cached_view)
    @view
    async def get_company(self, request: HttpRequest, id: int) -> Any:
        """Return a company."""
        return await run(partial(_get, models.Company, request, id))


def _get(model: Any, request: HttpRequest, row_id: int) -> Any:
    request.cache_hit = False  # type: ignore[attr-defined] # `cached_view` answers hits
    row = model.objects.filter(pk=row_id).first() if row_id <= MAX_ID else None
    if row is None:
        raise NotFoundError(model.__name__)
    return row
