"""How close the optimized service comes to what is possible."""

from __future__ import annotations

from harness.report.limits import COLUMNS, Limits, cells
from harness.report.page import Section
from harness.report.text import day
from harness.report.theme import Figure


def reach(limits: Limits) -> Section:
    """Return the figures of `bench limits` against their targets."""
    rows = [cells(row) for row in limits.rows]
    return Section(
        name="reach",
        title="How close to what is possible",
        lead=(
            "The optimized service held against the naive one and against applications without a "
            "framework that run the same SQL, by wrk, in turn; measured apart by ./bench limits "
            f"at revision {limits.revision[:7]}, {day(limits.started)}."
        ),
        figures=[Figure("reach", "Figures and their targets", columns=COLUMNS, rows=rows)],
    )
