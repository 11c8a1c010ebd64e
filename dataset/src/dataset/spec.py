"""What is asked of the generator: the values that fix every byte of the data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

# Equal to [dataset] in conditions.toml; a test compares them.
SEED = 20260101
CITIES = 10_000
COMPANIES = 50_000

# The e-mail addresses of a data set are told apart by a number and a domain label.
EMAIL_NUMBERS = 10_000
EMAIL_DOMAINS = 10_000
MOST_CUSTOMERS = EMAIL_NUMBERS * EMAIL_DOMAINS

BLOCK = 10_000  # rows: their pieces stay in a core's cache, twice as fast as blocks of 50,000


@dataclass(frozen=True, slots=True)
class Spec:
    """A data set: how many rows of each table, and the seed.

    Raises ValueError for a number of customers that the generator cannot tell apart.
    """

    customers: int
    seed: int = SEED
    cities: int = CITIES
    companies: int = COMPANIES

    def __post_init__(self) -> None:
        if not 1 <= self.customers <= MOST_CUSTOMERS:
            raise ValueError(f"customers must be from 1 to {MOST_CUSTOMERS:_}: {self.customers:_}")

    @property
    def rows(self) -> tuple[int, int, int]:
        """The numbers of cities, companies and customers; their ids count from 1."""
        return self.cities, self.companies, self.customers

    def blocks(self, size: int = BLOCK) -> Iterator[range]:
        """Split the ids of the customers, from 1 on, into ranges of at most `size`."""
        for start in range(1, self.customers + 1, size):
            yield range(start, min(start + size, self.customers + 1))
