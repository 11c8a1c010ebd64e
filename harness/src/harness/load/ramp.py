"""Where a service is saturated, read from a ramp of rates."""

from collections import Counter
from itertools import pairwise

from harness.load.k6 import ramp_rates
from harness.load.series import Series, percentile
from harness.results.model import Knee

LATE = 1000  # ms at the 95th percentile
FOLLOWS = 1.5  # times the answers, at least, for twice the iterations


def knee(series: Series, step_seconds: float) -> Knee:
    """Return the last step of a ramp that the service answered in full and in time."""
    rates = ramp_rates()
    answers = [0] * len(rates)
    latencies: list[Counter[int]] = [Counter() for _ in rates]
    for second, total in series.seconds.items():
        step = int(second // step_seconds)
        if step < len(rates):
            answers[step] += total.requests - total.failures
            latencies[step].update(total.histogram)
    throughput = [count / step_seconds for count in answers]
    late = [(percentile(each, 0.95) or 0.0) > LATE for each in latencies]
    if not throughput[0] or late[0]:
        return Knee(rate=0.0, reason=f"late at {rates[0]:g} iterations/s already")
    for step, (before, now) in enumerate(pairwise(throughput), 1):
        at = f"at {rates[step]:g} iterations/s"
        if late[step]:
            return Knee(rate=before, reason=f"{at} the p95 latency exceeded {LATE} ms")
        if now < FOLLOWS * before:
            return Knee(rate=max(before, now), reason=f"{at} answers no longer followed")
    return Knee(rate=throughput[-1], reason="the ramp ended first")
