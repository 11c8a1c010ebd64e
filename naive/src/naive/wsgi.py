"""What gunicorn serves."""

from __future__ import annotations

import os

from django.core.handlers.wsgi import WSGIRequest
from django.core.wsgi import get_wsgi_application

from supervision.metrics.routes import name_routes

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "naive.settings.production")


class Request(WSGIRequest):
    """A request in UTF-8, whatever charset its content type names.

    Django takes any codec of Python, and fails on a query that `rot13` should decode.
    """

    @property
    def encoding(self) -> str:
        return "utf-8"

    @encoding.setter
    def encoding(self, charset: str) -> None:
        pass


application = get_wsgi_application()
application.request_class = Request
name_routes(application)
