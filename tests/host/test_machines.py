"""The roles on three machines: k6; nginx and both services; PostgreSQL and Redis."""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from harness.conditions import REPOSITORY, SERVICES, conditions
from harness.host import container, k6, layer, loading
from harness.host.container import ContainerHost
from harness.host.lock import exclusive
from harness.host.systemd_host import STACKS
from harness.load.k6 import SCRIPTS, Scenario, Target, variables
from tests.host.machines import UNITS, Machine, network
from tests.support.waiting import until

pytestmark = [pytest.mark.host, pytest.mark.slow, pytest.mark.timeout(900)]

CUSTOMERS = 2_000
SECONDS = 120
DATABASE, SERVING, LOADING = "198.18.1.1", "198.18.1.2", "198.18.1.3"
POSTGRESQL, REDIS, NGINX = (
    "postgresql@17-main.service",
    "redis-server@django.service",
    "nginx.service",
)
SECRETS = "/etc/django-bench/secrets"
HBA = f"""local all all peer
hostssl naive,optimized django-naive,django-optimized {SERVING}/32 scram-sha-256
"""
# As nix/modules/services.nix has it where PostgreSQL and Redis are on another host.
REMOTE = f"""[Service]
Environment=DATABASE_HOST={DATABASE} REDIS_URL=redis://{DATABASE}:6379
Environment=ALLOWED_HOSTS={SERVING}
LoadCredential=database_password:{SECRETS}/database_password
LoadCredential=redis_password:{SECRETS}/redis_password
PrivateNetwork=no
IPAddressDeny=
RestrictAddressFamilies=AF_INET AF_INET6
"""
SUMMARY = "/run/summary.json"
ASK = """
import sys, urllib.error, urllib.request
for url in sys.argv[1:]:
    try:
        print(urllib.request.urlopen(url, timeout=100).status)
    except urllib.error.HTTPError as error:
        print(error.status)
"""


@dataclass(slots=True)
class Trio:
    """The three hosts, and the machine of the database, which can be killed."""

    machine: Machine
    database: ContainerHost
    services: ContainerHost
    generator: ContainerHost

    def statuses(self, path: str) -> list[int]:
        """Return what both services answer to the load generator's machine."""
        urls = [f"{base(service)}{path}" for service in SERVICES]
        said = self.generator.run("python3", "-c", ASK, *urls, timeout=300).stdout
        return [int(line) for line in said.split()]

    def token(self) -> str:
        """Return the API token."""
        return self.services.run("cat", f"{SECRETS}/api_token").stdout.strip()


def base(service: str) -> str:
    """Return the address of a service."""
    return f"http://{SERVING}:{conditions().ports[service]}"


def configure(machines: list[Machine], passwords: dict[str, str]) -> None:
    """Give each machine its role."""
    database, services, generator = machines
    for machine in machines:
        layer.write_layer(machine.layer)
    settings = database.layer / "etc/redis/redis-django.conf"
    remote = f"bind {DATABASE}\nport 6379\nrequirepass {passwords['redis_password']}\n"
    database.configure(
        {
            "etc/postgresql/17/main/conf.d/network.conf": "listen_addresses = '*'\n",
            "etc/postgresql/17/main/pg_hba.conf": HBA,
            "etc/redis/redis-django.conf": settings.read_text() + remote,
            "etc/sysctl.d/bind.conf": "net.ipv4.ip_nonlocal_bind = 1\n",
        },
        without=(NGINX,),
    )
    units = [f"django-{service}{dash}.service.d" for service in SERVICES for dash in ("", "-")]
    services.configure(
        {f"{UNITS}/{unit}/remote.conf": REMOTE for unit in units}
        | {f"{SECRETS[1:]}/{name}": password for name, password in passwords.items()},
        without=(POSTGRESQL, REDIS),
    )
    generator.configure({}, without=(POSTGRESQL, REDIS, NGINX))
    shutil.copytree(SCRIPTS, generator.layer / "opt/k6")
    shutil.copy(k6.program(), generator.layer / "usr/local/bin/k6")


