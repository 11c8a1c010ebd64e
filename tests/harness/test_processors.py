"""The load generator has CPUs of its own where the services keep enough."""

from __future__ import annotations

from harness.host import layer


def test_few_cpus_are_shared_by_all() -> None:
    assert layer.shared({0, 1, 2}) == ([0, 1, 2], [0, 1, 2])


def test_many_cpus_are_divided() -> None:
    services, generator = layer.shared(range(8))
    assert not set(services) & set(generator)
    assert [*services, *generator] == list(range(8))
