"""Both OpenAPI documents describe the same contract in the same words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.contract.compare import Both, Json
from tests.contract.subjects import touched_by
from tests.contract.test_errors import PARAMETERS

# What a key means where it is left out, and prose.
DEFAULTS: dict[str, Any] = {"required": False, "parameters": [], "deprecated": False, "servers": []}
PROSE = {"title", "description"}

pytestmark = touched_by("cursor", "fts")


def canonical(value: Json) -> Json:
    """Return a part of a document without prose, defaults, and the order of what has none."""
    if isinstance(value, list):
        return [canonical(each) for each in value]
    if not isinstance(value, dict):
        return value
    kept = {
        key: canonical(each)
        for key, each in value.items()
        if not (key in PROSE and isinstance(each, str))
        and not (key in DEFAULTS and each == DEFAULTS[key])
    }
    if isinstance(kept.get("required"), list):
        kept["required"] = sorted(kept["required"])
    if "parameters" in kept:
        kept["parameters"] = {each["name"]: each for each in kept["parameters"]}
    return kept


def comparable(document: Json) -> Json:
    """Return a document without what the contract lets differ.

    That is the name of the service, how pages are named and counted, and `relevance`.
    """
    common = canonical(document)
    del common["info"]
    for schema in common["components"]["schemas"].values():
        if "count" in schema.get("properties", {}):
            del schema["properties"]["count"]
            schema["required"].remove("count")
    for operations in common["paths"].values():
        parameters = operations.get("get", {}).get("parameters", {})
        for name in ("page", "cursor"):
            parameters.pop(name, None)
        if "ordering" in parameters:
            values = parameters["ordering"]["schema"]["enum"]
            parameters["ordering"]["schema"]["enum"] = sorted({*values} - {"relevance"})
    return common


def parameters(document: Json) -> Iterator[Json]:
    """Yield each parameter of each operation that reads."""
    for operations in document["paths"].values():
        yield from operations.get("get", {}).get("parameters", [])


def listed(document: Json) -> dict[str, Json]:
    """Return the parameters of the customers' list by their names."""
    return {each["name"]: each for each in document["paths"]["/api/customers"]["get"]["parameters"]}


@pytest.fixture(scope="module")
def documents(both: Both) -> tuple[Json, Json]:
    """The documents of naive and of the optimized service."""
    naive, optimized = both.get("/api/openapi.json")
    return naive.json(), optimized.json()


def test_the_documents_have_the_same_version_and_operations(documents: tuple[Json, Json]) -> None:
    naive, optimized = (
        {
            (method, path): (each["operationId"], each["summary"], each["tags"])
            for path, operations in document["paths"].items()
            for method, each in operations.items()
        }
        for document in documents
    )

    assert optimized == naive
    assert documents[1]["openapi"] == documents[0]["openapi"]


def test_the_documents_are_equal_but_for_pages(documents: tuple[Json, Json]) -> None:
    naive, optimized = (comparable(document) for document in documents)

    assert optimized == naive


def test_a_document_has_each_parameter_and_either_page_numbers_or_cursors(
    documents: tuple[Json, Json], optimizations: str
) -> None:
    naive, optimized = (
        {each["name"] for each in parameters(document) if each["in"] == "query"}
        for document in documents
    )

    assert naive == {*PARAMETERS, "page"}
    assert optimized == {*PARAMETERS, "page" if "-cursor" in optimizations else "cursor"}
    for document in documents:
        assert listed(document).keys() >= {*PARAMETERS}


def test_a_size_of_a_page_that_is_capped_has_no_maximum(documents: tuple[Json, Json]) -> None:
    sizes = [
        each["schema"]
        for document in documents
        for each in parameters(document)
        if each["name"] == "page_size"
    ]

    assert len(sizes) == 2 * 3
    assert not any("maximum" in size for size in sizes)


def test_relevance_is_documented_with_full_text_search_only(
    documents: tuple[Json, Json], optimizations: str
) -> None:
    naive, optimized = (listed(document)["ordering"]["schema"]["enum"] for document in documents)

    assert set(optimized) - set(naive) == (set() if "-fts" in optimizations else {"relevance"})


def test_the_title_names_the_service(documents: tuple[Json, Json]) -> None:
    titles = [document["info"]["title"] for document in documents]

    assert titles == ["Customers (naive)", "Customers (optimized)"]
