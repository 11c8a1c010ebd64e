"""Latencies in buckets of equal ratio, as k6/lib/samples.js counts them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping

from harness.results.model import Bucket

RESOLUTION = 50  # buckets per factor e: each is 2 % wide, far below the noise between rounds


def lower_bound(bucket: int) -> float:
    """Return the milliseconds at which `bucket` begins."""
    return math.exp(bucket / RESOLUTION)


def percentile(histogram: Mapping[int, int], share: float) -> float:
    """Return the nearest-rank percentile, as the middle of its bucket in milliseconds.

    Raises ValueError for an empty histogram.
    """
    rank = share * sum(histogram.values())
    seen = 0
    for bucket, count in sorted(histogram.items()):
        seen += count
        if seen >= rank:
            return lower_bound(bucket) * math.exp(0.5 / RESOLUTION)
    raise ValueError("an empty histogram has no percentile")


def buckets(histogram: Counter[int]) -> tuple[Bucket, ...]:
    """Return the histogram by rising latency, empty buckets left out."""
    return tuple(Bucket(lower_bound(bucket), count) for bucket, count in sorted(histogram.items()))
