"""The project around with_bolt.py: settings and command line."""

from __future__ import annotations

from django.conf import settings
from django.core.management import execute_from_command_line

urlpatterns: list[object] = []  # django-bolt serves what the API has, and nothing else

if __name__ == "__main__":
    settings.configure(
        ALLOWED_HOSTS=["127.0.0.1"],
        BOLT_API=["with_bolt:api"],
        INSTALLED_APPS=["django_bolt"],
        ROOT_URLCONF="manage",
        SECRET_KEY="it keeps none",
        USE_TZ=True,
    )
    execute_from_command_line()
