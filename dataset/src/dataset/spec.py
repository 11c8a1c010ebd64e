"""What is asked of the generator: the values that fix every byte of the data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

# Equal to [dataset] in conditions.toml; a test compares them.
SEED = 20260101
CITIES = 10_000
COMPANIES = 50_000

LARGEST_SEED = 2**63 - 1  # PostgreSQL's bigint

# The e-mail addresses of a data set are told apart by a number and a domain label.
EMAIL_NUMBERS = 10_000
EMAIL_DOMAINS = 10_000
MOST_CUSTOMERS = EMAIL_NUMBERS * EMAIL_DOMAINS

BLOCK = 10_000  # rows: their pieces stay in a core's cache, twice as fast as blocks of 50,000


@dataclass(frozen=True, slots=True)
class Spec:
    """A data set: how many rows of each table, and the seed.

    Raises ValueError for more customers than the generator can tell apart, or a seed too large.
    """

    customers: int
    seed: int = SEED
    cities: int = CITIES
    companies: int = COMPANIES

    def __post_init__(self) -> None:
        if not 1 <= self.customers <= MOST_CUSTOMERS:
            raise ValueError(f"customers must be from 1 to {MOST_CUSTOMERS:_}: {self.customers:_}")
        if not 0 <= self.seed <= LARGEST_SEED:
            raise ValueError(f"the seed must be from 0 to {LARGEST_SEED:_}: {self.seed:_}")

    @property
    def rows(self) -> tuple[int, int, int]:
        """The numbers of cities, companies and customers; their ids count from 1."""
        return self.cities, self.companies, self.customers

    def blocks(self, size: int = BLOCK) -> Iterator[range]:
        """Split the ids of the customers, from 1 on, into ranges of at most `size`."""
        for start in range(1, self.customers + 1, size):
            yield range(start, min(start + size, self.customers + 1))
