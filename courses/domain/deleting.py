"""Pages that people have learnt with: they come down, and are never deleted."""

from functools import reduce
from operator import or_

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Page

from assessments.models import Attempt, TestSitting
from courses.models import Attendance, Completion, Enrolment, LessonProgress


def count_learners(*pages: Page) -> int:
    """How many people have begun, answered or completed something at these pages or below them."""
    rows = [
        Enrolment.objects.filter(_at("course__path", pages)).values_list("person"),
        LessonProgress.objects.filter(_at("lesson__path", pages)).values_list("enrolment__person"),
        Completion.objects.filter(_at("page__path", pages)).values_list("person"),
        Attendance.objects.filter(_at("module__path", pages)).values_list("person"),
        Attempt.objects.filter(_at("page__path", pages)).values_list("person"),
        TestSitting.objects.filter(_at("page__path", pages)).values_list("person"),
    ]
    first, *others = (found.order_by() for found in rows)
    return first.union(*others).count()


def _at(field: str, pages: tuple[Page, ...]) -> Q:
    return reduce(or_, (Q(**{f"{field}__startswith": page.path}) for page in pages), Q(pk__in=[]))


def why_not_deleted(title: str, learners: int) -> str:
    """Why the page stays, and what to do instead."""
    words = ngettext(
        "»%(title)s« is not deleted: %(number)d person has learnt with it.",
        "»%(title)s« is not deleted: %(number)d people have learnt with it.",
        learners,
    ) % {"title": title, "number": learners}
    instead = _("Unpublish it instead: then nobody new begins, and all keep what they have done.")
    return f"{words} {instead}"
