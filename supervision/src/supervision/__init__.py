"""gunicorn's configuration as far as both services share it: settings and server hooks.

systemd hears READY=1 once every worker serves (gunicorn says so before it has forked one), and
WATCHDOG=1 while the parent runs. A worker that keeps dying is replaced after a growing pause, and
none outlives its parent.
"""

from __future__ import annotations

from supervision.parent import Parent
from supervision.worker import post_fork

__all__ = [
    "child_exit",
    "control_socket_disable",
    "forwarder_headers",
    "keepalive",
    "limit_request_line",
    "on_reload",
    "on_starting",
    "post_fork",
    "post_worker_init",
    "pre_fork",
    "when_ready",
    "worker_tmp_dir",
]

# The default, 4094, is less than eight search terms of 100 characters, percent-encoded.
limit_request_line = 8190
# By default it takes a header named SCRIPT_NAME or PATH_INFO for its own variable.
forwarder_headers = ""
# nginx closes an idle connection first (keepalive_timeout in nginx/keepalive.conf), so that no
# request is sent into a closed one. Synchronous workers close after each answer.
keepalive = 15
# Heartbeats must not wait for a disk.
worker_tmp_dir = "/dev/shm"  # noqa: S108 - gunicorn's file there has no name
# systemd controls the service, and a hardened unit has no home to put the socket in.
control_socket_disable = True

_parent = Parent()
on_starting = _parent.on_starting
when_ready = _parent.when_ready
on_reload = _parent.on_reload
pre_fork = _parent.pre_fork
post_worker_init = _parent.post_worker_init
child_exit = _parent.child_exit