def set_passwords(database: ContainerHost, password: str) -> None:
    """Create roles and databases, and give the roles a password, by the files of both hosts."""
    database.sql("postgres", (REPOSITORY / "harness/src/harness/host/databases.sql").read_text())
    new = ("install", "-D", "--mode=0400", "--owner=postgres", "/dev/stdin")
    database.run(*new, "/run/keys/database_password", stdin=password)
    psql = ("runuser", "-u", "postgres", "--", "env", "CREDENTIALS_DIRECTORY=/run/keys", "psql")
    statements = (REPOSITORY / "nix/modules/passwords.sql").read_text()
    database.run(*psql, "-XAtq", stdin=statements)


@pytest.fixture(scope="module")
def trio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trio]:
    """Three machines that serve CUSTOMERS customers."""
    if os.geteuid() != 0:
        pytest.skip("the container host needs root")
    directory = tmp_path_factory.mktemp("machines")
    addresses = {"bench-db": DATABASE, "bench-web": SERVING, "bench-k6": LOADING}
    passwords = {name: secrets.token_urlsafe() for name in ("database_password", "redis_password")}
    with exclusive(), network():
        layers = list(container.prepare())
        machines = [Machine(name, at, directory / name, layers) for name, at in addresses.items()]
        try:
            configure(machines, passwords)
            database, services, generator = (machine.boot() for machine in machines)
            set_passwords(database, passwords["database_password"])
            for service in SERVICES:
                loading.load(services, service, CUSTOMERS)
            services.start(*STACKS)
            yield Trio(machines[0], database, services, generator)
        finally:
            for machine in machines:
                machine.kill()


@pytest.mark.parametrize("script", ["browse", "crud"])
@pytest.mark.parametrize("service", SERVICES)
def test_load_of_a_third_machine_is_answered(trio: Trio, service: str, script: str) -> None:
    scenario = Scenario(script, "closed", users=4, seconds=3)
    given = variables(scenario, Target(base(service), trio.token(), CUSTOMERS), timeout=60)
    environment = [f"{name}={value}" for name, value in given.items()]
    environment += ["K6_NO_USAGE_REPORT=true", "K6_AUTO_EXTENSION_RESOLUTION=false"]
    options = ["--quiet", "--no-thresholds", "--address=", f"--summary-export={SUMMARY}"]
    trio.generator.run("env", *environment, "k6", "run", *options, f"/opt/k6/{script}.js")
    metrics = json.loads(trio.generator.run("cat", SUMMARY).stdout)["metrics"]
    assert metrics["http_reqs"]["count"] > 0
    assert metrics["http_req_failed"]["value"] == 0
    assert metrics["checks"]["fails"] == 0


def test_services_connect_by_tls_and_password(trio: Trio) -> None:
    remote = "FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE client_addr IS NOT NULL"
    assert trio.database.sql("postgres", f"SELECT DISTINCT ssl, client_addr {remote}") == (
        f"t|{SERVING}"
    )
    refused = trio.database.run("redis-cli", "-h", DATABASE, "ping", check=False).stdout
    assert "NOAUTH" in refused


def test_host_of_the_database_is_killed_and_comes_back(trio: Trio) -> None:
    units = [f"django-{service}.service" for service in SERVICES]
    before = [trio.services.properties(unit, "MainPID") for unit in units]
    rows = [loading.customers(trio.database, service) for service in SERVICES]
    trio.machine.kill()
    away = trio.statuses("/api/customers?page_size=7")
    alive = trio.statuses("/health/live")
    trio.database = trio.machine.boot()
    until(lambda: trio.statuses("/health/ready") == [200, 200], SECONDS)
    assert (away, alive) == ([503, 503], [200, 200])
    assert trio.statuses("/api/customers?page_size=7") == [200, 200]
    assert [loading.customers(trio.database, service) for service in SERVICES] == rows
    assert [trio.services.properties(unit, "MainPID") for unit in units] == before
