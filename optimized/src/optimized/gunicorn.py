"""gunicorn's configuration (`--config python:optimized.gunicorn`).

WEB_CONCURRENCY sets the workers. An experiment varies anything here by gunicorn's own
GUNICORN_CMD_ARGS.
"""

from supervision import *  # noqa: F403 - gunicorn takes its settings from this module's names

wsgi_app = "optimized.asgi:application"
worker_class = "optimized.platform.worker.UvicornWorker"
# Memory that workers share, like the circuit of the cache, is made before they are forked.
preload_app = True
# Seconds in which the event loop sends no heartbeat. A slow request does not block it.
timeout = 15
# The worker drains its connections for 20 s of these.
graceful_timeout = 25
