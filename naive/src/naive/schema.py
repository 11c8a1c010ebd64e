"""What the OpenAPI document says beyond what drf-spectacular finds by itself."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema

ERROR = {
    "type": "object",
    "description": "`detail`, or the messages for each field or parameter.",
    "additionalProperties": {
        "oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]
    },
}


class ApiTokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Describes the token."""

    target_class = "naive.authentication.ApiTokenAuthentication"
    name = "apiToken"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer"}


def describe_errors(
    result: dict[str, Any], generator: object, request: object, public: object
) -> dict[str, Any]:
    """Add the shape of errors to every operation of the document."""
    result["components"]["schemas"]["Error"] = ERROR
    reference = {"$ref": "#/components/schemas/Error"}
    answer = {"description": "Refused.", "content": {"application/json": {"schema": reference}}}
    for operations in result["paths"].values():
        for operation in operations.values():
            operation["responses"]["4XX"] = answer
    return result
