"""`django-bench manage` runs a command as the units do."""

from __future__ import annotations

import errno

import pytest

from harness.conditions import SERVICES
from harness.host.container import ContainerHost
from harness.host.systemd_host import CommandError

pytestmark = pytest.mark.host

SAVE_A_CITY = """
from {service}.customers.{models} import City
City.objects.get(pk=1).save()
print("saved")
"""
MODELS = {"naive": "models", "optimized": "infrastructure.models"}
SANDBOX = """
import os, socket
try:
    socket.socket(socket.AF_INET)
except OSError as error:
    print(os.getuid() != 0, error.errno, os.access("/etc", os.W_OK))
"""


def manage(host: ContainerHost, service: str, *arguments: str, stdin: str = "") -> str:
    """Return what a management command says."""
    return host.run("django-bench", "manage", service, *arguments, stdin=stdin).stdout


@pytest.mark.parametrize("service", SERVICES)
def test_shell_may_write(host: ContainerHost, service: str) -> None:
    code = SAVE_A_CITY.format(service=service, models=MODELS[service])
    assert manage(host, service, "shell", stdin=code).splitlines()[-1] == "saved"


@pytest.mark.parametrize("service", SERVICES)
def test_command_runs_in_the_sandbox_of_the_units(host: ContainerHost, service: str) -> None:
    said = manage(host, service, "shell", stdin=SANDBOX)
    assert said.splitlines()[-1] == f"True {errno.EAFNOSUPPORT} False"


@pytest.mark.parametrize("service", SERVICES)
def test_status_of_the_command_is_that_of_django(host: ContainerHost, service: str) -> None:
    with pytest.raises(CommandError) as failed:
        manage(host, service, "no-such-command")
    assert failed.value.status == 1
    assert "Unknown command: 'no-such-command'" in failed.value.output


def test_nothing_is_left_of_a_command(host: ContainerHost) -> None:
    manage(host, "naive", "check")
    assert "manage" not in host.run("ls", "/run/systemd/system").stdout
