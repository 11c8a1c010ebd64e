"""Reads of single entries through the cache, as its users do them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any, Protocol

from optimized.customers.infrastructure.cache.generation_cache import (
    Address,
    GenerationCache,
    Lookup,
)
from tests.support.waiting import until

HERE = Address("entry", "generation:here")
THERE = Address("other", "generation:there")
SECONDS = 30


@dataclass(frozen=True, slots=True)
class Answer:
    """A value, and whether it came from the cache."""

    value: Any
    hit: bool


class Ask(Protocol):
    """Returns the entry at an address of some cache, or what `compute` returns, which is kept."""

    def __call__(self, compute: Callable[[], bytes], address: Address = HERE) -> Answer: ...


def get(cache: GenerationCache, compute: Callable[[], Any], address: Address = HERE) -> Answer:
    """Return the entry at `address`, or what `compute` returns, which is kept."""
    found = cache.claim(address)
    if isinstance(found, Lookup):
        return Answer(found.values[address.key], hit=True)
    if found is None:
        return Answer(compute(), hit=False)
    with cache.computing(found):
        value = compute()
    cache.keep(found.lookup, [(address, value)])
    return Answer(value, hit=False)


def numbers() -> Callable[[], bytes]:
    """Return a computation that returns b"1", then b"2", and so on."""
    numbers = count(1)
    return lambda: b"%d" % next(numbers)


def is_kept(ask: Ask) -> bool:
    """Return whether what is computed now is found again."""
    compute = numbers()
    ask(compute)
    return ask(compute).hit


def is_used_again(ask: Ask) -> None:
    """Return once what is computed now is kept; b"old" must never be found."""

    def hit() -> bool:
        answer = ask(lambda: b"new")
        assert answer.value == b"new"
        return answer.hit

    until(hit, SECONDS)
