"""The WSGI application: what gunicorn's synchronous workers serve with `async` off."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application
from django.utils.module_loading import import_string

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "optimized.settings.production")

django = get_wsgi_application()
# By name, for its imports need Django set up, which the line above does.
application = import_string("optimized.composition.compose_wsgi")(django)
