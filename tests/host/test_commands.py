"""A command by hand, as systemd/README.md has it."""

from __future__ import annotations

import re

import pytest

from harness.conditions import REPOSITORY
from harness.host.container import ContainerHost

pytestmark = pytest.mark.host

SAVE_A_CITY = """
from optimized.customers.infrastructure.models import City
City.objects.get(pk=1).save()
print("saved")
"""


def test_a_shell_may_write_and_tells_the_cache(host: ContainerHost) -> None:
    readme = (REPOSITORY / "systemd/README.md").read_text()
    (command,) = re.findall(r"```sh\n(.*?)```", readme, re.DOTALL)
    done = host.run("sh", "-c", command, stdin=SAVE_A_CITY)
    assert done.stdout.splitlines()[-1] == "saved"
