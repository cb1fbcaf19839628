"""Pages that something rests on: they come down, and are never deleted.

What rests on a page of another room is that room's to say (`keep_pages`).
"""

from collections.abc import Callable
from functools import reduce
from operator import or_

from django.db.models import Q
from django.utils.translation import gettext as _
from wagtail.models import Page

from assessments.models import Attempt, TestSitting
from courses.models import Attendance, Completion, Enrolment, LessonProgress


def has_learners(*pages: Page) -> bool:
    """Whether anybody has begun, answered or completed something at these pages or below them.

    How many is nobody's to know who does not lead them: a number would move with each single one.
    """
    rows = [
        Enrolment.objects.filter(_at("course__path", pages)).values_list("person"),
        LessonProgress.objects.filter(_at("lesson__path", pages)).values_list("enrolment__person"),
        Completion.objects.filter(_at("page__path", pages)).values_list("person"),
        Attendance.objects.filter(_at("module__path", pages)).values_list("person"),
        Attempt.objects.filter(_at("page__path", pages)).values_list("person"),
        TestSitting.objects.filter(_at("page__path", pages)).values_list("person"),
    ]
    first, *others = (found.order_by() for found in rows)
    return first.union(*others).exists()


def _at(field: str, pages: tuple[Page, ...]) -> Q:
    return reduce(or_, (Q(**{f"{field}__startswith": page.path}) for page in pages), Q(pk__in=[]))


def _learnt_with(page: Page) -> str:
    if not has_learners(page):
        return ""
    words = _("»%(title)s« is not deleted: people have learnt with it.") % {
        "title": page.get_admin_display_title()
    }
    instead = _("Unpublish it instead: then nobody new begins, and all keep what they have done.")
    return f"{words} {instead}"


_reasons: dict[str, Callable[[Page], str]] = {"courses.learners": _learnt_with}


def keep_pages(name: str, why: Callable[[Page], str]) -> None:
    """Have pages kept: `why` says why one stays and what to do instead, or nothing. Call it in `ready()`."""
    if _reasons.setdefault(name, why) is not why:
        raise ValueError(f"Two reasons are named {name}.")


def why_not_deleted(page: Page) -> str:
    """Why the page stays, and what to do instead; nothing where it may go."""
    return next(filter(None, (why(page) for why in _reasons.values())), "")
