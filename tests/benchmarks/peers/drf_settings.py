"""The naive service's settings, tuned as far as Django REST framework goes (with_drf.py)."""

from naive.settings.production import *

INSTALLED_APPS = [*INSTALLED_APPS, "django.contrib.postgres"]
ROOT_URLCONF = "with_drf"
