"""Query parameters, read as Django REST framework and django-filter read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, unquote_plus, urlencode

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from optimized.customers.domain.ordering import ORDERINGS, RELEVANCE, Ordering
from optimized.customers.domain.search import InvalidSearchError, Term, parse_search
from optimized.fastpath.errors import InvalidParametersError, MalformedError
from optimized.fastpath.query import DEFAULT_SIZE, MAX_SIZE, Filters

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
MAX_KEPT = 500  # characters of a query string that is kept in memory
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
        return parse_search(parameters.get("search", "").lower())
    except InvalidSearchError as error:
        raise InvalidParametersError({"search": [str(error)]}) from None


@dataclass(frozen=True, slots=True)
class Asked:
    """A list request, understood. `page` names the page as the client did, `rest` all else."""

    filters: Filters
    search: tuple[Term, ...]
    ordering: Ordering
    size: int
    page: str | None
    rest: str


def understand(query: str, page: str) -> Asked:
    """Return what a query string asks for; `page` is the parameter that names the page.

    What stands beside the page is the same from page to page, so it is understood once (20 µs of
    the 100 that a list costs). Our own links begin with the page, for it to be taken off here.
    Raises MalformedError and InvalidParametersError.
    """
    first, _, others = query.partition("&")
    if not first.startswith(f"{page}=") or f"{page}=" in others:
        return _understand(query, page)
    name = unquote_plus(first.removeprefix(f"{page}="))
    return replace(_understand(others, page), page=name)


def _understand(query: str, page: str) -> Asked:
    return (_once if len(query) <= MAX_KEPT else _once.__wrapped__)(query, page)


def _beside(parameters: Parameters, page: str) -> str:
    return urlencode(sorted((name, parameters[name]) for name in parameters if name != page))


def _refuse_other_page(parameters: Parameters, page: str) -> None:
    """Raise InvalidParametersError for the parameter of the other kind of pagination."""
    other, kind = ("page", "cursor") if page == "cursor" else ("cursor", "number")
    if other in parameters:
        raise InvalidParametersError({other: [f"This list is paged by {kind}: follow `next`."]})


@lru_cache(1024)
def _once(query: str, page: str) -> Asked:
    parameters = parse(query)
    _refuse_other_page(parameters, page)
    wanted, terms = filters(parameters), search(parameters)
    return Asked(
        filters=wanted,
        search=terms,
        ordering=ordering(parameters, terms),
        size=page_size(parameters),
        page=parameters.get(page),
        rest=_beside(parameters, page),
    )


def understand_page(query: str, page: str) -> Asked:
    """Return what a query string asks for of a list without filters.

    Raises MalformedError and InvalidParametersError.
    """
    parameters = parse(query)
    _refuse_other_page(parameters, page)
    kept = {name: parameters[name] for name in ("page_size", page) if name in parameters}
    return replace(_understand(urlencode(kept), page), rest=_beside(parameters, page))
