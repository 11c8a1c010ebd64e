"""The hook that runs in each worker."""

from __future__ import annotations

import ctypes
import os
import signal
import time

from gunicorn.arbiter import Arbiter
from gunicorn.workers.base import Worker

PR_SET_PDEATHSIG = 1  # from <linux/prctl.h>


def post_fork(_server: Arbiter, worker: Worker) -> None:
    """Tie the worker's life to its parent's, and sit out the pause of a crash loop."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # the parent's handler would only swallow it
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != worker.ppid:  # it died before the line above
        os._exit(1)
    time.sleep(max(0.0, worker.tmp.last_update() - time.monotonic()))
