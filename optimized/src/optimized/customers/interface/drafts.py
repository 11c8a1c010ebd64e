"""Bodies of requests, read and checked field by field."""

from __future__ import annotations

import json
from typing import Any, NoReturn, cast

from django.http import HttpRequest
from pydantic import TypeAdapter, ValidationError

from optimized.customers.application.ports import CustomerChanges, Draft
from optimized.customers.interface.schemas import CustomerIn
from optimized.fastpath.errors import MalformedError, UnsupportedMediaTypeError

REQUIRED = ["This field is required."]
NO_OBJECT = "Invalid data. Expected a dictionary, but got {}."

# one for each field, for REST framework names all that is wrong and goes on with the rest
_FIELDS = {
    name: TypeAdapter(field.rebuild_annotation()) for name, field in CustomerIn.model_fields.items()
}
_REQUIRED = [name for name, field in CustomerIn.model_fields.items() if field.is_required()]


def read(request: HttpRequest, *, partial: bool) -> Draft:
    """Return what the body asks to write; `partial` requires no field.

    Raises MalformedError and UnsupportedMediaTypeError.
    """
    body = _json(request)
    if not isinstance(body, dict):
        message = NO_OBJECT.format(type(body).__name__)
        return Draft({}, {"non_field_errors": [message]})
    values: dict[str, Any] = {}
    errors = {} if partial else {name: REQUIRED for name in _REQUIRED if name not in body}
    for name in _FIELDS.keys() & body.keys():
        try:
            values[name] = _FIELDS[name].validate_python(body[name])
        except ValidationError as error:
            errors[name] = error.errors()[0]["ctx"]["messages"]
    return Draft(cast("CustomerChanges", values), errors)


def _json(request: HttpRequest) -> Any:
    if not request.body:
        return {}
    content_type = request.headers.get("Content-Type", "")
    if content_type.partition(";")[0].strip().lower() != "application/json":
        message = f'Unsupported media type "{content_type}" in request.'
        raise UnsupportedMediaTypeError(message)
    try:
        return json.loads(request.body.decode(), parse_constant=_refuse)
    except RecursionError:
        raise MalformedError("JSON parse error - nested too deep") from None
    except ValueError as error:
        raise MalformedError(f"JSON parse error - {error}") from None


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"Out of range float values are not JSON compliant: {constant}")
