"""What many have said: polls as they stand by now, and what citizens notice about the cooperation."""

import datetime as dt
from collections.abc import Sequence

from accounts.models import Employment, User
from assessments.domain.activities.poll import make_step
from assessments.models import Attempt
from assessments.practice.domain.citizen_questions import QUESTIONS
from assessments.practice.domain.citizen_voice import make_link, take_answers
from releases.policy import LEAST

# How many in the assistant's unit hand slips to citizens too: enough to be told of together.
COLLEAGUES = 5
# Question by question, as each citizen answered.
SAID = [
    ("yes", "yes", "little", "yes"),
    ("yes", "little", "no", "yes"),
    ("little", "yes", "yes", "no"),
    ("yes", "no", "little", "little"),
    ("no", "yes", "no", "yes"),
    ("yes", "yes", "yes", "skipped"),
    ("yes", "little", "no", "yes"),
]


def build_poll_steps() -> None:
    """Attempts are written in bulk here: what each poll tells by now is made afterwards."""
    polls = Attempt.objects.filter(activity="poll", page__isnull=False).order_by()
    for page, block_id in polls.values_list("page_id", "block_id").distinct():
        make_step(page, block_id)


def build_citizen_voices(today: dt.date, person: User) -> None:
    """A slip that works for a week; seven have answered, so five are told. Some colleagues have five each."""
    _answer(person, SAID)
    unit = person.employments.get().workplace
    jobs = Employment.objects.present(today).filter(workplace=unit, is_manager=False).exclude(user=person)
    for number, job in enumerate(jobs.order_by("pk").select_related("user")[:COLLEAGUES]):
        _answer(job.user, [SAID[(number + at) % len(SAID)] for at in range(LEAST)])


def _answer(person: User, answers: Sequence[tuple[str, ...]]) -> None:
    link = make_link(person)
    for said in answers:
        take_answers(link, {question.key: word for question, word in zip(QUESTIONS, said, strict=True)})
