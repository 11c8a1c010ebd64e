"""Terms of digits: an id, or the beginning of a national id or of a phone."""

from __future__ import annotations

from django.db.models import Q

from optimized.customers.domain.search import Term


def matches(term: Term) -> Q:
    """Return the condition of a number: PostgreSQL combines the three indexes."""
    return (
        Q(pk=int(term.text))
        | Q(national_id__startswith=term.text)
        | Q(phone__startswith=f"+{term.text}")
    )
