"""What a search asks for: terms, all of which must match.

A word is a maximal run of letters and digits, compared in lower case. A term of digits is a
number: an id, or the beginning of a national id or phone. A term with other characters than
letters and digits is literal: its words must occur in one field exactly as written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

MAX_TERMS = 8
MAX_LENGTH = 100

_DIGITS = re.compile(r"[0-9]+")


class InvalidSearchError(ValueError):
    """The search is refused; the message says why."""


def in_word(character: str) -> bool:
    """Return whether a character is a letter or a digit, as PostgreSQL defines them."""
    return character.isalpha() or character.isdecimal()


@dataclass(frozen=True, slots=True)
class Term:
    """One term as written, without the `*` that makes it a `prefix`."""

    text: str
    prefix: bool

    @property
    def number(self) -> bool:
        """Whether it is looked up among ids, national ids and phones."""
        return not self.prefix and _DIGITS.fullmatch(self.text) is not None

    @property
    def words(self) -> list[str]:
        """The words it consists of; none for punctuation alone, which matches nothing."""
        return "".join(each if in_word(each) else " " for each in self.text).split()

    @property
    def literal(self) -> bool:
        """Whether finding its words is not enough: they must occur as written."""
        return self.words != [self.text]


def parse_search(text: str) -> tuple[Term, ...]:
    """Split a search into terms; duplicates count once and the order is kept.

    Raises InvalidSearchError beyond MAX_TERMS terms or MAX_LENGTH characters in one, and on NUL.
    """
    if "\0" in text:
        raise InvalidSearchError("Null characters are not allowed.")
    terms = text.split()
    if len(terms) > MAX_TERMS:
        raise InvalidSearchError(f"Ensure this value has at most {MAX_TERMS} terms.")
    if any(len(term) > MAX_LENGTH for term in terms):
        raise InvalidSearchError(f"Ensure each term has at most {MAX_LENGTH} characters.")
    return tuple(Term(term.removesuffix("*"), term.endswith("*")) for term in dict.fromkeys(terms))
