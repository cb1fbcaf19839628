import datetime as dt

import pytest
from django.utils import timezone

from accounts.models import User
from assessments.ledger.domain.auditing import audit_person
from assessments.ledger.domain.correcting import correct_evidence
from assessments.ledger.domain.forgetting import forget
from assessments.ledger.models import Evidence, Reminder, Standing
from tests.factories.ledger import show

pytestmark = pytest.mark.django_db


def test_who_goes_leaves_figures_and_no_words(person, competences):
    other = User.objects.create_user("b@example.org", display_name="B")
    theirs = show(other, competences[0], 2, title="Kursus")
    row = show(person, competences[0], 3, title="Set hos Bo Ærø")
    correct_evidence(row, level=2, valid_until=None, by=other, reason="Bo så det ikke selv")
    for somebody in (person, other):
        Reminder.objects.create(
            person=somebody,
            competence=competences[0],
            runs_out_on=dt.date(2026, 3, 1),
            step=30,
            sent_at=timezone.now(),
        )
    assert forget(person) == 1 + 3
    assert set(Evidence.objects.filter(person=person).values_list("title", "reason")) == {("", "")}
    assert Standing.objects.get(person=person).level == 2
    assert audit_person(person.pk) == []
    assert forget(person) == 0
    theirs.refresh_from_db()
    assert (theirs.title, Reminder.objects.count()) == ("Kursus", 1)
