"""gunicorn's configuration (`--config python:naive.gunicorn`); WEB_CONCURRENCY sets the workers.

Only what differs from gunicorn's defaults, among them synchronous workers.
"""

from supervision import *  # noqa: F403 - gunicorn takes its settings from this module's names

wsgi_app = "naive.wsgi:application"
# PostgreSQL gives up first, so that a slow search ends as an answer (503) and
# not as a killed worker. Set here, and so not for management commands.
raw_env = ["PGOPTIONS=-c statement_timeout=30s"]
# A list takes two statements: its count and its page. A worker that is told to
# stop has as long for the request it is in.
timeout = graceful_timeout = 65
