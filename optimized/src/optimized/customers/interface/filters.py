"""The query parameters of the list of customers, beside those of the page.

Fields of Django's forms validate, for they word errors as django-filter does.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Q
from ninja import FilterLookup, FilterSchema
from pydantic import BeforeValidator, Field, WithJsonSchema, field_validator
from pydantic.json_schema import SkipJsonSchema
from pydantic_core.core_schema import ValidationInfo

from optimized.customers.domain.customer import BALANCE_DIGITS, BALANCE_PLACES
from optimized.customers.domain.ordering import ORDERINGS, RELEVANCE, Ordering
from optimized.customers.domain.search import (
    MAX_LENGTH,
    MAX_TERMS,
    InvalidSearchError,
    Term,
    parse_search,
)
from optimized.customers.infrastructure.querysets import CustomerQuerySet
from optimized.customers.interface.fields import DECIMAL, fail

_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}
_ORDERINGS = [*ORDERINGS, *([str(RELEVANCE)] if "fts" in settings.OPTIMIZATIONS else [])]
_SEARCH = (
    f"At most {MAX_TERMS} terms of {MAX_LENGTH} characters, all of which must match. A term of "
    "digits is an id, or the beginning of a national id or phone. Any other is a whole word of "
    "a name, the e-mail address, the city or the company, or the beginning of one if it ends in *."
)


def _form_field(field: forms.Field) -> BeforeValidator:
    """Return the validator that a form's field is; what is blank counts as not given."""

    def clean(value: Any) -> Any:
        text = value.strip()
        if not text:
            return None
        try:
            return field.clean(text)
        except ValidationError as error:
            raise fail(*error.messages) from None

    return BeforeValidator(clean)


def _terms(values: Any) -> tuple[Term, ...]:
    """Return the terms; ninja hands over a list, as the type is one, and the last value counts."""
    try:
        return parse_search(values[-1])
    except InvalidSearchError as error:
        raise fail(str(error)) from None


def _boolean(value: Any) -> bool | None:
    """Return None, which filters nothing, for what is neither true nor false."""
    return _BOOLEANS.get(value.lower())


_whole_number = _form_field(forms.IntegerField())
_day = _form_field(forms.DateField(input_formats=["%Y-%m-%d"]))
_amount = _form_field(forms.DecimalField(max_digits=BALANCE_DIGITS, decimal_places=BALANCE_PLACES))

Nothing = SkipJsonSchema[None]


class CustomerFilters(FilterSchema):
    """Exact matches, inclusive ranges, a search, and the ordering."""

    search: Annotated[
        tuple[Term, ...],
        BeforeValidator(_terms),
        WithJsonSchema({"type": "string", "description": _SEARCH}),
    ] = Field(default_factory=tuple)
    city: Annotated[int | Nothing, _whole_number, FilterLookup("city_id")] = None
    company: Annotated[int | Nothing, _whole_number, FilterLookup("company_id")] = None
    country: Annotated[
        str | Nothing, _form_field(forms.CharField()), FilterLookup("city__country")
    ] = None
    is_active: Annotated[bool | Nothing, BeforeValidator(_boolean)] = None
    birth_date_after: Annotated[date | Nothing, _day, FilterLookup("birth_date__gte")] = None
    birth_date_before: Annotated[date | Nothing, _day, FilterLookup("birth_date__lte")] = None
    balance_min: Annotated[Decimal | Nothing, _amount, FilterLookup("balance__gte"), DECIMAL] = None
    balance_max: Annotated[Decimal | Nothing, _amount, FilterLookup("balance__lte"), DECIMAL] = None
    ordering: Annotated[
        Ordering,
        WithJsonSchema(
            {
                "type": "string",
                "enum": _ORDERINGS,
                "default": "id",
                "description": f"`{RELEVANCE}` orders a search: names before e-mail before city "
                "and company",
            }
        ),
    ] = Field(default_factory=Ordering)

    @field_validator("ordering", mode="before")
    @classmethod
    def first_known(cls, value: str, info: ValidationInfo) -> Ordering:
        """Return the first ordering that there is among those asked for."""
        for name in map(str.strip, value.split(",")):
            if name in ORDERINGS:
                return ORDERINGS[name]
            if name == str(RELEVANCE) and info.data.get("search"):
                return RELEVANCE
        return Ordering()

    def filter(self, queryset: CustomerQuerySet) -> CustomerQuerySet:  # type: ignore[override]
        """Return the customers that are asked for; the pagination orders them."""
        return super().filter(queryset).search(self.search, self.ordering)

    def filter_search(self, _terms: tuple[Term, ...]) -> Q:
        """Leave the search to `filter`."""
        return Q()

    def filter_ordering(self, _ordering: Ordering) -> Q:
        """Leave the ordering to the pagination."""
        return Q()
