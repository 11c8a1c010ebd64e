"""Invalidates the cache for every write by the ORM: the API's, the admin's and a shell's."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save

from optimized.customers.application.ports import Invalidation
from optimized.customers.infrastructure.models import City, Company, Customer
from optimized.customers.infrastructure.querysets import many_saved

UID = "customers.invalidation"


def connect(invalidation: Invalidation) -> None:
    """Call `invalidation` before and after the commit of each write; replaces an earlier one.

    Models are saved and deleted in a transaction, so these signals are sent before its commit.
    """

    def customer_changes(instance: Customer, **_: Any) -> None:
        transaction.on_commit(invalidation.customer_changes(instance.pk))

    def reference_changes(**_: Any) -> None:
        transaction.on_commit(invalidation.reference_changes())

    for signal in (post_save, post_delete):
        _replace(signal, Customer, customer_changes)
        _replace(signal, City, reference_changes)
        _replace(signal, Company, reference_changes)
    _replace(many_saved, None, reference_changes)


def _replace(signal: Any, sender: type | None, receiver: Any) -> None:
    signal.disconnect(sender=sender, dispatch_uid=UID)
    signal.connect(receiver, sender=sender, dispatch_uid=UID, weak=False)
