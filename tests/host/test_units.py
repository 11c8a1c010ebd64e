"""The units as systemd sees them on the booted host."""

from __future__ import annotations

import json
import re

import httpx
import pytest

from harness.conditions import REPOSITORY, SERVICES, conditions
from harness.host.container import ContainerHost
from tests.host.traffic import address
from tests.support import web

pytestmark = pytest.mark.host

KINDS = ("", "-migrate", "-load")
TASKS = [path.name for path in (REPOSITORY / "systemd").glob("bench-*.service")]
UNITS = [f"django-{service}{kind}.service" for service in SERVICES for kind in KINDS] + TASKS
HIGHEST_EXPOSURE = 1.5


def test_nothing_has_failed_after_boot(host: ContainerHost) -> None:
    shown = host.run("systemctl", "list-units", "--failed", "--plain", "--no-legend")
    assert shown.stdout == ""


@pytest.mark.parametrize("service", SERVICES)
def test_service_is_active_and_tells_when_it_is_ready(host: ContainerHost, service: str) -> None:
    unit = f"django-{service}.service"
    assert host.properties(unit, "ActiveState", "Type") == {
        "ActiveState": "active",
        "Type": "notify-reload",
    }


@pytest.mark.parametrize("unit", UNITS)
def test_exposure_is_low(host: ContainerHost, unit: str) -> None:
    said = host.run("systemd-analyze", "security", "--no-pager", unit).stdout
    found = re.search(r"Overall exposure level for \S+: ([0-9.]+)", said)
    assert found
    assert float(found[1]) <= HIGHEST_EXPOSURE


def test_unit_files_are_sound(host: ContainerHost) -> None:
    ours = "cd /etc/systemd/system && ls -d django*.service django*.target bench-*.*"
    names = [name for name in host.run("sh", "-c", ours).stdout.split() if not name.endswith(".d")]
    done = host.run("systemd-analyze", "verify", "--man=no", *names)
    assert done.stderr == ""


def test_only_nginx_listens_on_the_network(host: ContainerHost) -> None:
    lines = host.run("ss", "--no-header", "-ltup").stdout.splitlines()
    listening = {
        (line.split()[4].rsplit(":", 1)[1], re.findall(r'\(\("([^"]+)"', line)[0]) for line in lines
    }
    numeric = host.run("ss", "--no-header", "--numeric", "-ltu").stdout.splitlines()
    ports = {int(line.split()[4].rsplit(":", 1)[1]) for line in numeric}
    assert ports == set(conditions().ports.values())
    assert {program for _, program in listening} == {"nginx"}


@pytest.mark.parametrize("service", SERVICES)
def test_service_has_no_network(host: ContainerHost, service: str) -> None:
    pid = host.properties(f"django-{service}.service", "MainPID")["MainPID"]
    devices = host.run("nsenter", f"--target={pid}", "--net", "ip", "-json", "link").stdout
    assert [device["ifname"] for device in json.loads(devices)] == ["lo"]


@pytest.mark.parametrize("service", SERVICES)
def test_memory_is_limited(host: ContainerHost, service: str) -> None:
    if "memory" not in host.run("cat", "/sys/fs/cgroup/cgroup.controllers").stdout.split():
        pytest.skip("the machine's kernel gives the container no memory controller")
    group = host.properties(f"django-{service}.service", "ControlGroup")["ControlGroup"]
    assert host.run("cat", f"/sys/fs/cgroup{group}/memory.max").stdout.strip().isdigit()


@pytest.mark.parametrize("service", SERVICES)
def test_conditions_are_the_unit_s_environment(host: ContainerHost, service: str) -> None:
    shown = host.properties(f"django-{service}.service", "Environment")["Environment"]
    wanted = {f"{name}={value}" for name, value in conditions().environment[service].items()}
    assert wanted <= set(shown.split())


@pytest.mark.parametrize("service", SERVICES)
def test_journal_of_a_start_and_some_requests_is_free_of_errors(
    host: ContainerHost, service: str
) -> None:
    unit = f"django-{service}.service"
    host.run("systemctl", "restart", unit)
    base = address(host, service)
    for path in ("/api/customers", "/api/customers?search=anna", "/api/openapi.json"):
        assert web.get(base + path).status_code == httpx.codes.OK
    host.run("journalctl", "--sync")
    invocation = host.properties(unit, "InvocationID")["InvocationID"]
    entries = host.run("journalctl", "--output=cat", f"_SYSTEMD_INVOCATION_ID={invocation}").stdout
    assert not re.findall(r"error|exception|traceback|warning", entries, re.IGNORECASE)


def test_settings_of_postgresql_are_those_of_the_conditions(host: ContainerHost) -> None:
    for name, value in conditions().postgresql.items():
        assert host.sql("postgres", f"SHOW {name}") == str(value)


def test_settings_of_redis_are_those_of_the_conditions(host: ContainerHost) -> None:
    shown = host.redis("config", "get", "maxmemory-policy").split()
    assert shown[1] == conditions().redis["maxmemory-policy"]
