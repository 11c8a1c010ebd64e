"""What rows pick from: names, cities and companies made by Faker from the seed.

Faker's lists may change with its version: the lock fixes that, the published digests prove it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import cycle, islice, product
from typing import TypeVar

from faker import Faker

from dataset.locales import INDUSTRIES, LOCALES, Locale
from dataset.spec import EMAIL_DOMAINS, Spec
from dataset.words import ascii_word, words

_T = TypeVar("_T")

NAMES = 1_000  # drawn a locale, repetitions included: a frequent name stays frequent
LONGEST_NAME = 24  # an address has two and eight more before the @, where RFC 5321 allows 64
LONGEST_TITLE = 60  # of a city or company
_DOMAIN_SUFFIXES = ("mail", "net", "web", "post")
_ATTEMPTS = 10  # at each wanted value: Faker repeats itself, and must not do so for ever


@dataclass(frozen=True, slots=True)
class City:
    """A city; `calling_code` starts the phone numbers of its customers."""

    name: str
    country: str
    calling_code: str


@dataclass(frozen=True, slots=True)
class Company:
    """A company."""

    name: str
    industry: str


@dataclass(frozen=True, slots=True)
class Pools:
    """All that customers pick from; ids of cities and companies are position + 1."""

    first_names: tuple[str, ...]
    last_names: tuple[str, ...]
    domains: tuple[str, ...]
    cities: tuple[City, ...]
    companies: tuple[Company, ...]


def make_pools(spec: Spec) -> Pools:
    """Return the pools of `spec`, the same at every call (about two seconds).

    Raises ValueError where Faker cannot make as many distinct values.
    """
    weighted = [_faker(locale, spec.seed, weighted=True) for locale in LOCALES]
    first_names = tuple(_names([faker.first_name for faker in weighted]))
    last_names = tuple(_names([faker.last_name for faker in weighted]))
    fakers = [(locale, _faker(locale, spec.seed, weighted=False)) for locale in LOCALES]
    return Pools(
        first_names=first_names,
        last_names=last_names,
        domains=_distinct(_domains(last_names), EMAIL_DOMAINS),
        cities=_distinct(_cities(fakers), spec.cities),
        companies=_distinct(_companies(fakers), spec.companies),
    )


def _faker(locale: Locale, seed: int, *, weighted: bool) -> Faker:
    faker = Faker(locale.name, use_weighting=weighted)
    faker.seed_instance(f"{seed}/{locale.name}")
    return faker


def _names(makers: list[Callable[[], str]]) -> Iterator[str]:
    for maker in makers:
        yield from islice(filter(_is_name, iter(maker, "")), NAMES)


def _domains(last_names: tuple[str, ...]) -> Iterator[str]:
    labels = dict.fromkeys(map(ascii_word, last_names))
    for suffix, label in product(_DOMAIN_SUFFIXES, labels):
        yield f"{label}{suffix}"


def _cities(fakers: list[tuple[Locale, Faker]]) -> Iterator[City]:
    for locale, faker in cycle(fakers):
        name = faker.city()
        if _is_title(name):
            yield City(name, locale.country, locale.calling_code)


def _companies(fakers: list[tuple[Locale, Faker]]) -> Iterator[Company]:
    industries: dict[str, str] = {}  # a company stands once, whatever its industry
    for _, faker in cycle(fakers):
        name = faker.company()
        if _is_title(name):
            yield Company(name, industries.setdefault(name, faker.random_element(INDUSTRIES)))


def _distinct(made: Iterator[_T], wanted: int) -> tuple[_T, ...]:
    distinct = dict.fromkeys(islice(made, wanted))
    for value in islice(made, wanted * _ATTEMPTS):
        if len(distinct) == wanted:
            break
        distinct[value] = None
    else:
        raise ValueError(f"Faker made only {len(distinct):_} of {wanted:_} distinct values")
    return tuple(distinct)


def _is_name(text: str) -> bool:
    return len(text) <= LONGEST_NAME and bool(ascii_word(text))


def _is_title(text: str) -> bool:
    return len(text) <= LONGEST_TITLE and bool(words(text))
