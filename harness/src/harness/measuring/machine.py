"""Where the host's CPU time goes, by /proc/stat (proc(5)), and how fast it is at the moment."""

from __future__ import annotations

from dataclasses import dataclass

from harness.host.systemd_host import SystemdHost
from harness.results.model import Balance

_IDLE = slice(3, 5)  # idle, iowait
_STOLEN = 7
_OF_GUESTS = 8  # guest times are contained in user times
_THROTTLED = "cat /sys/devices/system/cpu/cpu*/thermal_throttle/core_throttle_count 2>/dev/null"
_WORK = """
cut -d ' ' -f 1 /proc/uptime
awk 'BEGIN { for (i = 0; i < 25000000; i++) sum += i * i }'
cut -d ' ' -f 1 /proc/uptime
"""


@dataclass(frozen=True, slots=True)
class Ticks:
    """CPU seconds of a machine since it booted; `throttled` counts thermal throttling events."""

    idle: float
    stolen: float
    total: float
    throttled: int = 0


def parse(text: str, hertz: int) -> Ticks:
    """Read the first line of /proc/stat, and counts of throttling after it, one a line."""
    first, *throttled = text.splitlines()
    fields = [int(field) / hertz for field in first.split()[1:]][:_OF_GUESTS]
    return Ticks(
        idle=sum(fields[_IDLE]),
        stolen=fields[_STOLEN],
        total=sum(fields),
        throttled=sum(int(line) for line in throttled),
    )


def ticks(host: SystemdHost) -> Ticks:
    """Return the host's CPU time so far."""
    hertz, text = host.run(
        "sh", "-c", f"getconf CLK_TCK; head -n 1 /proc/stat; {_THROTTLED} || true"
    ).stdout.split("\n", 1)
    return parse(text, int(hertz))


def balance(before: Ticks, after: Ticks, units: float, generator: float) -> Balance:
    """Return where the CPU time between two readings went.

    `units` and `generator` are their CPU seconds on the host; what remains is foreign.
    """
    total = max(after.total - before.total, 1e-9)
    idle, stolen = after.idle - before.idle, after.stolen - before.stolen
    foreign = max(0.0, total - idle - stolen - units - generator)
    whole = units + generator + foreign + idle + stolen
    shares = (units, generator, foreign, idle, stolen)
    return Balance(
        **dict(
            zip(
                ("units", "generator", "foreign", "idle", "stolen"),
                (round(share / whole, 4) for share in shares),
                strict=True,
            )
        )
    )


def work(host: SystemdHost) -> float:
    """Return the seconds that a fixed piece of CPU work takes, about half of one."""
    before, after = map(float, host.run("sh", "-c", _WORK).stdout.split())
    return round(after - before, 2)
