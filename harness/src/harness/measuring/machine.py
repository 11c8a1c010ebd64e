"""Where the host's CPU time goes, by /proc/stat (proc(5)), and how fast it is at the moment."""

from __future__ import annotations

from dataclasses import dataclass

from harness.host.systemd_host import SystemdHost
from harness.results.model import Balance

_TICKS = """
getconf CLK_TCK
head -n 1 /proc/stat
cat /sys/devices/system/cpu/cpu*/thermal_throttle/core_throttle_count 2>/dev/null || true
"""
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
    throttled: int


def ticks(host: SystemdHost) -> Ticks:
    """Return the host's CPU time so far."""
    hertz, first, *throttled = host.run("sh", "-c", _TICKS).stdout.splitlines()
    # those of guests, behind the eighth, are contained in user times
    fields = [int(field) / int(hertz) for field in first.split()[1:9]]
    idle_and_iowait, stolen = sum(fields[3:5]), fields[7]
    return Ticks(idle_and_iowait, stolen, sum(fields), sum(map(int, throttled)))


def balance(before: Ticks, after: Ticks, units: float, generator: float) -> Balance:
    """Return where the CPU time between two readings went.

    `units` and `generator` are their CPU seconds on the host; what remains is foreign.
    """
    total = max(after.total - before.total, 1e-9)
    idle, stolen = after.idle - before.idle, after.stolen - before.stolen
    used = {"units": units, "generator": generator, "idle": idle, "stolen": stolen}
    used["foreign"] = max(0.0, total - sum(used.values()))
    whole = sum(used.values())
    return Balance(**{name: round(seconds / whole, 4) for name, seconds in used.items()})


def work(host: SystemdHost) -> float:
    """Return the seconds that a fixed piece of CPU work takes, about half of one."""
    before, after = map(float, host.run("sh", "-c", _WORK).stdout.split())
    return round(after - before, 2)
