"""Settings that production and development share. Variables come from conditions.toml."""

from __future__ import annotations

import os
from typing import Any

from optimized import environment
from optimized.customers.infrastructure.cache.configuration import backends
from supervision.outage import CONNECTION_OPTIONS, OUTAGE

ALLOWED_HOSTS = os.environ.get("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
DEBUG = False

OPTIMIZATIONS = environment.optimizations()
DATABASE_CONNECTIONS = environment.number("DATABASE_CONNECTIONS", 4)
DATABASE_WAITERS = environment.number("DATABASE_WAITERS", 256)
DATABASE_TIMEOUT_SECONDS = environment.number("DATABASE_TIMEOUT_SECONDS", 30)
CACHE_TTL_SECONDS = environment.number("CACHE_TTL_SECONDS", 300)
# without one, Django's cache in local memory
REDIS_URL = os.environ.get("REDIS_URL", "unix:///run/redis-django/redis.sock")

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "ninja",  # Swagger UI's files, so that the documentation needs no other host
    "ninja_extra",
    "optimized.customers.infrastructure.apps.CustomersConfig",
]
if "direct" in OPTIMIZATIONS:
    environment.require_package("direct", "optimized.fastpath")
    INSTALLED_APPS.append("optimized.fastpath")

# Hooks beside the optimizations, each with its plain counterpart `stock`: for experiments.
PLATFORM = {
    name: environment.choice(f"PLATFORM_{name.upper()}", "native", "stock")
    for name in ("middleware", "threads", "controllers", "pool")
}

_NATIVE = "optimized.platform.middleware"
_STOCK_MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
_NATIVE_MIDDLEWARE = [f"{_NATIVE}.{path.rpartition('.')[2]}" for path in _STOCK_MIDDLEWARE]

MIDDLEWARE = [
    *(_STOCK_MIDDLEWARE if PLATFORM["middleware"] == "stock" else _NATIVE_MIDDLEWARE),
    "optimized.customers.interface.middleware.ApiMiddleware",
]
if "async" not in OPTIMIZATIONS:  # else the ASGI application has its own, which holds no thread
    MIDDLEWARE.insert(0, "supervision.outage.RetryMiddleware")

ROOT_URLCONF = "optimized.urls"
ASGI_APPLICATION = "optimized.asgi.application"
WSGI_APPLICATION = "optimized.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# The default engine looks up any key that the cookie holds, and PostgreSQL takes no NUL byte.
SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"

DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        "ENGINE": "optimized.platform.postgresql",
        "HOST": os.environ.get("DATABASE_HOST", "/run/postgresql"),
        "NAME": os.environ.get("DATABASE_NAME", "optimized"),
        "USER": os.environ.get("DATABASE_USER", "django-optimized"),
        # The pool keeps connections and wants 0. Without it, under synchronous workers, an
        # experiment keeps one for each worker, as naive does.
        "CONN_MAX_AGE": environment.number("DATABASE_CONN_MAX_AGE", 0, least=0),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {**CONNECTION_OPTIONS},
    }
}
if PLATFORM["pool"] == "native" and "DATABASE_POOL" in os.environ:
    DATABASES["default"]["OPTIONS"]["pool"] = {
        "min_size": 1,
        "max_size": DATABASE_CONNECTIONS,
        # As many as threads: where there are more of these, they wait for each other.
        "timeout": 1 if PLATFORM["threads"] == "native" else 5,
        # Else it waits, after an outage, for about as long as that took.
        "reconnect_timeout": 0,
        "reconnect_failed": lambda _: OUTAGE.begin(),
    }

CACHES = backends(REDIS_URL)

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en-us"
STATIC_URL = "/static/"
STATIC_ROOT = os.environ.get("STATIC_ROOT")
APPEND_SLASH = False

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    # Each 4xx is a warning of its own otherwise.
    "loggers": {"django.request": {"level": "ERROR"}},
}
