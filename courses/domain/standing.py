"""Signatures on what looks the same afterwards: docs/decisions/files.md."""

from collections.abc import Iterator
from contextlib import contextmanager

from courses.models import Signature
from courses.models.shown import fingerprint


@contextmanager
def signatures_stand() -> Iterator[None]:
    """What is done inside takes nothing away that a reader meets: who has signed a page has signed it still.

    The fingerprint is of bytes, and a picture without its place is other bytes. Each signature that stood on
    what was there gets the fingerprint of what is there now; one that did not goes on not standing. Put it in
    the transaction of what is done.
    """
    standing = [
        signature
        for signature in Signature.objects.select_related("task_state__revision").order_by("pk")
        if signature.fingerprint == fingerprint(signature.task_state.revision)
    ]
    yield
    for signature in standing:
        signature.fingerprint = fingerprint(signature.task_state.revision)
    Signature.objects.bulk_update(standing, ["fingerprint"], batch_size=500)
