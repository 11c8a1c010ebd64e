"""Tells the cache of every write by the ORM: the API's, the admin's and a shell's."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save

from optimized.customers.application.ports import Invalidation
from optimized.customers.infrastructure.models import City, Company, Customer

UID = "customers.invalidation"


def connect(invalidation: Invalidation) -> None:
    """Tell `invalidation`, in place of any before it, once a write is committed."""

    def customer_changed(instance: Customer, **_: Any) -> None:
        transaction.on_commit(partial(invalidation.customer_changed, instance.pk))

    def reference_changed(**_: Any) -> None:
        transaction.on_commit(invalidation.reference_changed)

    for signal in (post_save, post_delete):
        _replace(signal, Customer, customer_changed)
        _replace(signal, City, reference_changed)
        _replace(signal, Company, reference_changed)


def _replace(signal: Any, sender: type, receiver: Any) -> None:
    signal.disconnect(sender=sender, dispatch_uid=UID)
    signal.connect(receiver, sender=sender, dispatch_uid=UID, weak=False)
