"""Writes, and what is read back after them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from tests.contract.compare import Answers, Both, ids
from tests.contract.conftest import Body, Create
from tests.contract.subjects import touched_by

pytestmark = touched_by("async", "joins", "cache")
OWN = ("id", "created_at", "updated_at")


def written(answer: httpx.Response) -> Body:
    """Return a customer without what its service gave it."""
    return {key: value for key, value in answer.json().items() if key not in OWN}


def on_each(both: Both, created: Answers, method: str, **options: Any) -> Answers:
    """Send a request to what each service created."""
    return Answers(
        *(
            client.request(method, f"/api/customers/{answer.json()['id']}", **options)
            for client, answer in zip(both, created, strict=True)
        )
    )


def test_a_created_customer_is_answered_as_it_is_read(
    both: Both, body: Body, create: Create
) -> None:
    created = create(body)
    read = on_each(both, created, "GET")

    created.have(201)
    assert [each.json() for each in read] == [each.json() for each in created]
    customer = written(created.naive)
    assert written(created.optimized) == customer
    body |= {name: {"id": body.pop(f"{name}_id")} | customer[name] for name in ("city", "company")}
    assert customer == body


def test_what_is_left_out_has_its_default(body: Body, create: Create) -> None:
    del body["is_active"], body["balance"]
    created = create(body)

    for answer in created:
        assert answer.json()["is_active"] is True
        assert answer.json()["balance"] == "0.00"


def test_read_only_fields_are_ignored(body: Body, create: Create) -> None:
    created = create(body | {"id": 1, "created_at": "2000-01-01T00:00:00Z", "nickname": "Amazing"})

    for answer in created:
        assert answer.json()["id"] > 1
        assert answer.json()["created_at"] > "2000"
        assert "nickname" not in answer.json()


def test_put_replaces_what_it_names(both: Both, body: Body, create: Create) -> None:
    created = create(body)
    for optional in ("is_active", "balance"):
        del body[optional]
    body |= {"last_name": "Murray", "city_id": 4, "email": body["email"].upper()}
    changed = on_each(both, created, "PUT", json=body)
    read = on_each(both, created, "GET")

    changed.have(200)
    assert written(changed.optimized) == written(changed.naive)
    assert [each.json() for each in read] == [each.json() for each in changed]
    assert changed.naive.json()["city"]["id"] == 4


def test_patch_changes_what_it_names_and_the_time(both: Both, body: Body, create: Create) -> None:
    created = create(body)
    changed = on_each(both, created, "PATCH", json={"company_id": 6, "balance": "9999999999.99"})

    assert written(changed.optimized) == written(changed.naive)
    for before, after in zip(created, changed, strict=True):
        assert after.json()["company"]["id"] == 6
        assert after.json()["last_name"] == "Hopper"
        assert after.json()["created_at"] == before.json()["created_at"]
        assert after.json()["updated_at"] > before.json()["updated_at"]


def test_a_deleted_customer_is_gone(both: Both, body: Body, create: Create) -> None:
    created = create(body)
    deleted = on_each(both, created, "DELETE")

    deleted.have(204)
    assert [each.content for each in deleted] == [b"", b""]
    for method in ("GET", "DELETE", "PUT", "PATCH"):
        on_each(both, created, method, json=body).agree(404)


@touched_by("fts", "cursor", "indexes")
def test_lists_and_searches_follow_a_write(client: httpx.Client, body: Body) -> None:
    body["first_name"] = "Unheardof"
    query = {"search": "unheardof", "ordering": "-created_at"}
    before = ids(client, **query)
    number = client.post("/api/customers", json=body).json()["id"]
    created = ids(client, **query)
    client.patch(f"/api/customers/{number}", json={"first_name": "Grace"})
    renamed = ids(client, **query)
    client.delete(f"/api/customers/{number}")

    assert (before, created, renamed) == ([], [number], [])
    assert number not in ids(client)


@pytest.mark.parametrize("field", ["email", "national_id"])
def test_a_value_that_another_customer_has_is_refused(
    body: Body, create: Create, field: str
) -> None:
    create(body)
    other = body | {"email": "other@example.org", "national_id": "777777777777"}
    refused = create(other | {field: body[field].swapcase()})

    assert refused.agree(400) == {
        field: [f"customer with this {field.replace('_', ' ')} already exists."]
    }


def test_a_customer_keeps_its_own_unique_values(both: Both, body: Body, create: Create) -> None:
    created = create(body)

    on_each(both, created, "PATCH", json={"email": body["email"].lower()}).have(200)


def test_of_many_that_want_one_email_address_one_gets_it(client: httpx.Client, body: Body) -> None:
    def post(number: int) -> httpx.Response:
        return client.post("/api/customers", json=body | {"national_id": f"88888888888{number}"})

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(post, range(8)))
    created = [answer.json()["id"] for answer in answers if answer.status_code == 201]
    for number in created:
        client.delete(f"/api/customers/{number}")

    assert len(created) == 1
    assert [answer.status_code for answer in answers if not answer.is_success] == [400] * 7
