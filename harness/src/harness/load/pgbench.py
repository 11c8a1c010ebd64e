"""Runs pgbench on the host: a statement of the optimized service, and nothing around it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from harness.conditions import conditions
from harness.host.systemd_host import SystemdHost
from harness.load.k6 import Outcome
from harness.load.wrk import sampled

SCRIPT = "/run/django-bench/statement.sql"
PGBENCH = "/usr/lib/postgresql/17/bin/pgbench"
NAMES = 100  # in a script, which PostgreSQL parses once
_DONE = re.compile(r"transactions actually processed: (\d+)")
_FAILED = re.compile(r"failed transactions: (\d+)")


def script(sql: str, customers: int, names: Sequence[str]) -> str:
    """Return a script that runs a statement with random parameters: an id, or two names."""
    sql = sql.replace(":MI:SS", '":"MI":"SS')  # of to_char: pgbench would see variables
    if "$2" not in sql:
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
    return sampled(done + failed, {"status": failed}, output.split("\n"), seconds)
