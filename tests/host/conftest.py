"""The container host, booted for whichever test asks first and shut down after the last.

Its databases lie apart from those of `bench up`. A host that ran before runs again afterwards.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from harness.conditions import SERVICES
from harness.host import container, loading, paths
from harness.host.container import ContainerHost
from harness.host.lock import exclusive
from harness.host.systemd_host import STACKS

CUSTOMERS = 2_000
TEST_DATA = Path("/var/lib/django-bench-test")


@pytest.fixture(scope="session")
def boot() -> Iterator[Callable[[], ContainerHost]]:
    """Boot with databases of the tests' own, CUSTOMERS customers in each; afterwards as it was."""
    if os.geteuid() != 0:
        pytest.skip("the container host needs root")
    with exclusive():
        container.prepare()
    patch = pytest.MonkeyPatch()
    ran = container.running() is not None
    patch.setenv("DJANGO_BENCH_DATA", str(TEST_DATA))
    patch.setattr(paths, "DATA", TEST_DATA)
    patch.setattr(container, "DATA", TEST_DATA)
    revision = ""

    def up() -> ContainerHost:
        nonlocal revision
        host = container.running()
        if host is None or host.leader.revision != revision:  # or it is the one of the test before
            host = container.up()
            for service in SERVICES:
                if loading.customers(host, service) < CUSTOMERS:
                    loading.load(host, service, CUSTOMERS)
            revision = host.leader.revision
        return host

    yield up
    with exclusive():
        container.down()
        container.purge()
        patch.undo()
        if ran:
            container.up()


@contextmanager
def ready(boot: Callable[[], ContainerHost]) -> Iterator[ContainerHost]:
    """Have both stacks started, and no other command meanwhile."""
    with exclusive():
        host = boot()
        host.start(*STACKS)
        yield host


@pytest.fixture
def host(boot: Callable[[], ContainerHost]) -> Iterator[ContainerHost]:
    """A host that serves."""
    with ready(boot) as host:
        yield host


@pytest.fixture
def token(host: ContainerHost) -> str:
    """The API token that both services take."""
    return host.run("cat", "/etc/django-bench/secrets/api_token").stdout.strip()
