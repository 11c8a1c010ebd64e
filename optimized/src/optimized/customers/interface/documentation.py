"""What the OpenAPI document says beyond what django-ninja finds by itself.

Query strings and bodies are read by our own code, in REST framework's words, so their
description is made here from the same schemas and limits.
"""

from __future__ import annotations

from typing import Any

from optimized.customers.domain.ordering import ORDERINGS, RELEVANCE
from optimized.customers.domain.search import MAX_LENGTH, MAX_TERMS
from optimized.customers.interface import schemas
from optimized.fastpath.query import DEFAULT_SIZE, MAX_SIZE

DETAIL_ERRORS = {404: schemas.Problem, 503: schemas.Problem}
LIST_ERRORS = {400: dict[str, list[str]], **DETAIL_ERRORS}
WRITE_ERRORS = {
    **DETAIL_ERRORS,
    400: dict[str, list[str]] | schemas.Problem,  # by field, or of a body that is not JSON
    401: schemas.Problem,
    415: schemas.Problem,
}

_SEARCH = (
    f"At most {MAX_TERMS} terms of {MAX_LENGTH} characters, all of which must match. A term of "
    "digits is an id, or the beginning of a national id or phone. Any other is a whole word of "
    "a name, the e-mail address, the city or the company, or the beginning of one if it ends in *."
)


def _parameter(name: str, schema: dict[str, Any], description: str = "") -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": schema, "description": description}


_PAGES = [
    _parameter(
        "page_size",
        {"type": "integer", "minimum": 1, "maximum": MAX_SIZE, "default": DEFAULT_SIZE},
    ),
    _parameter("cursor", {"type": "string"}, "from the `next` or `previous` of a page"),
]
_FILTERS = [
    _parameter("search", {"type": "string"}, _SEARCH),
    _parameter("city", {"type": "integer"}),
    _parameter("company", {"type": "integer"}),
    _parameter("country", {"type": "string"}),
    _parameter("is_active", {"type": "boolean"}),
    _parameter("birth_date_after", {"type": "string", "format": "date"}),
    _parameter("birth_date_before", {"type": "string", "format": "date"}),
    _parameter("balance_min", {"type": "number"}),
    _parameter("balance_max", {"type": "number"}),
    _parameter(
        "ordering",
        {"type": "string", "enum": [*ORDERINGS, str(RELEVANCE)], "default": "id"},
        f"`{RELEVANCE}` orders a search: names before e-mail before city and company",
    ),
]

REFERENCE_LIST = {"parameters": _PAGES}
CUSTOMER_LIST = {"parameters": [*_FILTERS, *_PAGES]}
TOKEN: dict[str, Any] = {"security": [{"token": []}]}
SECURITY_SCHEMES = {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}}


def body(*, partial: bool) -> dict[str, Any]:
    """Return the description of a write; `partial` requires no field."""
    schema = schemas.CustomerIn.model_json_schema()
    if partial:
        del schema["required"]
    content = {"application/json": {"schema": schema}}
    return {"requestBody": {"required": True, "content": content}, **TOKEN}
