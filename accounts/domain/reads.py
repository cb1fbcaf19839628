"""Who has seen whose data: written down without names, for the person to see."""

import datetime as dt
from collections.abc import Iterable, Mapping

from django.db.models import FilteredRelation, Q, QuerySet
from django.utils import timezone

from accounts.models import PersonalRead, User
from accounts.policy import READS_ARE_KEPT, SAME_READ

_sentences: dict[str, object] = {}


def name_read(what: str, sentence: object) -> None:
    """Say what the word means to the person who was looked at: "Saw ...". An app calls it in `ready()`.

    `what` is app.thing; `sentence` is translated when it is shown.
    """
    _sentences[what] = sentence


def sentence_of(what: str) -> str:
    """What was seen, in the reader's language."""
    return str(_sentences[what])


def known_reads() -> tuple[str, ...]:
    """Every word that a read can be recorded with."""
    return tuple(_sentences)


def record_read(person: User, reader: User, what: str) -> None:
    """Write down that `reader` has seen something about `person`; as `record_all_reads`."""
    record_reads([person.pk], reader, what)


def record_reads(people: Iterable[int], reader: User, what: str) -> None:
    """Write down that `reader` has seen something about each of these people, by their numbers."""
    record_all_reads({what: people}, reader)


def record_all_reads(people_by_what: Mapping[str, Iterable[int]], reader: User) -> None:
    """Write down what `reader` has seen about whom, of one page; two queries at most, however many they are.

    Call it for every page and file on which somebody sees what is said about other people by name. Who looks
    at themselves is left out, and so is a tombstone: there is nobody to tell. Who looks at the same thing
    again within `SAME_READ` has looked once. Raises ValueError for a word that no room has given a sentence
    for (`name_read`).
    """
    seen = {
        (person, what) for what, people in people_by_what.items() for person in people if person != reader.pk
    }
    if unnamed := {what for what in people_by_what if what not in _sentences}:
        raise ValueError(f"Nobody has said what {unnamed} means to whoever is looked at.")
    if not seen:
        return
    now = timezone.now()
    just_now = Q(reads_about__reader=reader, reads_about__read_at__gt=now - SAME_READ)
    rows = (
        User.objects.here()
        .filter(pk__in={person for person, _what in seen})
        .annotate(known=FilteredRelation("reads_about", condition=just_now))
        .values_list("pk", "known__what")
    )
    known = set(rows)
    here = {person for person, _what in known}
    hour = now.replace(minute=0, second=0, microsecond=0)
    PersonalRead.objects.bulk_create(
        [
            PersonalRead(person_id=person, reader=reader, what=what, read_at=now, hour=hour)
            for person, what in sorted(seen - known)
            if person in here
        ],
        ignore_conflicts=True,
    )


def reads_about(person: User) -> "QuerySet[PersonalRead]":
    """Who has seen what about the person, the newest first, as far back as it is kept."""
    kept = PersonalRead.objects.filter(person=person, read_at__gt=timezone.now() - READS_ARE_KEPT)
    return kept.select_related("reader")


def forget_reads(person: User) -> int:
    """Who has looked at the person is forgotten; whom the person has looked at is for those to know."""
    gone, _kinds = PersonalRead.objects.filter(person=person).delete()
    return gone


def prune_reads(now: dt.datetime) -> int:
    """Delete what is older than `READS_ARE_KEPT`; how many."""
    gone, _kinds = PersonalRead.objects.filter(read_at__lte=now - READS_ARE_KEPT).delete()
    return gone
