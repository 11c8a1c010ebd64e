"""Words as the optimized service's search means them."""

from __future__ import annotations

import re
import unicodedata

_WORD = re.compile(r"[^\W_]+")
# Letters that Unicode does not decompose into a base letter and a mark.
_LETTERS = str.maketrans(
    {"ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "æ": "ae", "Æ": "AE"}
)


def words(text: str) -> list[str]:
    """Return the maximal runs of letters and digits in `text`, in lower case, in their order."""
    return _WORD.findall(text.lower())


def ascii_word(text: str) -> str:
    """Return `text` as one word of ASCII letters and digits, as mail addresses spell a name."""
    plain = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    return "".join(words(plain.encode("ascii", "ignore").decode()))
