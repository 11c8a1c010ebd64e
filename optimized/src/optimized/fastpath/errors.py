"""Errors of the request itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


class InvalidParametersError(ValueError):
    """Parameters with unusable values: `errors` maps a parameter to its messages."""

    def __init__(self, errors: Mapping[str, Sequence[str]]) -> None:
        super().__init__(errors)
        self.errors = errors


class MalformedError(ValueError):
    """A request that cannot be read at all; the message is the client's."""


class UnsupportedMediaTypeError(ValueError):
    """A body in a format that is not read; the message is the client's."""


class NotAcceptableError(ValueError):
    """The client takes no JSON; the message is the client's."""
