"""What can be wrong with a request that is well-formed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


class MissingError(LookupError):
    """There is no such row; the message is the client's."""

    def __init__(self, kind: str) -> None:
        super().__init__(f"No {kind} matches the given query.")


class MissingPageError(LookupError):
    """The list has no such page; the message is the client's."""


class UnavailableError(RuntimeError):
    """The database is away, or all its connections and waiters are taken; try again soon."""


class RejectedError(ValueError):
    """Values clash with what is stored: `errors` maps a field to its messages."""

    def __init__(self, errors: Mapping[str, Sequence[str]]) -> None:
        super().__init__(errors)
        self.errors = errors
