"""Cities and companies: read only."""

from __future__ import annotations

from django.http import HttpRequest
from ninja_extra import ControllerBase, api_controller, http_get

from optimized.customers.interface import documentation, schemas
from optimized.customers.interface.injection import injected
from optimized.customers.interface.permissions import ReadOnlyWithoutToken
from optimized.fastpath.direct import Answer, direct
from optimized.fastpath.kept import kept
from optimized.fastpath.lists import Lists
from optimized.fastpath.ports import ReferenceReader
from optimized.fastpath.showing import show


@api_controller(
    "/cities", tags=["cities"], permissions=[ReadOnlyWithoutToken], use_unique_op_id=False
)
@injected
class CitiesController(ControllerBase):
    """Where customers live."""

    def __init__(self, cities: ReferenceReader, lists: Lists) -> None:
        self._cities = cities
        self._lists = lists

    @http_get(
        "",
        response={200: schemas.CityPage, **documentation.LIST_ERRORS},
        openapi_extra=documentation.REFERENCE_LIST,
    )
    @direct
    @kept("reference_responses")
    async def list_cities(self, request: HttpRequest) -> Answer:
        """List cities by id."""
        return await self._lists.references(request, self._cities)

    @http_get("/{int:id}", response={200: schemas.City, **documentation.DETAIL_ERRORS})
    @direct
    async def get_city(self, request: HttpRequest, id: int) -> Answer:
        """Return a city."""
        shown = await show("City", id, self._cities)
        return Answer(shown.row, shown.hit)


@api_controller(
    "/companies", tags=["companies"], permissions=[ReadOnlyWithoutToken], use_unique_op_id=False
)
@injected
class CompaniesController(ControllerBase):
    """Where customers work."""

    def __init__(self, companies: ReferenceReader, lists: Lists) -> None:
        self._companies = companies
        self._lists = lists

    @http_get(
        "",
        response={200: schemas.CompanyPage, **documentation.LIST_ERRORS},
        openapi_extra=documentation.REFERENCE_LIST,
    )
    @direct
    @kept("reference_responses")
    async def list_companies(self, request: HttpRequest) -> Answer:
        """List companies by id."""
        return await self._lists.references(request, self._companies)

    @http_get("/{int:id}", response={200: schemas.Company, **documentation.DETAIL_ERRORS})
    @direct
    async def get_company(self, request: HttpRequest, id: int) -> Answer:
        """Return a company."""
        shown = await show("Company", id, self._companies)
        return Answer(shown.row, shown.hit)
