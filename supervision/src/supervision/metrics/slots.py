"""Which files a worker writes its metrics into."""

from __future__ import annotations

from itertools import count

from supervision import metrics


class Slots:
    """Gives each worker, by its `age`, the lowest number that no other has.

    There are as many files as workers ever ran at once, however many die, and a counter goes on
    from where the slot's last worker left it.
    """

    def __init__(self) -> None:
        self._taken: dict[int, int] = {}

    def __getitem__(self, age: int) -> int:
        return self._taken[age]

    def take(self, age: int) -> None:
        """Give a slot to a worker that is about to start."""
        taken = set(self._taken.values())
        self._taken[age] = next(slot for slot in count() if slot not in taken)

    def free(self, age: int) -> None:
        """Take the slot of a worker that has ended, with what was true of it alone."""
        forget_gauges(self._taken.pop(age))


def forget_gauges(slot: int | str = "*") -> None:
    """Remove what the workers of a slot, or of all, last said of themselves."""
    if files := metrics.directory():
        for path in files.glob(f"gauge_live*_{slot}.db"):
            path.unlink()
