"""What else goes on on the machine: CPU time by /proc/stat (proc(5)), throttling by sysfs."""

from __future__ import annotations

from dataclasses import dataclass

from harness.host.base import Host

SAMPLE_SECONDS = 1
_IDLE = slice(3, 5)  # idle, iowait
_STOLEN = 7
_OF_GUESTS = 8  # guest times are contained in user times
_THROTTLED = "cat /sys/devices/system/cpu/cpu*/thermal_throttle/core_throttle_count 2>/dev/null"


@dataclass(frozen=True, slots=True)
class Ticks:
    """CPU time of a machine since it booted, in clock ticks; `throttled` counts slow-downs."""

    busy: int
    stolen: int
    total: int
    throttled: int = 0

    def busy_since(self, before: Ticks) -> float:
        """Return the share of the CPUs that were busy since `before`."""
        return (self.busy - before.busy) / max(1, self.total - before.total)

    def stolen_since(self, before: Ticks) -> float:
        """Return the share of the CPUs that the hypervisor gave to others since `before`."""
        return (self.stolen - before.stolen) / max(1, self.total - before.total)


def parse(text: str) -> Ticks:
    """Read the first line of /proc/stat, and counts of throttling after it, one a line."""
    first, *throttled = text.splitlines()
    fields = [int(field) for field in first.split()[1:]][:_OF_GUESTS]
    total = sum(fields)
    return Ticks(
        busy=total - sum(fields[_IDLE]),
        stolen=fields[_STOLEN],
        total=total,
        throttled=sum(int(line) for line in throttled),
    )


def ticks(host: Host) -> Ticks:
    """Return the host's CPU time so far."""
    return parse(host.run("sh", "-c", f"head -n 1 /proc/stat; {_THROTTLED} || true").stdout)


def foreign_load(host: Host) -> float:
    """Return the share of the host's CPUs in use while nothing of ours has work to do."""
    look = "head -n 1 /proc/stat"
    shown = host.run("sh", "-c", f"{look}; sleep {SAMPLE_SECONDS}; {look}").stdout
    before, after = (parse(line) for line in shown.splitlines())
    return after.busy_since(before)
