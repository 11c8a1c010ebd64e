"""What can be wrong with a request that is well-formed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


class NotFoundError(LookupError):
    """There is no such row; the message is for the client."""

    def __init__(self, kind: str) -> None:
        super().__init__(f"No {kind} matches the given query.")


class PageNotFoundError(LookupError):
    """The list has no such page; the message is for the client."""


class UnavailableError(RuntimeError):
    """The database is away or busy: nothing was written, and a retry may succeed."""


class RejectedError(ValueError):
    """Values that cannot be stored: `errors` maps a field to its messages."""

    def __init__(self, errors: Mapping[str, Sequence[str]]) -> None:
        super().__init__(errors)
        self.errors = errors
