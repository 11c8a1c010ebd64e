"""What Linux says of a candidate's processes."""

from __future__ import annotations

from harness.host.base import Host
from harness.limits.candidates import Candidate


def status(host: Host, candidate: Candidate, field: str) -> list[int]:
    """Return the number in a field of `/proc/PID/status`, for each process of the candidate."""
    group = host.run(
        "systemctl", "show", candidate.unit, "--property=ControlGroup", "--value"
    ).stdout.strip()
    number = rf"s/^{field}:[^0-9]*\([0-9]*\).*/\1/p"
    files = f"for p in $(cat /sys/fs/cgroup{group}/cgroup.procs); do echo /proc/$p/status; done"
    script = f"sed -n '{number}' $({files})"
    return [int(line) for line in host.run("sh", "-c", script).stdout.split()]
