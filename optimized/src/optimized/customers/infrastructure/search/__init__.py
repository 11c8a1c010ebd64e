"""Search: by words with `fts` on, by substrings without."""

from __future__ import annotations

from django.conf import settings

from optimized.customers.infrastructure.search import fulltext, substring

backend = fulltext if "fts" in settings.OPTIMIZATIONS else substring
