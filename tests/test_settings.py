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
@pytest.mark.parametrize("name", SECRETS)
@pytest.mark.parametrize("content", ["", " \n"], ids=["empty", "blank"])
def test_an_empty_secret_is_refused(
    runtime: Path, secrets: Path, service: str, name: str, content: str
) -> None:
    variables = services.environment(service, runtime, CREDENTIALS_DIRECTORY=str(secrets))
    (secrets / name).write_text(content)

    refused(service, variables, f"the secret '{name}' is empty")


@pytest.mark.parametrize("name", sorted(conditions().environment["optimized"].keys() - OPTIONAL))
def test_an_unset_variable_is_named(runtime: Path, name: str) -> None:
    variables = services.environment("optimized", runtime)
    del variables[name]

    refused("optimized", variables, f"not set: {name}")


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("package", ["debug_toolbar", "dotenv"])
def test_production_imports_no_package_of_development(
    runtime: Path, service: str, package: str
) -> None:
    code = f"import sys, {service}.urls; assert '{package}' not in sys.modules"

    services.manage(service, services.environment(service, runtime), "shell", "--command", code)
