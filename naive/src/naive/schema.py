"""The OpenAPI document: what drf-spectacular finds, with the names and errors of the contract."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any, cast

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema as SpectacularAutoSchema
from rest_framework.permissions import SAFE_METHODS
from rest_framework.viewsets import GenericViewSet

DECIMAL = {"type": "string", "format": "decimal", "pattern": r"^-?[0-9]{1,10}(\.[0-9]{1,2})?$"}
PROBLEM = {
    "type": "object",
    "description": "An error.",
    "properties": {"detail": {"type": "string"}},
    "required": ["detail"],
}
FIELD_ERRORS = {
    "type": "object",
    "description": "Messages by field or parameter.",
    "additionalProperties": {"type": "array", "items": {"type": "string"}},
}
# by action of a view set: the operation's id and its summary
OPERATIONS = {
    "list": ("list_{many}", "List {many}"),
    "retrieve": ("get_{one}", "Return a {one}"),
    "create": ("create_{one}", "Create a {one}"),
    "update": ("replace_{one}", "Replace a {one}"),
    "partial_update": ("update_{one}", "Update some fields of a {one}"),
    "destroy": ("delete_{one}", "Delete a {one}"),
}


class ApiTokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Describes the token."""

    target_class = "naive.authentication.ApiTokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: SpectacularAutoSchema) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer"}


class AutoSchema(SpectacularAutoSchema):
    """Names operations and pages as the contract does."""

    def get_operation_id(self) -> str:
        return self._named(0)

    def get_summary(self) -> str:
        return self._named(1)

    def get_auth(self) -> list[dict[str, Any]]:
        required: list[dict[str, Any]] = super().get_auth()
        return [] if self.method in SAFE_METHODS else required

    def get_paginated_name(self, serializer_name: str) -> str:
        return f"{serializer_name}Page"

    def _named(self, part: int) -> str:
        view = cast("GenericViewSet[Any]", self.view)
        model = view.get_queryset().model._meta  # noqa: SLF001
        template = OPERATIONS[view.action][part]
        return template.format(one=model.verbose_name, many=model.verbose_name_plural)


def complete(
    result: dict[str, Any], generator: object, request: object, public: object
) -> dict[str, Any]:
    """Rename schemas and add the errors (a postprocessing hook of drf-spectacular)."""
    found = result["components"]["schemas"]
    schemas = {name: schema for name, schema in found.items() if "Request" not in name}
    for name in ("City", "Company", "Customer"):
        _describe_answer(schemas[name])
    for name in ("CustomerIn", "PatchedCustomerIn"):
        written = found[name.replace("In", "Request")]
        _describe_body(written)
        schemas[name] = written
    schemas |= {"Problem": PROBLEM, "FieldErrors": FIELD_ERRORS}
    result["components"]["schemas"] = schemas
    for path, operations in result["paths"].items():
        for method, operation in operations.items():
            _complete_operation(path, method, operation)
    return result


def _describe_answer(schema: dict[str, Any]) -> None:
    fields = schema["properties"]
    schema["required"] = list(fields)
    for name, field in fields.items():
        if "allOf" in field:
            (fields[name],) = field["allOf"]
        for keyword in ("readOnly", "maxLength", "pattern"):
            field.pop(keyword, None)


def _describe_body(schema: dict[str, Any]) -> None:
    schema["properties"]["balance"] = DECIMAL
    for field in schema["properties"].values():
        field.pop("writeOnly", None)


def _complete_operation(path: str, method: str, operation: dict[str, Any]) -> None:
    if "requestBody" in operation:
        schema = "PatchedCustomerIn" if method == "patch" else "CustomerIn"
        operation["requestBody"]["content"] = _json(_reference(schema))
    for status in _errors(path, method):
        error = _reference("Problem")
        if status == HTTPStatus.BAD_REQUEST and _is_validated(path, method):
            error = {"anyOf": [_reference("FieldErrors"), error]}
        operation["responses"][str(status.value)] = {"content": _json(error)}
    for status, response in operation["responses"].items():
        response["description"] = HTTPStatus(int(status)).phrase


def _errors(path: str, method: str) -> Iterator[HTTPStatus]:
    one = path.endswith("}")
    yield HTTPStatus.BAD_REQUEST
    if method != "get":
        yield HTTPStatus.UNAUTHORIZED
    if one or method == "get":
        yield HTTPStatus.NOT_FOUND
    yield HTTPStatus.NOT_ACCEPTABLE
    if method in ("post", "put", "patch"):
        yield HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    yield HTTPStatus.SERVICE_UNAVAILABLE


def _is_validated(path: str, method: str) -> bool:
    return method in ("post", "put", "patch") or not path.endswith("}")


def _reference(schema: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{schema}"}


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}
