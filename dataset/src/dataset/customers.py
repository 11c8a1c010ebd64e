"""Blocks of customers: every column a pure function of seed and row id."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np
import numpy.typing as npt

from dataset.draws import Integers, draw, scatter
from dataset.pools import Pools
from dataset.spec import EMAIL_DOMAINS, EMAIL_NUMBERS

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Absolute bounds: the data must not change with the calendar.
FIRST_BIRTH, LAST_BIRTH = date(1940, 1, 1), date(2007, 12, 31)
FIRST_CREATED = datetime(2015, 1, 1, tzinfo=UTC)
LAST_UPDATED = datetime(2025, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)

INACTIVE_ONE_IN = 10
LOWEST_BALANCE, HIGHEST_BALANCE = -50_000, 99_999_999  # cents
PHONE_DIGITS = 12  # calling code included; E.164 allows 15

_FIRST_BIRTH = (FIRST_BIRTH - EPOCH.date()).days
_FIRST_CREATED = (FIRST_CREATED - EPOCH) // timedelta(microseconds=1)
_LAST_UPDATED = (LAST_UPDATED - EPOCH) // timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Customers:
    """Columns of the customers `ids`, all of one length.

    first_name, last_name, email_domain, city and company are positions in the pools (an id of
    a city or company is one more). phone and national_id are numbers of twelve digits, balance
    is in cents, birth_date in days and created_at and updated_at in microseconds since 1970.
    """

    ids: Integers
    first_name: Integers
    last_name: Integers
    email_number: Integers
    email_domain: Integers
    phone: Integers
    national_id: Integers
    birth_date: Integers
    is_active: npt.NDArray[np.bool_]
    balance: Integers
    created_at: Integers
    updated_at: Integers
    city: Integers
    company: Integers


@dataclass(frozen=True, slots=True)
class CustomerMaker:
    """Makes customers that pick from `pools`, from their ids.

    An e-mail address is `first.last.NNNN@label.example`. Number and label are a bijection of the
    id, so no two are equal whatever the names are. Neither of them is a word of one customer
    alone: words that occur once made a GIN index of 3 million rows take 29 s to build. Two times
    10,000 shared words tell 100 million customers apart as well, each with its own short list.
    """

    pools: Pools
    seed: int
    least_phones: Integers
    phones: Integers

    @classmethod
    def of(cls, pools: Pools, seed: int) -> CustomerMaker:
        """Return the maker for `seed`."""
        codes = np.array([int(city.calling_code) for city in pools.cities])
        rest = np.array([10 ** (PHONE_DIGITS - len(city.calling_code)) for city in pools.cities])
        # no zero after the calling code, it would be a trunk prefix
        return cls(pools, seed, least_phones=codes * rest + rest // 10, phones=rest - rest // 10)

    def make(self, ids: range) -> Customers:
        """Return the customers with `ids`; the first id is 1."""
        rows = np.arange(ids.start, ids.stop, dtype=np.int64)
        pools, seed = self.pools, self.seed
        emails = scatter(seed, "email", rows - 1, (EMAIL_NUMBERS, EMAIL_DOMAINS))
        city = draw(seed, "city", rows, len(pools.cities))
        created_at = _FIRST_CREATED + draw(seed, "created_at", rows, _LAST_UPDATED - _FIRST_CREATED)
        age = draw(seed, "updated_at", rows, _LAST_UPDATED - created_at + 1)
        birth_dates = (LAST_BIRTH - FIRST_BIRTH).days + 1
        return Customers(
            ids=rows,
            first_name=draw(seed, "first_name", rows, len(pools.first_names)),
            last_name=draw(seed, "last_name", rows, len(pools.last_names)),
            email_number=emails[0],
            email_domain=emails[1],
            phone=self.least_phones[city] + draw(seed, "phone", rows, self.phones[city]),
            national_id=_national_ids(seed, rows),
            birth_date=_FIRST_BIRTH + draw(seed, "birth_date", rows, birth_dates),
            is_active=draw(seed, "is_active", rows, INACTIVE_ONE_IN) != 0,
            balance=_balances(seed, rows),
            created_at=created_at,
            updated_at=created_at + age,
            city=city,
            company=draw(seed, "company", rows, len(pools.companies)),
        )


def _national_ids(seed: int, ids: Integers) -> Integers:
    high, low = scatter(seed, "national_id", ids, (10**6, 10**6))
    return high * 10**6 + low


def _balances(seed: int, ids: Integers) -> Integers:
    # the square of a uniform number: many small balances, few large ones, in integers alone
    span = HIGHEST_BALANCE - LOWEST_BALANCE + 1
    root = draw(seed, "balance", ids, 1 << 31)
    return LOWEST_BALANCE + ((root * root >> 31) * span >> 31)
