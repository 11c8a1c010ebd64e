"""Query parameters, read as Django REST framework and django-filter read them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from optimized.customers.domain.ordering import ORDERINGS, RELEVANCE, Ordering
from optimized.customers.domain.query import DEFAULT_SIZE, MAX_SIZE, Filters
from optimized.customers.domain.search import InvalidSearchError, Term, parse_search
from optimized.customers.interface.errors import InvalidParametersError, MalformedError

Parameters = Mapping[str, str]

# Fields of Django's forms, for they say what is wrong in the very words of django-filter.
_FIELDS: dict[str, forms.Field] = {
    "city": forms.IntegerField(),
    "company": forms.IntegerField(),
    "country": forms.CharField(),
    "birth_date_after": forms.DateField(input_formats=["%Y-%m-%d"]),
    "birth_date_before": forms.DateField(input_formats=["%Y-%m-%d"]),
    "balance_min": forms.DecimalField(max_digits=12, decimal_places=2),
    "balance_max": forms.DecimalField(max_digits=12, decimal_places=2),
}
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}


def parse(query: str) -> dict[str, str]:
    """Return the parameters of a query string; of one given twice the last.

    Raises MalformedError with more parameters than Django reads.
    """
    limit = settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
    try:
        return dict(parse_qsl(query, keep_blank_values=True, max_num_fields=limit))
    except ValueError:
        raise MalformedError("Bad request.") from None


def page_size(parameters: Parameters) -> int:
    """Return how many rows a page has: what cannot be is the default, too much is capped."""
    try:
        size = int(parameters.get("page_size", DEFAULT_SIZE))
    except ValueError:
        return DEFAULT_SIZE
    return min(size, MAX_SIZE) if size > 0 else DEFAULT_SIZE


def ordering(parameters: Parameters, search: tuple[Term, ...]) -> Ordering:
    """Return the first ordering that there is among those asked for."""
    for name in parameters.get("ordering", "").split(","):
        if found := ORDERINGS.get(name.strip()):
            return found
        if search and name.strip() == str(RELEVANCE):
            return RELEVANCE
    return Ordering()


def filters(parameters: Parameters) -> Filters:
    """Return the filters. Raises InvalidParametersError."""
    values: dict[str, Any] = {}
    errors: dict[str, list[str]] = {}
    for name in parameters.keys() & _FIELDS.keys():
        if text := parameters[name].strip():
            try:
                values[name] = _FIELDS[name].clean(text)
            except ValidationError as error:
                errors[name] = error.messages
    if errors:
        raise InvalidParametersError(errors)
    values["is_active"] = _BOOLEANS.get(parameters.get("is_active", "").lower())
    return Filters(**values)


def search(parameters: Parameters) -> tuple[Term, ...]:
    """Return the terms of the search. Raises InvalidParametersError."""
    try:
        return parse_search(parameters.get("search", ""))
    except InvalidSearchError as error:
        raise InvalidParametersError({"search": [str(error)]}) from None


def rest(parameters: Parameters, without: str) -> str:
    """Return a query string of all parameters but one, the same for the same request."""
    return urlencode(sorted((name, parameters[name]) for name in parameters if name != without))
