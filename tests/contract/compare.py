"""Sending one request to both services, and what may differ between their answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import httpx

Json = Any


class Both(NamedTuple):
    """Clients of both services."""

    naive: httpx.Client
    optimized: httpx.Client

    def request(self, method: str, path: str, **options: Any) -> Answers:
        """Send the same request to both; `options` are httpx's."""
        return Answers(*(client.request(method, path, **options) for client in self))

    def get(self, path: str, **parameters: str | int) -> Answers:
        """Read from both with the given query."""
        return self.request("GET", path, params=parameters)


class Answers(NamedTuple):
    """What both services said to one request."""

    naive: httpx.Response
    optimized: httpx.Response

    def have(self, status: int) -> None:
        """Raise AssertionError unless both have this status."""
        assert [each.status_code for each in self] == [status] * 2, str(self)

    def agree(self, status: int = 200) -> Json:
        """Return the body, once both agree on it and have this status.

        Raises AssertionError where they do not.
        """
        self.have(status)
        assert self.optimized.headers.get("Content-Type") == self.naive.headers.get("Content-Type")
        expected = comparable(self.naive)
        assert comparable(self.optimized) == expected
        return expected

    def agree_in_shape(self) -> Json:
        """As `agree`, for errors 400 whose words are a parser's own."""
        self.have(400)
        assert shape(self.optimized.json()) == shape(self.naive.json())
        return self.naive.json()

    def __str__(self) -> str:
        return "\n".join(f"{each.status_code} {each.text}" for each in self)


def comparable(answer: httpx.Response) -> Json:
    """Return the body without what the contract lets differ: count and the form of links."""
    body = answer.json() if answer.content else None
    if not isinstance(body, dict) or "results" not in body:
        return body
    links = {name: body[name] is not None for name in ("next", "previous")}
    return {"results": body["results"], **links}


def shape(body: Json) -> Json:
    """Return the body of an error with its words left out."""
    if isinstance(body, dict):
        return {key: shape(value) for key, value in body.items()}
    return "messages" if isinstance(body, list) and body else type(body).__name__


def walk(client: httpx.Client, path: str, **parameters: str | int) -> Iterator[Json]:
    """Yield each page of a list, from the first, as a client that follows `next` sees them."""
    answer = client.get(path, params=parameters)
    while True:
        assert answer.status_code == 200, answer.text
        page = answer.json()
        yield page
        if page["next"] is None:
            return
        answer = client.get(page["next"])


def ids(client: httpx.Client, path: str = "/api/customers", **parameters: str | int) -> list[int]:
    """Return the ids of the whole list in its order."""
    pages = walk(client, path, **{"page_size": 100, **parameters})
    return [row["id"] for page in pages for row in page["results"]]
