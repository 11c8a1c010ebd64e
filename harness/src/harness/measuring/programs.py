"""Programs that the optimized service's unit runs in its place, and nginx's upstream for them."""

from harness.conditions import REPOSITORY, Program, conditions
from harness.experiments.model import Subject
from harness.host import k6
from harness.host.environments import GUEST
from harness.host.paths import CACHE
from harness.host.systemd_host import SystemdHost

SOURCES = tuple(REPOSITORY / f"tests/benchmarks/{name}" for name in ("peers", "bare"))
FILES = "/run/django-bench/programs"
STATEMENTS = f"{FILES}/statements.json"
PLACES = {"files": FILES, "python": f"{GUEST}/rivals/bin", "naive": f"{GUEST}/naive/bin"}
UPSTREAM = "/etc/nginx/django-bench/optimized/upstream.conf"
ADDRESS = (
    "upstream optimized {{ server {address}; include /etc/nginx/django-bench/keepalive.conf; }}\n"
)


def of(subject: Subject) -> Program | None:
    """Return the program that is measured as a subject."""
    return conditions().programs[subject.program] if subject.program else None


def deploy(host: SystemdHost, program: Program) -> str:
    """Copy the programs to the host; return what makes a unit run one of them."""
    for file in (each for source in SOURCES for each in source.iterdir() if each.is_file()):
        host.copy(file, f"{FILES}/{file.name}")
    if program.command.startswith("{files}/go "):
        host.copy(k6.build(SOURCES[0], CACHE / "peers/go"), f"{FILES}/go", mode="755")
    host.write(STATEMENTS, _compiled_statements(host))
    if not program.command:
        return ""
    variables = {
        "DATABASE_HOST": "/run/postgresql",
        "DATABASE_NAME": "optimized",
        "DATABASE_USER": "django-optimized",
        "REDIS_URL": "unix:///run/redis-django/redis.sock",
        "BARE_STATEMENTS": STATEMENTS,
        "PYTHONPATH": FILES,
        "HOME": "/tmp",  # noqa: S108 - the unit's own
    }
    lines = [f"Environment={name}={value}" for name, value in variables.items()]
    lines += ["Type=exec", "WatchdogSec=0", "ExecReload=", "ExecStart="]
    lines.append(f"ExecStart={program.command.format_map(PLACES)}")
    if program.address:  # it takes no socket of systemd
        lines += ["PrivateNetwork=no", "IPAddressAllow=localhost"]
        lines.append("RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6")
    return "\n".join(lines) + "\n"


def _compiled_statements(host: SystemdHost) -> str:
    """Return the fast path's statements by name as JSON, as the optimized service compiles them."""
    service = conditions().environment["optimized"]
    variables = {
        **{name: str(value) for name, value in service.items()},
        "DJANGO_SETTINGS_MODULE": "optimized.settings.production",
        "OPTIMIZATIONS": "all",
        "CREDENTIALS_DIRECTORY": "/etc/django-bench/secrets",
    }
    given = [f"{name}={value}" for name, value in variables.items()]
    command = (f"{GUEST}/optimized/bin/python", f"{FILES}/statements.py")
    return host.run("env", *given, *command).stdout


def route(host: SystemdHost, program: Program | None, original: str) -> None:
    """Have nginx pass requests to the program, or to the unit's socket; `original` does that."""
    text = ADDRESS.format(address=program.address) if program and program.address else original
    if program and program.nginx:
        text += f"{program.nginx}\n"
    if host.run("cat", UPSTREAM).stdout != text:
        host.write(UPSTREAM, text)
        host.run("systemctl", "reload", "nginx.service")
