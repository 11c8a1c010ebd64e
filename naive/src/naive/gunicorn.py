"""gunicorn's configuration (`--config python:naive.gunicorn`); WEB_CONCURRENCY sets the workers.

Only what differs from gunicorn's defaults, among them synchronous workers.
"""

# PostgreSQL gives up first, so that a slow search ends as an answer (503) and
# not as a killed worker. Set here, and so not for management commands.
raw_env = ["PGOPTIONS=-c statement_timeout=30s"]
# A list takes two statements: its count and its page. A worker that is told to
# stop has as long for the request it is in.
timeout = graceful_timeout = 65
# The default, 4094, is less than eight search terms of 100 characters, percent-encoded.
limit_request_line = 8190
# systemd controls the service, and a hardened unit has no home to put the socket in.
control_socket_disable = True
# By default it takes a header named SCRIPT_NAME or PATH_INFO for its own variable.
forwarder_headers = ""
