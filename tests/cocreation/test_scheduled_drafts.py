"""A lesson that was signed for a day to come says so in the workshop, until that day."""

import datetime as dt

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse

from cocreation.domain.queries import find_drafts
from tests.factories.courses import make_lesson

pytestmark = pytest.mark.django_db


def test_lesson_signed_for_a_day_says_so_until_then(peer, module, signed_in):
    day = dt.datetime(2027, 1, 4, 7, 30, tzinfo=dt.UTC)
    module.get_parent().specific.save_revision().publish()
    lesson = make_lesson(module, "Spørg én gang til", owner=peer)
    lesson.unpublish()
    lesson.go_live_at = day
    with time_machine.travel(day - dt.timedelta(days=3)):
        lesson.save_revision().publish()
        drafts = find_drafts(peer)
        assert [draft.pk for draft in drafts.scheduled] == [lesson.pk]
        assert (drafts.writing, drafts.live) == ([], [])
        assert drafts.scheduled[0].goes_live_at == day
        page = signed_in(peer).get(reverse("cocreation:drafts")).text
        assert "Skrevet under til en bestemt dag" in page
        assert "4. januar 2027 kl. 08:30" in page.replace("08.30", "08:30")
        call_command("tick", verbosity=0)
    with time_machine.travel(day + dt.timedelta(minutes=1)):
        call_command("tick", verbosity=0)
        drafts = find_drafts(peer)
        assert (drafts.scheduled, [draft.pk for draft in drafts.live]) == ([], [lesson.pk])
