"""Bodies that are no customer: both services name what is wrong with them, in the same way."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.contract.compare import Answers, Both
from tests.contract.subjects import touched_by

FIELDS = ["first_name", "last_name", "email", "phone", "national_id", "birth_date", "is_active"]
FIELDS += ["balance", "city_id", "company_id"]

a_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


def send(both: Both, method: str, path: str, body: Any) -> Answers:
    """Send any body that JSON can write, lone surrogates and `NaN` included."""
    headers = {"Content-Type": "application/json"}
    return both.request(method, path, content=json.dumps(body), headers=headers)


@touched_by("async")
@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "x"])
def test_a_body_is_json_or_refused(both: Both, content_type: str) -> None:
    answers = both.request(
        "POST", "/api/customers", content=b"a=1", headers={"Content-Type": content_type}
    )

    assert answers.agree(415) == {"detail": f'Unsupported media type "{content_type}" in request.'}


@touched_by("async")
@pytest.mark.parametrize(
    "content",
    [b"{", b"nonsense", b"\xff\xfe", b'{"a": NaN}', b"[" * 100_000, b'{"a": ' + b"9" * 5000 + b"}"],
)
def test_a_body_that_is_not_json_is_refused(both: Both, content: bytes) -> None:
    answers = both.request(
        "POST", "/api/customers", content=content, headers={"Content-Type": "application/json"}
    )

    assert answers.agree_in_shape()["detail"].startswith("JSON parse error - ")


@touched_by("async")
def test_a_body_too_large_is_refused(both: Both) -> None:
    answers = both.request("POST", "/api/customers", json={"first_name": "x" * 3_000_000})

    assert list(answers.agree_in_shape()) == ["detail"]


@touched_by("async")
@pytest.mark.parametrize("charset", ["rot13", "utf-16", "base64", "klingon"])
def test_a_charset_is_not_believed(both: Both, charset: str) -> None:
    answers = both.request(
        "POST",
        "/api/customers?a=%41",
        content=b"{}",
        headers={"Content-Type": f"application/json; charset={charset}"},
    )

    assert answers.agree(400)["email"] == ["This field is required."]


@pytest.mark.parametrize("body", [None, [], [1], "text", 1, True])
def test_a_body_that_is_no_object_is_refused(both: Both, body: Any) -> None:
    answers = send(both, "POST", "/api/customers", body)

    assert list(answers.agree_in_shape()) == ["non_field_errors"]


def test_each_required_field_is_named(both: Both) -> None:
    required = [field for field in FIELDS if field not in ("is_active", "balance")]

    assert both.request("POST", "/api/customers", json={}).agree(400) == {
        field: ["This field is required."] for field in required
    }


NOTHING_VALID: list[Any] = [None, [], {}, "", "\0", "x" * 300]
WRONG: list[tuple[str, Any]] = [
    *[(field, value) for field in FIELDS for value in NOTHING_VALID],
    ("first_name", "\ud800"),
    ("email", "nobody"),
    ("email", "a\ud800@example.org"),
    ("phone", "0301234567"),
    ("phone", "+49 30 123456"),
    ("national_id", "1234"),
    ("national_id", "\u0663\u0663\u0663\u0663\u0663\u0663\u0663\u0663\u0663\u0663\u0663\u0663"),
    ("birth_date", "2024-02-30"),
    ("birth_date", 20240101),
    ("birth_date", "2024-01-01T00:00:00Z"),
    ("is_active", "perhaps"),
    *[("balance", value) for value in ("1.234", "12345678901", "NaN", "1e400", "Infinity")],
    *[(field, value) for field in ("city_id", "company_id") for value in (0, -1, 2**70, True, 1.5)],
]


@pytest.mark.parametrize(("field", "value"), WRONG, ids=lambda each: repr(each)[:20])
def test_a_wrong_value_is_named(both: Both, body: dict[str, Any], field: str, value: Any) -> None:
    created = send(both, "POST", "/api/customers", body | {field: value})
    changed = send(both, "PATCH", "/api/customers/1", {field: value})

    for answers in (created, changed):
        assert list(answers.agree_in_shape()) == [field]


@touched_by("async")
@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_all_wrong_values_are_named_at_once(both: Both, body: dict[str, Any], method: str) -> None:
    answers = send(both, method, "/api/customers/1", body | dict.fromkeys(FIELDS))

    assert sorted(answers.agree(400)) == sorted(FIELDS)


@given(st.dictionaries(st.sampled_from(FIELDS), a_json, min_size=1, max_size=3))
def test_any_body_gets_the_same_status(both: Both, wrong: dict[str, Any]) -> None:
    answers = send(both, "PATCH", "/api/customers/999999", wrong)
    assert answers.naive.status_code == answers.optimized.status_code == 404

    answers = send(both, "POST", "/api/customers", wrong)
    assert answers.naive.status_code == 400, answers
    answers.agree_in_shape()
