"""The record of what one has learnt, for people without a job here: only where they ask for it.

Whoever works here, or has worked here, has one by their work. Everybody else asks, can take all of it along,
and deletes it.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Employment, User
from accounts.rules import jobs_of
from assessments.ledger.domain import forgetting
from assessments.ledger.domain.evidence import AlreadyRevoked, revoke_evidence
from assessments.ledger.models import Evidence
from development.domain import shares
from development.models import OwnRecord


def has_record(person: User) -> bool:
    """By work, today's or earlier, or because they have asked for it. At most two queries, none at work."""
    if jobs_of(person):
        return True
    return asked_for_record(person) or Employment.objects.filter(user=person).exists()


def asked_for_record(person: User) -> bool:
    """They have no job here today, and have asked."""
    return not jobs_of(person) and OwnRecord.objects.filter(person=person).exists()


def ask_for_record(person: User) -> None:
    """From now on the person has a record. Asked twice it is asked once."""
    OwnRecord.objects.get_or_create(person=person, defaults={"asked_on": timezone.localdate()})


def delete_record(person: User) -> None:
    """Take back all that is proved of the person, with every word of it, end their links, and keep no record.

    The ledger's rows stand as figures that count for nothing, since each hangs on the one before it. Of
    whoever works here nothing is deleted: it is their work's as well. Twice is once.
    """
    with transaction.atomic():
        if not OwnRecord.objects.select_for_update().filter(person=person).exists() or jobs_of(person):
            return
        for row in Evidence.objects.unrevoked().filter(person=person).order_by("pk"):
            try:
                revoke_evidence(row, by=person, reason=_("You deleted your record."))
            except AlreadyRevoked:
                continue
        forgetting.forget(person)
        shares.forget(person)
        OwnRecord.objects.filter(person=person).delete()


def forget(person: User) -> int:
    """Forget that the person asked; how many rows that were. What they have shown is the ledger's."""
    gone, _by_model = OwnRecord.objects.filter(person=person).delete()
    return gone
