"""What is asked of each endpoint: requests that differ, so that no cache knows the answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import chain, count
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

from tests.benchmarks.answers import Client, request

LARGE_PAGE = 100


class Explorer:
    """Finds out with a client what there is to ask for below `base`, where `customers` are."""

    def __init__(self, client: Client, base: str, customers: int) -> None:
        self._client = client
        self._base = base
        self._customers = customers

    def page(self, path: str) -> dict[str, Any]:
        """Return a page. Raises RuntimeError where the answer is not 200."""
        answer = self._client.ask(request("GET", self._client.host, path))
        if answer.status != 200:
            raise RuntimeError(f"{path} was answered with {answer.status}: {answer.body!r}")
        found: dict[str, Any] = json.loads(answer.body)
        return found

    def pages(self, query: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield the paths of a list from its first page on, each with the page."""
        path: str | None = f"{self._base}/customers{query}"
        while path:
            page = self.page(path)
            yield path, page
            path = page["next"] and _relative(page["next"])

    def rows(self) -> Iterator[dict[str, Any]]:
        """Yield the customers in the order of their ids."""
        pages = self.pages(f"?page_size={LARGE_PAGE}")
        return chain.from_iterable(page["results"] for _, page in pages)

    def lists(self) -> Iterator[str]:
        """Yield the paths of the pages of 20."""
        return (path for path, _ in self.pages())

    def large_lists(self) -> Iterator[str]:
        """Yield the paths of the pages of 100."""
        return (path for path, _ in self.pages(f"?page_size={LARGE_PAGE}"))

    def filters(self) -> Iterator[str]:
        """Yield lists of the active customers of a country with a balance of some size."""
        country = next(self.rows())["city"]["country"]
        filters = f"country={quote(country)}&is_active=true"
        return (f"{self._base}/customers?{filters}&balance_min={least}" for least in count())

    def searches(self) -> Iterator[str]:
        """Yield searches for last names, each name once."""
        for name in dict.fromkeys(row["last_name"] for row in self.rows()):
            yield f"{self._base}/customers?search={quote(name)}"

    def details(self) -> Iterator[str]:
        """Yield the paths of single customers."""
        return (f"{self._base}/customers/{number}" for number in count(1))

    def deep_lists(self) -> Iterator[str]:
        """Yield the paths of pages of 20 from the middle on."""
        skipped = self._customers // 2
        first = self.page(f"{self._base}/customers")
        if "page" in dict(parse_qsl(urlsplit(first["next"]).query)):
            return (f"{self._base}/customers?page={number}" for number in count(skipped // 20 + 1))
        return (
            path.replace(f"page_size={LARGE_PAGE}", "page_size=20")
            for number, path in enumerate(self.large_lists())
            if number * LARGE_PAGE >= skipped
        )


def _relative(link: str) -> str:
    parts = urlsplit(link)
    return f"{parts.path}?{parts.query}"
