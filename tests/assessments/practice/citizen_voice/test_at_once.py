"""Ten citizens answer at the same moment. Only PostgreSQL has the locks for it."""

import threading

import pytest
from django.db import connection

from assessments.practice.domain.citizen_questions import QUESTIONS
from assessments.practice.domain.citizen_voice import make_link, take_answers
from assessments.practice.models import CitizenAnswer, CitizenLink, CitizenVoice
from tests.factories.accounts import make_person

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_no_answer_is_lost_and_none_counts_twice():
    link = make_link(make_person())
    barrier = threading.Barrier(12)

    def answer(number: int) -> None:
        try:
            barrier.wait(30)
            word = "yes" if number % 2 else "no"
            assert take_answers(link, {question.key: word for question in QUESTIONS})
        finally:
            connection.close()

    threads = [threading.Thread(target=answer, args=[number]) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    voice = CitizenVoice.objects.get()
    counted = {"yes": 0, "no": 0} | voice.counts["hope"]
    waiting = [answer.answers["hope"] for answer in CitizenAnswer.objects.all()]
    assert (voice.answered, len(waiting)) == (10, 2)
    assert [counted[word] + waiting.count(word) for word in ("yes", "no")] == [6, 6]
    assert CitizenLink.objects.get().answers_left == 40 - 12
