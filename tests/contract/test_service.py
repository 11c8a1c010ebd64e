"""Health, documentation and headers."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest

from tests.contract.compare import Both
from tests.contract.conftest import Body, Create
from tests.contract.subjects import needs, only_without, touched_by
from tests.support import services

PATHS = {
    "/api/customers": {"get", "post"},
    "/api/customers/{id}": {"get", "put", "patch", "delete"},
    "/api/cities": {"get"},
    "/api/cities/{id}": {"get"},
    "/api/companies": {"get"},
    "/api/companies/{id}": {"get"},
}


def plain(path: str) -> str:
    """Return the path of an operation, whatever the document calls the id in it."""
    return re.sub(r"{\w+}", "{id}", path)


@touched_by("async")
@pytest.mark.parametrize("path", ["/health/live", "/health/ready"])
def test_a_healthy_service_says_so(client: httpx.Client, path: str) -> None:
    assert client.get(path).status_code == 200


def test_the_document_describes_exactly_what_is_served(client: httpx.Client) -> None:
    document = client.get("/api/openapi.json").json()
    described = {plain(path): set(operations) for path, operations in document["paths"].items()}

    assert described == PATHS


def test_the_document_says_that_writes_need_the_token(client: httpx.Client) -> None:
    document = client.get("/api/openapi.json").json()
    schemes = document["components"]["securitySchemes"].values()
    post = document["paths"]["/api/customers"]["post"]

    assert [(each["type"], each["scheme"]) for each in schemes] == [("http", "bearer")]
    assert any(post["security"])


@pytest.mark.parametrize("name", ["naive", "optimized"])
def test_the_document_is_the_same_from_start_to_start(
    both: Both, name: str, optimizations: str, runtime: Path
) -> None:
    first = getattr(both, name).get("/api/openapi.json")
    variables = services.environment(name, runtime, OPTIMIZATIONS=optimizations)
    log = runtime / f"{name}-again.log"
    with services.running(name, variables, log) as service, service.client() as client:
        assert client.get("/api/openapi.json").content == first.content


@touched_by("async")
def test_swagger_loads_nothing_from_elsewhere(client: httpx.Client) -> None:
    page = client.get("/api/swagger")

    assert page.headers["Content-Type"].startswith("text/html")
    assert "/api/openapi.json" in page.text
    assert "https://" not in page.text


@touched_by("async", "cursor")
def test_links_point_at_the_address_that_the_client_used(client: httpx.Client) -> None:
    page = client.get("/api/customers?page_size=7", headers={"Host": "localhost:8123"}).json()

    assert page["next"].startswith("http://localhost:8123/api/customers?")


UNDERSCORES = {
    "Content_Length": "1",
    "Content_Type": "text/plain",
    "Path_Info": "/api/cities",
    "Script_Name": "/elsewhere",
    "Transfer_Encoding": "chunked",
    "X_Forwarded_Host": "elsewhere.example",
    "X_Forwarded_Proto": "https",
}


@touched_by("async")
@pytest.mark.parametrize("name", UNDERSCORES)
def test_a_header_with_an_underscore_is_not_taken_for_another(
    client: httpx.Client, name: str
) -> None:
    headers = {name: UNDERSCORES[name]}
    refused = client.post("/api/customers?page_size=1", json={"first_name": "x"}, headers=headers)
    page = client.get("/api/customers?page_size=1", headers=headers).json()

    assert refused.json()["email"] == ["This field is required."]
    assert page["next"].startswith(f"{client.base_url}/api/customers?")


@touched_by("async")
@pytest.mark.parametrize(
    "path", ["/api/customers", "/api/customers/1", "/api/cities", "/api/nothing"]
)
def test_head_is_get_without_the_body(client: httpx.Client, path: str) -> None:
    head, get = client.head(path), client.get(path)

    assert (head.status_code, head.content) == (get.status_code, b"")
    assert head.headers["Content-Type"] == get.headers["Content-Type"]


@touched_by("async")
@pytest.mark.parametrize("key", [r"\000aaaaaaaa", r"\000\000abcdefghij", "a" * 5000, "é", "a:b:c"])
def test_an_invalid_session_cookie_is_no_session(both: Both, key: str) -> None:
    cookie = f'sessionid="{key}"'.encode()

    both.request("GET", "/admin/", headers={"Cookie": cookie}).have(302)


@needs("cache")
@touched_by("async", "cursor")
def test_the_optimized_service_says_where_an_answer_came_from(optimized: httpx.Client) -> None:
    for path in ("/api/customers?city=17&page_size=3", "/api/customers/117"):
        first, second = optimized.get(path), optimized.get(path)

        assert second.headers["X-Cache"] == "hit"
        assert first.headers["X-Cache"] in ("hit", "miss")
        assert second.content == first.content


@only_without("cache")
def test_without_the_cache_each_answer_is_a_miss(optimized: httpx.Client) -> None:
    for path in ("/api/customers", "/api/customers/1"):
        assert [optimized.get(path).headers["X-Cache"] for _ in range(2)] == ["miss"] * 2


@touched_by("async")
def test_a_write_turns_the_cached_answer_into_a_miss(
    both: Both, body: Body, create: Create
) -> None:
    path = f"/api/customers/{create(body).optimized.json()['id']}"
    both.optimized.get(path)
    both.optimized.patch(path, json={"last_name": "Murray"})
    read = both.optimized.get(path)

    assert (read.headers["X-Cache"], read.json()["last_name"]) == ("miss", "Murray")
