"""The host between measurements: one subject at a time, each from the same start."""

import shlex
import time
from pathlib import Path

import httpx

from harness.conditions import SERVICES, conditions
from harness.errors import BenchError
from harness.experiments.model import Subject
from harness.host import loading
from harness.host.environments import GUEST, REVISIONS
from harness.host.systemd_host import STACKS, SystemdHost, UnitFigures, units
from harness.measuring import databases, programs
from harness.measuring.paths import template

READY_SECONDS = 60
READY_INTERVAL = 0.05
SQL = Path(__file__).parent
DROP_INS = "/run/systemd/system"


def _drop_in(unit: str) -> str:
    return f"{DROP_INS}/{unit}.d/subject.conf"


class Stack:
    """What a round asks of `host`; a database has the name of its service."""

    def __init__(self, host: SystemdHost) -> None:
        self.host = host
        self._configured: dict[str, str] = {}  # nothing is known of an earlier command's
        self._upstream = ""  # nginx's own, once a program has taken its place

    def url(self, service: str) -> str:
        """Return the address at which nginx serves `service`."""
        return f"http://{self.host.address}:{conditions().ports[service]}"

    def token(self) -> str:
        """Return the token that writes need."""
        return self.host.run("cat", "/etc/django-bench/secrets/api_token").stdout.strip()

    def stop_stacks(self) -> None:
        """Stop both services, and their sockets, which would start them again.

        By name, not by their targets alone: systemctl waits for the units that it is told. A
        socket that is started before it was stopped keeps its queue.
        """
        for service in SERVICES:  # or a stopping worker waits for the statement it runs
            databases.terminate(self.host, service)
        # closes nginx's idle connections, for whose end stopping workers wait 5 s
        self.host.run("systemctl", "reload", "nginx.service")
        kinds = ("target", "socket", "service")
        self.host.stop(*(f"django-{service}.{kind}" for service in SERVICES for kind in kinds))

    def restart_database(self) -> None:
        """Start PostgreSQL anew: empty buffers, no connection, no plan of the one before."""
        self.host.stop(self.host.database_unit)
        self.host.start(self.host.database_unit)

    def configure(self, subject: Subject) -> None:
        """Give the subject's switches to its units. The stacks are stopped."""
        service, program = subject.service, programs.of(subject)
        if program and not self._upstream:
            self._upstream = self.host.run("cat", programs.UPSTREAM).stdout
        if self._upstream:
            programs.route(self.host, program, self._upstream)
        text = _configuration(subject)
        if self._configured.get(service) == text + subject.program:
            return
        command = programs.deploy(self.host, program) if program else ""
        for unit in _configured_units(service):
            more = command if unit == f"django-{service}.service" else ""
            self.host.write(_drop_in(unit), f"{text}{more}")
        self.host.run("systemctl", "daemon-reload")
        self.host.stop(f"django-{service}-migrate.service")
        self._configured[service] = text + subject.program

    def provide(self, subject: Subject) -> None:
        """Have the subject's customers in its service's database, with all that its units add."""
        databases.provide(self.host, subject)
        self.host.start(f"django-{subject.service}-migrate.service")

    def start(self, subject: Subject) -> None:
        """Start the stack of a subject and wait until it is ready. Raises BenchError."""
        service, path, program = subject.service, "/health/ready", programs.of(subject)
        if program and program.generator == "pgbench":
            return
        self.host.start(*units(service))
        if program and program.command:
            path = template(subject, "detail").format(id=1)
        deadline = time.monotonic() + READY_SECONDS
        with httpx.Client(trust_env=False, timeout=READY_SECONDS) as client:
            while not _is_ready(client, f"{self.url(service)}{path}"):
                if time.monotonic() > deadline:
                    raise BenchError(
                        f"{service} was not ready after {READY_SECONDS} s: `./bench logs {service}`"
                    )
                time.sleep(READY_INTERVAL)

    def figures(self, subject: Subject) -> dict[str, UnitFigures]:
        """Return the accounting of the units that take part in a subject's answers."""
        program, known = programs.of(subject), self.host.units
        taking_part = {"service": known[subject.service]}
        taking_part |= {name: known[name] for name in ("postgresql", "redis", "nginx")}
        if program and program.generator == "pgbench":
            taking_part = {"postgresql": known["postgresql"]}
        return {name: self.host.unit_figures(unit) for name, unit in taking_part.items()}

    def restore(self) -> None:
        """Leave the host with both stacks up as their units say, on a database that has it all."""
        self.host.start(self.host.database_unit)
        self.stop_stacks()
        if self._upstream:
            programs.route(self.host, None, self._upstream)
        drop_ins = [_drop_in(unit) for service in SERVICES for unit in _configured_units(service)]
        self.host.run("rm", "-f", *drop_ins)
        self.host.run("find", DROP_INS, "-mindepth", "1", "-type", "d", "-empty", "-delete")
        self.host.run("systemctl", "daemon-reload")
        self.host.stop(*(f"django-{service}-migrate.service" for service in SERVICES))
        customers = loading.customers(self.host, "optimized")
        if customers:
            whole = Subject(name="six", service="optimized", customers=customers)
            databases.provide(self.host, whole)
        self.host.start(*STACKS)
        self._configured.clear()


def _configured_units(service: str) -> list[str]:
    return [f"django-{service}{kind}.service" for kind in ("", "-load", "-migrate")]


def _configuration(subject: Subject) -> str:
    switches = {"OPTIMIZATIONS": subject.optimizations} if subject.optimizations else {}
    variables = {**subject.environment, **switches}
    lines = [f"Environment={shlex.quote(f'{k}={v}')}" for k, v in variables.items()]
    if subject.revision:
        built = f"{REVISIONS}/{subject.revision}/{subject.service}"
        lines.append(f"BindReadOnlyPaths={built}:{GUEST}/{subject.service}")
    return "\n".join(["[Service]", *lines, ""])


def _is_ready(client: httpx.Client, url: str) -> bool:
    try:
        return client.get(url).is_success
    except httpx.TransportError:
        return False
