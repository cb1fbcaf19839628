"""What citizens notice: links to hand over, anonymous answers, and what they tell, five by five."""

import datetime as dt
from base64 import b32encode
from collections import Counter
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.domain.audit import record_action
from accounts.models import User
from assessments.domain.refusals import FORM_IS_BROKEN, Refusal, Refused
from assessments.practice.domain.citizen_questions import ANSWERS, QUESTIONS, Answer
from assessments.practice.models import CitizenAnswer, CitizenLink, CitizenVoice
from releases.domain.steps import Told, tell
from releases.policy import LEAST

LINK_WORKS = dt.timedelta(days=7)
# More than one meets in a week: nobody fills the figures by machine.
MOST_ANSWERS = 40
# 160 bits.
TOKEN_BYTES = 20


class AnswersRefused(Refused):
    """The form holds no answers that can be taken."""

    def __init__(self, message: str | Promise, why: Refusal = Refusal.TO_MEND) -> None:
        super().__init__(message, why)


def make_link(person: User) -> CitizenLink:
    """A new link for the person to hand over; those from before work until their week is over."""
    link = CitizenLink(person=person, until=timezone.now() + LINK_WORKS, answers_left=MOST_ANSWERS)
    link.token_hash = _hash(token_of(link))
    with transaction.atomic():
        link.save(force_insert=True)
        record_action(link, "practice.make_citizen_link", user=person)
    return link


def token_of(link: CitizenLink) -> str:
    """What stands in the link's address. No database holds it: it is made where the server's secret is."""
    digest = salted_hmac("practice.citizen_link", str(link.seed), algorithm="sha256").digest()
    return b32encode(digest[:TOKEN_BYTES]).decode().lower()


def find_link(token: str) -> CitizenLink | None:
    """The link of this token, while it takes answers."""
    return CitizenLink.objects.open(timezone.now()).filter(token_hash=_hash(token)).first()


def newest_link(person: User) -> CitizenLink | None:
    """The person's link that works longest."""
    return CitizenLink.objects.open(timezone.now()).filter(person=person).order_by("-until").first()


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def read_answers(fields: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The answers in a form, by question. Raises `AnswersRefused` for none, and for what is no answer."""
    answers = {}
    for question in QUESTIONS:
        given = fields.get(question.key, [])
        if len(given) > 1 or any(one not in ANSWERS for one in given):
            raise AnswersRefused(FORM_IS_BROKEN, Refusal.MALFORMED)
        answers[question.key] = str(given[0]) if given else Answer.SKIPPED.value
    if set(answers.values()) == {Answer.SKIPPED.value}:
        raise AnswersRefused(_("Choose one answer at least. Or say no, thank you."))
    return answers


@transaction.atomic
def take_answers(link: CitizenLink, answers: dict[str, str]) -> bool:
    """Keep a citizen's answers; False if the link has come to its end meanwhile.

    The answers do not say through which link they came, nor when but for the month. Nothing is logged. When
    five lie together they become figures, and are themselves deleted.
    """
    used = CitizenLink.objects.open(timezone.now()).filter(pk=link.pk)
    if not used.update(answers_left=F("answers_left") - 1):
        return False
    # Whoever answers about the same person at the same moment waits here.
    CitizenVoice.objects.get_or_create(person_id=link.person_id)
    voice = CitizenVoice.objects.select_for_update().get(person_id=link.person_id)
    month = timezone.localdate().replace(day=1)
    CitizenAnswer.objects.create(person_id=link.person_id, month=month, answers=answers)
    waiting = list(CitizenAnswer.objects.filter(person=link.person_id))
    if len(waiting) >= LEAST:
        _add_up(voice, waiting)
        CitizenAnswer.objects.filter(pk__in=[one.pk for one in waiting]).delete()
    return True


def _add_up(voice: CitizenVoice, waiting: list[CitizenAnswer]) -> None:
    months = [one.month for one in waiting]
    voice.answered += len(waiting)
    voice.first_month = min([*months, *filter(None, [voice.first_month])])
    voice.last_month = max(months)
    for question in QUESTIONS:
        key = question.key
        counts = Counter(voice.counts.get(key, {}))
        counts.update(one.answers.get(key, Answer.SKIPPED.value) for one in waiting)
        before = voice.told_exactly.get(key)
        told = tell(counts, Told(sum(before.values()), before) if before else None)
        voice.counts[key], voice.told[key] = dict(counts), told.as_json()
        if told.is_exact:
            voice.told_exactly[key] = dict(counts)
    voice.save()


def forget(person: User) -> int:
    """Delete the person's links and all that citizens have said of the cooperation; how many rows went."""
    about: list[Any] = [CitizenLink, CitizenAnswer, CitizenVoice]
    with transaction.atomic():
        return sum(model.objects.filter(person=person).delete()[0] for model in about)


@transaction.atomic
def delete_answers(person: User) -> None:
    """Delete what citizens have said, at the person's own wish. Links that were handed over work on."""
    CitizenVoice.objects.select_for_update().filter(person=person).first()
    CitizenAnswer.objects.filter(person=person).delete()
    CitizenVoice.objects.filter(person=person).delete()
    record_action(person, "practice.delete_citizen_answers", user=person)
