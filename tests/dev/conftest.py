"""One copy of the checkout and one `bench dev` for the tests of a running one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from harness.conditions import SERVICES
from tests.dev.checkout import Checkout, Development, copied, developing
from tests.support.ports import free_ports


@pytest.fixture(scope="session")
def ports() -> dict[str, int]:
    """The ports of each `bench dev` in the checkout."""
    return free_ports(SERVICES)


@pytest.fixture(scope="session")
def checkout() -> Iterator[Checkout]:
    """A copy of the checkout; each `bench dev` in it goes on from the data of the one before."""
    with copied() as checkout:
        yield checkout


@pytest.fixture(scope="session")
def development(checkout: Checkout, ports: dict[str, int]) -> Iterator[Development]:
    """A running `bench dev`, which `test_stopping` ends."""
    with developing(checkout, ports) as development:
        yield development
