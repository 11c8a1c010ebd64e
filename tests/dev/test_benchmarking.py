"""What of the benchmark a normal user can do: read results, and measure another machine."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from harness.host import k6
from harness.results import store
from tests.dev.checkout import Checkout
from tests.harness import samples

ONE = samples.result(samples.experiment(), samples.rates(samples.RATES))


@pytest.mark.skipif(os.geteuid() != 0, reason="takes a result that another user made")
def test_report_of_what_root_measured_is_written_to_the_current_directory(
    checkout: Checkout, tmp_path: Path
) -> None:
    store.save(ONE, tmp_path / "comparison")
    done = checkout.run("bench", "report", DJANGO_BENCH_RESULTS=str(tmp_path))

    assert done.returncode == 0, done.stderr
    assert f"The report: {checkout.path}/comparison.html" in done.stderr
    assert (checkout.path / "comparison.html").read_text().startswith("<!doctype html>")


@pytest.mark.skipif(os.geteuid() != 0, reason="takes a directory of another user's")
def test_report_that_can_be_written_nowhere_says_so(checkout: Checkout, tmp_path: Path) -> None:
    store.save(ONE, tmp_path / "comparison")
    command = ("sh", "-c", f"cd {tmp_path} && bench report {tmp_path}/comparison")
    done = checkout.run(*command)

    assert done.returncode == 1
    assert "comparison.html cannot be written: call this in a directory of your own" in done.stderr


@pytest.mark.parametrize(
    ("command", "variable"),
    [(("load", "--customers=1"), "XDG_RUNTIME_DIR"), (("run", "quick"), "XDG_CACHE_HOME")],
    ids=str,
)
def test_another_machine_is_reached_without_root_here(
    checkout: Checkout, command: tuple[str, ...], variable: str
) -> None:
    programs, own = checkout.path / "programs", checkout.path / variable
    programs.mkdir(exist_ok=True)
    for name, said in (
        ("k6", f"echo 'k6 v{k6.VERSION} (of the test)'"),
        ("ssh", "echo far; false"),
    ):
        (programs / name).write_text(f"#!/bin/sh\n{said}\n")
        (programs / name).chmod(0o755)
    path = f"{programs}:{checkout.variables['PATH']}"
    environment = {"PATH": path, "XDG_RUNTIME_DIR": "", variable: str(own)}
    done = checkout.run("bench", *command, "--host=ssh:far", **environment)

    assert done.returncode == 1
    assert "far" in done.stderr
    assert (own / "django-bench").is_dir()
    assert "sudo" not in done.stderr
    assert "Traceback" not in done.stderr


def test_k6_can_be_built(checkout: Checkout) -> None:
    """By a child that ends with its block, for which root has a namespace."""
    made = "with tied(['id', '-u']) as made: print(made.communicate())"
    script = f"from harness.processes import tied\n{made}"
    done = checkout.run("python", "-c", script)

    assert done.returncode == 0, done.stderr
    assert "Operation not permitted" not in done.stdout


@pytest.mark.parametrize("command", [("up",), ("down",), ("run", "quick"), ("status",)], ids=str)
def test_host_of_this_machine_needs_root(checkout: Checkout, command: tuple[str, ...]) -> None:
    done = checkout.run("bench", *command)

    assert done.returncode == 1
    assert "needs root: call this with sudo" in done.stderr
