"""Both projects' production settings refuse to start without what they need."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.conditions import SERVICES, conditions
from tests.support import services

SECRETS = ("secret_key", "api_token")
OPTIONAL = {"METRICS"}  # the parent's, which nothing but gunicorn has


def refused(service: str, variables: dict[str, str], reason: str) -> None:
    """Assert that the service does not start, for `reason`."""
    with pytest.raises(RuntimeError, match=reason):
        services.manage(service, variables, "check")


@pytest.fixture
def secrets(tmp_path: Path) -> Path:
    """A directory with every secret that a service must have."""
    for name in SECRETS:
        (tmp_path / name).write_text("secret\n")
    return tmp_path


@pytest.mark.parametrize("service", SERVICES)
def test_all_secrets_let_it_start(runtime: Path, secrets: Path, service: str) -> None:
    variables = services.environment(service, runtime, CREDENTIALS_DIRECTORY=str(secrets))

    services.manage(service, variables, "check", "--fail-level", "WARNING")


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("name", SECRETS)
def test_a_missing_secret_is_named(runtime: Path, secrets: Path, service: str, name: str) -> None:
    variables = services.environment(service, runtime, CREDENTIALS_DIRECTORY=str(secrets))
    (secrets / name).unlink()

    refused(service, variables, f"the secret '{name}' cannot be read")


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize(
    ("name", "content"), [("secret_key", ""), ("api_token", " \n")], ids=["empty", "blank"]
)
def test_an_empty_secret_is_refused(
    runtime: Path, secrets: Path, service: str, name: str, content: str
) -> None:
    variables = services.environment(service, runtime, CREDENTIALS_DIRECTORY=str(secrets))
    (secrets / name).write_text(content)

    refused(service, variables, f"the secret '{name}' is empty")


def test_unset_variables_are_named(runtime: Path) -> None:
    names = conditions().environment["optimized"].keys() - OPTIONAL
    variables = services.environment("optimized", runtime)
    kept = {name: value for name, value in variables.items() if name not in names}

    refused("optimized", kept, "not set: " + "".join(f"(?=.*{name}[, ])" for name in names))


@pytest.mark.parametrize("service", SERVICES)
def test_production_imports_no_package_of_development(runtime: Path, service: str) -> None:
    names = {"debug_toolbar", "dotenv"}
    code = f"import sys, {service}.urls; assert {names}.isdisjoint(sys.modules)"

    services.manage(service, services.environment(service, runtime), "shell", "--command", code)
