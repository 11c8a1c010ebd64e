"""Writes need the token; reads do not see it."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from tests.contract.compare import Answers, Both
from tests.contract.subjects import touched_by
from tests.support.services import API_TOKEN, Service

WRONG = [
    "Bearer",
    "Bearer wrong",
    f"Basic {API_TOKEN}",
    f"Bearer {API_TOKEN}x",
    API_TOKEN,
    "Bearer ü",
]
SEVERAL = [
    [f"Bearer {API_TOKEN}", "Bearer wrong"],
    ["Bearer wrong", f"Bearer {API_TOKEN}"],
    [f"Bearer {API_TOKEN}", ""],
    [f"Bearer {API_TOKEN}", f"Bearer {API_TOKEN}"],
]
WRITES = [("POST", ""), ("PUT", "/1"), ("PATCH", "/1"), ("DELETE", "/1"), ("PATCH", "/999999")]


@pytest.fixture(scope="module")
def strangers(naive_service: Service, optimized_service: Service) -> Iterator[Both]:
    """Clients of both services without a token."""
    with naive_service.client() as naive, optimized_service.client() as optimized:
        yield Both(naive, optimized)


def refused(answers: Answers) -> None:
    """Assert that both services ask for the token."""
    assert answers.agree(401) == {"detail": "Authentication credentials were not provided."}
    for answer in answers:
        assert answer.headers["WWW-Authenticate"] == "Bearer"


@touched_by("async")
@pytest.mark.parametrize(("method", "path"), WRITES)
def test_a_write_without_the_token_is_refused(strangers: Both, method: str, path: str) -> None:
    refused(strangers.request(method, f"/api/customers{path}", json={}))


@touched_by("async")
@pytest.mark.parametrize("path", ["/api/cities", "/api/companies/1", "/api/customers"])
def test_a_method_that_nobody_may_use_asks_for_the_token_first(strangers: Both, path: str) -> None:
    refused(strangers.request("DELETE", path))


@touched_by("async")
@pytest.mark.parametrize("values", [*[[value] for value in WRONG], *SEVERAL], ids=" then ".join)
def test_a_write_with_anything_else_is_refused(strangers: Both, values: list[str]) -> None:
    headers = [("Authorization", value.encode()) for value in values]

    refused(strangers.request("PATCH", "/api/customers/1", json={}, headers=headers))


@touched_by("async")
@pytest.mark.parametrize("content", [b"{", b"", b"\xff"])
def test_the_token_is_asked_for_before_the_body_is_read(strangers: Both, content: bytes) -> None:
    headers = {"Content-Type": "application/json"}

    refused(strangers.request("POST", "/api/customers", content=content, headers=headers))


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_the_scheme_is_compared_without_case(both: Both, scheme: str) -> None:
    headers = {"Authorization": f"{scheme} {API_TOKEN}"}

    both.request("PATCH", "/api/customers/999999", json={}, headers=headers).have(404)


@touched_by("async", "cache")
@pytest.mark.parametrize("authorization", ["", *WRONG, f"Bearer {API_TOKEN}"])
def test_a_read_does_not_depend_on_the_caller(strangers: Both, authorization: str) -> None:
    headers = {"Authorization": authorization.encode()}
    for path in ("/api/customers?search=smithson", "/api/customers/1", "/api/cities"):
        known = strangers.request("GET", path, headers=headers)

        assert known.agree() == strangers.request("GET", path).agree()


def test_the_token_is_no_part_of_any_error(client: httpx.Client) -> None:
    assert API_TOKEN not in client.post("/api/customers", json=[]).text
