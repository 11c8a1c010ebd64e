"""Pools take two seconds: made once."""

from __future__ import annotations

import pytest

from dataset.customers import CustomerMaker
from dataset.pools import Pools, make_pools
from dataset.spec import SEED, Spec


@pytest.fixture(scope="session")
def pools() -> Pools:
    return make_pools(Spec(1))


@pytest.fixture(scope="session")
def maker(pools: Pools) -> CustomerMaker:
    return CustomerMaker.of(pools, SEED)
