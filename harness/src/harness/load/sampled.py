"""Generators on the host itself: wrk asks for paths in turn, pgbench runs a statement alone."""

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from harness.conditions import conditions
from harness.host.systemd_host import SystemdHost
from harness.load.k6 import Outcome
from harness.load.series import Second, Series

PATHS = Path(__file__).with_name("paths.lua")
DIRECTORY = "/run/django-bench/wrk"
SCRIPT = "/run/django-bench/statement.sql"
PGBENCH = "/usr/lib/postgresql/17/bin/pgbench"
NAMES = 100  # in a script, which PostgreSQL parses once
_DONE = re.compile(r"transactions actually processed: (\d+)")
_FAILED = re.compile(r"failed transactions: (\d+)")
_TIMES = re.compile(r"(\d+)m([\d.]+)s")


def run_wrk(
    host: SystemdHost, url: str, paths: Sequence[str], seconds: float, start: float
) -> Outcome:
    """Ask for `paths`, from the share `start` of them on: wrk gives totals. Raises CommandError."""
    host.copy(PATHS, f"{DIRECTORY}/paths.lua")
    host.write(f"{DIRECTORY}/paths", "".join(f"{path}\n" for path in paths))
    known = conditions().generator
    command = (
        f"wrk --threads=1 --connections={known.connections} --duration={seconds:g}s"
        f" --timeout={known.timeout:g}s --script={DIRECTORY}/paths.lua {url}"
        f" -- {DIRECTORY}/paths {start}; times"
    )
    output = host.run("sh", "-c", command, timeout=seconds + 2 * known.timeout).stdout.split("\n")
    (line,) = (json.loads(each) for each in output if each.startswith("{"))
    failures = {"status": line["statuses"], "timeout": line["broken"]}
    return _outcome(line["requests"] + line["broken"], failures, output, line["seconds"])


def _outcome(
    requests: int, failures: Mapping[str, int], output: Sequence[str], seconds: float
) -> Outcome:
    """Return the outcome of a generator that gives totals, and then what `times` printed."""
    user, system = (60 * int(m) + float(s) for m, s in _TIMES.findall(output[-2]))
    series = Series()
    series.requests = series.iterations = requests
    series.failures.update({kind: count for kind, count in failures.items() if count})
    series.seconds[0] = Second(series.requests, series.failures.total())
    return Outcome(series, {"metrics": {}}, user + system, seconds, checked="sample")


def script(sql: str, customers: int, names: Sequence[str]) -> str:
    """Return a script that runs a statement with random parameters: an id, or two names."""
    sql = sql.replace(":MI:SS", '":"MI":"SS')  # of to_char: pgbench would see variables
    if "$2" not in sql:
        sql = sql.replace("ANY($1)", "ANY(ARRAY[$1::bigint])")  # of a single row
        return f"\\set id random(1, {customers - 20})\n{sql.replace('$1', ':id')};\n"
    for number, words in enumerate(zip(*(name.split()[:2] for name in names[:NAMES]), strict=True)):
        listed = ",".join(f"$${word}$$" for word in words)
        sql = sql.replace(f"${number + 1}", f"((ARRAY[{listed}])[:n])")
    return f"\\set n random(1, {min(NAMES, len(names))})\n{sql};\n"


def run_pgbench(host: SystemdHost, database: str, statement: str, seconds: float) -> Outcome:
    """Run a script on as many connections as the service has. Raises CommandError."""
    service = conditions().environment["optimized"]
    connections = int(service["WEB_CONCURRENCY"]) * int(service["DATABASE_CONNECTIONS"])
    # as the service has it: planned once, but for searches, whose plan is that of their words
    plan = "force_custom_plan" if "ARRAY" in statement else "force_generic_plan"
    host.write(SCRIPT, statement)
    command = (
        f"PGOPTIONS='-c plan_cache_mode={plan}' runuser -u postgres -- {PGBENCH}"
        " --no-vacuum --protocol=prepared"
        f" --client={connections} --jobs=1 --time={max(1, round(seconds))} --file={SCRIPT}"
        f" {database}; times"
    )
    output = host.run("sh", "-c", command, timeout=seconds + 60).stdout
    done, failed = (sum(map(int, each.findall(output))) for each in (_DONE, _FAILED))
    return _outcome(done + failed, {"status": failed}, output.split("\n"), seconds)
