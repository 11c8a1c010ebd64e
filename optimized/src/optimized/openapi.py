"""The OpenAPI document: what django-ninja makes of controllers, in the words of the contract."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from optimized.customers.interface.schemas import CustomerIn, PatchedCustomerIn

Document = dict[str, Any]

TOKEN = {"type": "http", "scheme": "bearer"}
BODIES: dict[str, type[BaseModel]] = {
    "post": CustomerIn,
    "put": CustomerIn,
    "patch": PatchedCustomerIn,
}
# The types of query parameters, which no answer or body refers to.
PARAMETERS = ("CustomerFilters", "Input")


def complete(document: Document) -> None:
    """Name operations by their functions, refer to the schemas of bodies, describe the token."""
    components = document["components"]
    components["securitySchemes"] = {"token": TOKEN}
    for name in PARAMETERS:
        components["schemas"].pop(name, None)
    for body in BODIES.values():
        components["schemas"][body.__name__] = body.model_json_schema()
    for operations in document["paths"].values():
        for method, operation in operations.items():
            _complete_operation(method, operation)


def _complete_operation(method: str, operation: Document) -> None:
    # ninja-extra puts the controller's name before the function's.
    operation["operationId"] = operation["operationId"].partition("_")[2]
    operation["summary"] = operation.pop("description").removesuffix(".")
    if method in BODIES:
        reference = {"$ref": f"#/components/schemas/{BODIES[method].__name__}"}
        content = {"application/json": {"schema": reference}}
        operation["requestBody"] = {"required": method != "patch", "content": content}
