"""What is to go live or come down at a moment does, after a standstill too."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import PageLogEntry, Revision

from courses.domain.runs import sign_up
from courses.domain.scheduled import publish_due
from courses.models import CoursePage, LessonPage, RunSeat
from tests.factories.courses import make_course, make_lesson, make_module, make_person
from tests.factories.runs import make_run, states

HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)

pytestmark = pytest.mark.django_db


def schedule(page, *, go_live_at=None, expire_at=None, **changes):
    for field, value in {"go_live_at": go_live_at, "expire_at": expire_at, **changes}.items():
        setattr(page, field, value)
    page.save_revision().publish()
    page.refresh_from_db()


def test_pages_go_live_and_come_down_after_a_month_without_a_tick(time_machine):
    course = make_course()
    comes = make_lesson(make_module(course))
    comes.unpublish()
    goes = make_lesson(make_module(course))
    start = timezone.now()
    schedule(comes, go_live_at=start + HOUR)
    schedule(goes, expire_at=start + DAY)
    schedule(course, go_live_at=start + HOUR, title="Nyt navn")
    call_command("tick", verbosity=0)
    assert not LessonPage.objects.get(pk=comes.pk).live
    assert LessonPage.objects.get(pk=goes.pk).live

    time_machine.move_to(start + DAY * 30)
    call_command("tick", verbosity=0)
    call_command("tick", verbosity=0)
    assert LessonPage.objects.get(pk=comes.pk).live
    gone = LessonPage.objects.get(pk=goes.pk)
    assert (gone.live, gone.expired) == (False, True)
    assert CoursePage.objects.get(pk=course.pk).title == "Nyt navn"
    actions = PageLogEntry.objects.filter(action__endswith=".scheduled").values_list("page_id", "action")
    assert sorted(actions) == sorted(
        [
            (comes.pk, "wagtail.publish.scheduled"),
            (course.pk, "wagtail.publish.scheduled"),
            (goes.pk, "wagtail.unpublish.scheduled"),
        ]
    )


@pytest.mark.parametrize(("problem", "waits"), [(ValidationError("Nej."), False), (OSError("Væk."), True)])
def test_page_that_cannot_go_live_keeps_no_other_from_it(monkeypatch, problem, waits):
    first, second = make_course(), make_course()
    now = timezone.now()
    for number, course in enumerate((first, second), start=1):
        schedule(course, go_live_at=now + number * HOUR, title="Nyt navn")
    publish = CoursePage.publish

    def refuse_the_first(self, *args, **kwargs):
        publish(self, *args, **kwargs)
        if self.pk == first.pk:
            raise problem

    monkeypatch.setattr(CoursePage, "publish", refuse_the_first)
    monkeypatch.setattr(timezone, "now", lambda: now + DAY)
    if waits:
        with pytest.raises(OSError, match="Væk"):
            publish_due(now + DAY)
    else:
        assert publish_due(now + DAY) == 1
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.title == "Nyt navn", second.title) == (False, "Nyt navn")
    assert Revision.objects.filter(approved_go_live_at__isnull=False).exists() is waits
    assert PageLogEntry.objects.filter(page=first.pk, action="courses.not_gone_live").exists() is not waits


def test_seats_that_nobody_filled_are_filled():
    run = make_run(make_course(), seats=1)
    for name in ("Anna", "Bo"):
        sign_up(make_person(display_name=name), run)
    # As a path that forgot to fill leaves it.
    RunSeat.objects.filter(person__display_name="Anna").update(state="given_up", number=None)
    call_command("tick", verbosity=0)
    call_command("tick", verbosity=0)
    assert states(run) == [("Anna", "given_up", None), ("Bo", "taken", 1)]
