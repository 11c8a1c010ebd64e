"""Latencies in buckets of equal ratio, as k6/lib/samples.js counts them."""

from __future__ import annotations

import math
from collections.abc import Mapping

RESOLUTION = 50  # buckets per factor e: each is 2 % wide, far below the noise between sessions
BEYOND = 10  # answers that must be slower than a percentile for it to mean anything
SHARES = {"p50": 0.50, "p90": 0.90, "p95": 0.95, "p99": 0.99, "p999": 0.999}


def lower_bound(bucket: int) -> float:
    """Return the milliseconds at which `bucket` begins."""
    return math.exp(bucket / RESOLUTION)


def percentile(histogram: Mapping[int, int], share: float) -> float | None:
    """Return the nearest-rank percentile as the middle of its bucket, in milliseconds."""
    rank = share * sum(histogram.values())
    seen = 0
    for bucket, count in sorted(histogram.items()):
        seen += count
        if count and seen >= rank:
            return lower_bound(bucket) * math.exp(0.5 / RESOLUTION)
    return None


def percentiles(histogram: Mapping[int, int]) -> dict[str, float | None]:
    """Return the percentiles of SHARES by name; None for those that too few answers are beyond."""
    answers = sum(histogram.values())
    return {
        name: percentile(histogram, share) if answers * (1 - share) >= BEYOND else None
        for name, share in SHARES.items()
    }
