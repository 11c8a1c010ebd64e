"""Bodies of writes, validated by pydantic field by field.

REST framework names everything that is wrong with a body at once, and looks for the row first: an
invalid body for a row that is not there is a 404. So a draft carries its errors to the use case.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from ninja import Body
from pydantic import (
    BaseModel,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    TypeAdapter,
    ValidationError,
)
from pydantic_core import CoreSchema, core_schema

from optimized.customers.application.ports import CustomerChanges, Draft

REQUIRED = ["This field is required."]
NOT_AN_OBJECT = "Invalid data. Expected a dictionary, but got {}."


@dataclass(frozen=True)
class DraftOf:
    """Annotates a Draft whose values a model describes: `Annotated[Draft, DraftOf(CustomerIn)]`."""

    model: type[BaseModel]

    def __get_pydantic_core_schema__(
        self, _source: Any, _handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.read)

    def __get_pydantic_json_schema__(
        self, _schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return handler(self.model.__pydantic_core_schema__)

    def read(self, body: Any) -> Draft:
        """Return the valid values of a body, and the messages for all others."""
        if not isinstance(body, dict):
            message = NOT_AN_OBJECT.format(type(body).__name__)
            return Draft({}, {"non_field_errors": [message]})
        fields = self.model.model_fields
        values: dict[str, Any] = {}
        errors: dict[str, list[str]] = {
            name: REQUIRED
            for name, field in fields.items()
            if field.is_required() and name not in body
        }
        for name in self._adapters.keys() & body.keys():
            try:
                values[name] = self._adapters[name].validate_python(body[name])
            except ValidationError as error:
                errors[name] = error.errors()[0]["ctx"]["messages"]
        return Draft(cast("CustomerChanges", values), errors)

    @cached_property
    def _adapters(self) -> dict[str, TypeAdapter[Any]]:
        fields = self.model.model_fields.items()
        return {name: TypeAdapter(field.rebuild_annotation()) for name, field in fields}


def draft_body(kind: DraftOf) -> Any:
    """Return the body parameter of a write; no body at all is an empty object."""
    body: Any = Body
    return body(..., default_factory=lambda: kind.read({}))
