"""People who go. They are emptied, never deleted: history needs somebody to point at, and nobody to name."""

import datetime as dt
import uuid
from collections.abc import Iterable
from functools import partial
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import F, Model, Q, Value
from django.db.models.functions import Concat
from django.utils import timezone
from wagtail.admin.models import EditingSession, FormState
from wagtail.models import APIToken, ModelLogEntry, PageSubscription
from wagtail.users.models import UserProfile

from accounts.domain.audit import record_action
from accounts.domain.people import see_off
from accounts.domain.reads import forget_reads
from accounts.models import NOWHERE, Employment, Leave, User, WaitingMail
from accounts.policy import SWEPT_FOR
from accounts.privacy import FORGETS

# Tables of others that hold nothing but what one person's account needs.
ACCOUNT_ROWS: tuple[type[Model], ...] = (
    EmailAddress,
    Authenticator,
    UserProfile,
    EditingSession,
    FormState,
    APIToken,
    PageSubscription,
)


def empty_person(person: User, *, by: User | None) -> dict[str, int]:
    """Make a tombstone of the person; how many rows were forgotten, by what they were.

    Name, e-mail, ways to sign in, answers and texts go; seats are given up, employments end today. What
    others or the ledger rest on stays and points at the tombstone, so that every figure of every day is as it
    was. It cannot be undone. One transaction; emptying a tombstone again only sweeps up what came in late.
    `by` None: nobody asked for it, its time had come.
    """
    with transaction.atomic():
        # Whoever writes about the person at this moment waits, or we do.
        held = User.objects.select_for_update(no_key=True).get(pk=person.pk)
        if held.is_gone:
            return _forget(held)
        names = _names_of(held)
        see_off([held], by=by or held)
        counts = _forget(held) | {"accounts.employments": _end_employments(held)}
        counts["accounts.waiting_mail"] = _drop_mail(held.email)
        counts["accounts.sessions"] = _end_sessions(held)
        _drop_picture(held)
        for model in ACCOUNT_ROWS:
            counts[model._meta.label_lower], _kinds = model._default_manager.filter(user=held).delete()
        held.groups.clear()
        held.user_permissions.clear()
        forget_name(held, names)
        _bury(held)
        record_action(
            held,
            "accounts.empty_person",
            user=by,
            data={key: count for key, count in counts.items() if count},
        )
    person.refresh_from_db()
    return counts


def empty_people(people: Iterable[User], *, by: User) -> None:
    """Empty several in one transaction: nobody of them gets a seat that another one leaves behind."""
    going = list(people)
    with transaction.atomic():
        see_off(going, by=by)
        for person in going:
            empty_person(person, by=by)


def sweep_tombstones(now: dt.datetime) -> int:
    """Forget what a request or a task wrote about somebody who was being emptied just then; how many rows."""
    swept = 0
    for person in User.objects.filter(emptied_at__gt=now - SWEPT_FOR):
        with transaction.atomic():
            swept += sum(_forget(User.objects.select_for_update(no_key=True).get(pk=person.pk)).values())
    return swept


def forget_name(person: User, names: Iterable[str]) -> None:
    """Take these names of the person out of the audit log: what was done stays, with a number for the name.

    Wagtail writes down what a thing was called when something was done to it: the person's own name, and that
    of whatever is named after them, such as an employment.
    """
    theirs: dict[type[Model], Q] = {
        User: Q(object_id=str(person.pk)),
        Leave: _rows(Leave, employment__user=person),
    }
    for relation in User._meta.related_objects:
        if relation.related_model is not None:
            about = _rows(relation.related_model, **{relation.field.name: person})
            theirs[relation.related_model] = theirs.get(relation.related_model, Q(pk__in=[])) | about
    # What is gone by now is known by how its label begins.
    begins = Q(pk__in=[])
    for name in filter(None, names):
        begins |= Q(label=name) | Q(label__startswith=f"{name},")
    for model, rows in theirs.items():
        entries = ModelLogEntry.objects.filter(
            rows | begins, content_type=ContentType.objects.get_for_model(model)
        )
        entries.update(label=Concat(Value(f"{model._meta.label} "), F("object_id")))


def _forget(person: User) -> dict[str, int]:
    counts = {name: forget(person) for name, forget in FORGETS.items()}
    return counts | {"accounts.reads": forget_reads(person)}


def _names_of(person: User) -> set[str]:
    """What the person is called, and was: the log knows each name that they had when it was written."""
    entries = ModelLogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(User), object_id=str(person.pk)
    )
    numbered = f"{User._meta.label} {person.pk}"
    return ({person.display_name} | set(entries.values_list("label", flat=True))) - {numbered}


def _rows(model: type[Model], **about: Any) -> Q:
    numbers = model._base_manager.filter(**about).values_list("pk", flat=True)
    return Q(object_id__in=[str(number) for number in numbers])


def _end_employments(person: User) -> int:
    """Today is the last day of what holds. What was to begin later says nothing of any day, and goes."""
    today = timezone.localdate()
    mine = Employment.objects.filter(user=person)
    leaves = Leave.objects.filter(employment__user=person)
    # Before their employments: a leave cannot be without one.
    leaves.filter(start__gt=today).delete()
    to_come = mine.filter(start__gt=today)
    leaves.filter(employment__in=to_come).delete()
    dropped, _kinds = to_come.delete()
    going_on = Q(end=None) | Q(end__gt=today)
    leaves.filter(going_on).update(end=today)
    return dropped + mine.filter(going_on).update(end=today)


def _drop_mail(email: str) -> int:
    """Mail to the person that waits still; from mail to several they are taken out."""
    dropped = 0
    for mail in WaitingMail.objects.select_for_update().defer("letter"):
        left = [address for address in mail.recipients if address.lower() != email]
        if len(left) == len(mail.recipients):
            continue
        dropped += 1
        if left:
            WaitingMail.objects.filter(pk=mail.pk).update(recipients=left)
        else:
            mail.delete()
    return dropped


def _end_sessions(person: User) -> int:
    """Sessions say whose they are only inside, so that each is opened."""
    theirs = [
        session.pk
        for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator()
        if session.get_decoded().get("_auth_user_id") == str(person.pk)
    ]
    ended, _kinds = Session.objects.filter(pk__in=theirs).delete()
    return ended


def _drop_picture(person: User) -> None:
    """A file cannot come back: it goes when all else has."""
    for profile in UserProfile.objects.filter(user=person).exclude(avatar=""):
        picture = profile.avatar
        transaction.on_commit(partial(picture.storage.delete, picture.name))


def _bury(person: User) -> None:
    """All that a person's own row holds of them, in one write: from here on it cannot be changed."""
    person.set_unusable_password()
    fresh = User()
    chosen = ("language", "calm_mode", "extra_time", "news_seen_at", "is_superuser")
    User.objects.filter(pk=person.pk).update(
        **{field: getattr(fresh, field) for field in chosen},
        email=f"{uuid.uuid4()}{NOWHERE}",
        display_name="",
        password=person.password,
        is_active=False,
        is_staff=False,
        last_login=None,
        emptied_at=timezone.now(),
    )
