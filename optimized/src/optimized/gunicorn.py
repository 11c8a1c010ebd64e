"""gunicorn's configuration (`--config python:optimized.gunicorn`).

The optimization `async` chooses application and workers; WEB_CONCURRENCY sets how many. An
experiment varies anything here by gunicorn's own GUNICORN_CMD_ARGS.
"""

from optimized import environment
from supervision import *  # noqa: F403 - gunicorn takes its settings from this module's names

_statement_seconds = environment.number("DATABASE_TIMEOUT_SECONDS", 30)

# Of requests only: management commands may take longer, and one connection is enough for them.
raw_env = [
    f"PGOPTIONS=-c statement_timeout={_statement_seconds}s -c lock_timeout=5s",
    "DATABASE_POOL=yes",
]
# Memory that workers share, like the circuit of the cache, is made before they are forked.
preload_app = True

if "async" in environment.optimizations():
    wsgi_app = "optimized.asgi:application"
    worker_class = "optimized.platform.worker.UvicornWorker"
    # Seconds in which the event loop sends no heartbeat. A slow request does not block it.
    timeout = 15
    # The worker drains its connections for 20 s of these.
    graceful_timeout = 25
else:
    wsgi_app = "optimized.wsgi:application"
    # As for the naive service: a request blocks its worker, for two statements at most.
    timeout = graceful_timeout = 2 * _statement_seconds + 5
