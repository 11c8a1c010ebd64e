"""PostgreSQL's binary numeric for amounts of cents (numeric_send in utils/adt/numeric.c)."""

from __future__ import annotations

import numpy as np

from dataset.draws import Integers
from dataset.pieces import Column

_NEGATIVE = 0x4000
_SCALE = 2
_GROUPS = 4  # of four decimal digits: numeric(12,2) has three before the point, one after
_WORDS = 4  # before the groups: their number, the first one's weight, sign, scale


def numeric_pieces(cents: Integers) -> Column:
    """Return each of `cents` as a numeric field, its size before it.

    PostgreSQL keeps neither leading nor trailing groups of zeros: fields differ in size.
    """
    amount = np.abs(cents)
    powers = 10_000 ** np.arange(_GROUPS - 2, -1, -1)
    whole = amount[:, None] // 100 // powers % 10_000
    groups = np.column_stack([whole, amount % 100 * 100])
    used = groups != 0
    zero = ~used.any(axis=1)
    first = np.where(zero, 0, used.argmax(axis=1))
    size = np.where(zero, 0, _GROUPS - used[:, ::-1].argmax(axis=1) - first)
    weight = np.where(zero, 0, _GROUPS - 2 - first)
    shifted = np.take_along_axis(groups, (first[:, None] + np.arange(_GROUPS)) % _GROUPS, axis=1)
    fields = np.empty((len(cents), 2 + _WORDS + _GROUPS), ">i2")
    fields[:, 0] = 0
    fields[:, 1] = 2 * (_WORDS + size)
    fields[:, 2] = size
    fields[:, 3] = weight
    fields[:, 4] = np.where(cents < 0, _NEGATIVE, 0)
    fields[:, 5] = _SCALE
    fields[:, 6:] = shifted
    pieces = np.empty(len(cents), object)
    for groups_used in range(_GROUPS + 1):
        rows = size == groups_used
        width = 2 + _WORDS + groups_used
        packed = np.ascontiguousarray(fields[rows, :width])
        pieces[rows] = packed.view(f"V{2 * width}").ravel().tolist()
    return pieces.tolist()
