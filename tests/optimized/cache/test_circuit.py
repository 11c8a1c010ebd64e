"""The circuit: what one process opens is open for all, until the last failure is dealt with."""

from __future__ import annotations

import os
from pathlib import Path

from optimized.customers.infrastructure.cache.circuit import Circuit
from tests.optimized.cache.sharing import circuit_at


def test_a_forked_process_shares_it() -> None:
    circuit = Circuit(os.memfd_create("circuit"))
    child = os.fork()
    if child == 0:
        circuit.open()
        os._exit(0)
    os.waitpid(child, 0)
    assert circuit.closed() is None


def test_closing_it_leaves_a_failure_open_that_came_later(tmp_path: Path) -> None:
    circuit = circuit_at(tmp_path / "circuit")
    circuit.open()
    opened = circuit.opened
    circuit.open()
    circuit.close(opened)
    assert circuit.closed() is None


def test_an_older_closing_that_comes_late_does_not_open_it(tmp_path: Path) -> None:
    circuit = circuit_at(tmp_path / "circuit")
    circuit.open()
    circuit.open()
    circuit.close(2)
    circuit.close(1)
    assert circuit.closed() == 2


def test_it_survives_that_all_processes_were_replaced(tmp_path: Path) -> None:
    circuit_at(tmp_path / "circuit").open()
    assert circuit_at(tmp_path / "circuit").closed() is None
