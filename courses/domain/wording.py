"""When one is done, in plain words: each rule as the sentence that a learner reads beforehand."""

from collections.abc import Collection, Mapping
from typing import Any

from django.utils.formats import date_format, localize
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Page

from assessments.domain.activities import ACTIVITIES
from assessments.ledger.enums import EvidenceKind
from courses.domain.ceilings import Ceilings
from courses.domain.lesson_rules import required_activities
from courses.domain.outline import CourseOutline, HowFar, ModuleNode
from courses.enums import LessonRule
from courses.models import CourseRun, LessonPage


def lesson_sentence(lesson: LessonPage, questions: Mapping[str, Any]) -> str:
    """When the lesson is done. `questions` are its activity blocks by id."""
    required = required_activities(lesson)
    number = len(required)
    graded = sum(ACTIVITIES[kind].is_graded for kind in required.values())
    if not number:
        return _("You are done when you say that you have read it.")
    if lesson.completion_rule == LessonRule.RIGHT and 0 < graded < number:
        number = graded
        sentence = ngettext(
            "You are done when you have got the question right and done the rest."
            " You may try as often as you like.",
            "You are done when you have got the %(number)d questions right and done the rest."
            " You may try as often as you like.",
            number,
        )
    elif lesson.completion_rule == LessonRule.RIGHT and graded:
        sentence = ngettext(
            "You are done when you have got the task right. You may try as often as you like.",
            "You are done when you have got the %(number)d tasks right. You may try as often as you like.",
            number,
        )
    elif number < len(questions):
        sentence = ngettext(
            "You are done when you have done the required task.",
            "You are done when you have done the %(number)d required tasks.",
            number,
        )
    else:
        sentence = ngettext(
            "You are done when you have done the task.",
            "You are done when you have done the %(number)d tasks.",
            number,
        )
    return sentence % {"number": number}


def module_sentence(module: ModuleNode) -> str:
    """When the module is done; empty while there is nothing in it."""
    number = len(module.demanded)
    some = number < len(module.lessons)
    if not module.asks_something:
        return ""
    if module.is_attended:
        return _("You are done when the teacher has marked that you were there.")
    if module.is_test_enough and module.lessons:
        return _("You are done when you have passed the test. Take the lessons that you need.")
    if module.test is None:
        sentence = (
            ngettext(
                "You are done when you have taken the required lesson.",
                "You are done when you have taken the %(number)d required lessons.",
                number,
            )
            if some
            else ngettext(
                "You are done when you have taken the lesson.",
                "You are done when you have taken the %(number)d lessons.",
                number,
            )
        )
    elif not number:
        sentence = _("You are done when you have passed the test.")
    else:
        sentence = (
            ngettext(
                "You are done when you have taken the required lesson and passed the test.",
                "You are done when you have taken the %(number)d required lessons and passed the test.",
                number,
            )
            if some
            else ngettext(
                "You are done when you have taken the lesson and passed the test.",
                "You are done when you have taken the %(number)d lessons and passed the test.",
                number,
            )
        )
    return sentence % {"number": number}


def course_sentence(outline: CourseOutline) -> str:
    """When the course is done; empty while there is nothing in it."""
    number = len(outline.demanded)
    some = number < sum(module.asks_something for module in outline.modules)
    if outline.is_test_enough and outline.modules:
        return _("You are done when you have passed the final test. Take the modules that you need.")
    if not number:
        return _("You are done when you have passed the final test.") if outline.test else ""
    if outline.test is None:
        sentence = (
            ngettext(
                "You are done when you have completed the required module.",
                "You are done when you have completed the %(number)d required modules.",
                number,
            )
            if some
            else ngettext(
                "You are done when you have completed the module.",
                "You are done when you have completed the %(number)d modules.",
                number,
            )
        )
    else:
        sentence = (
            ngettext(
                "You are done when you have completed the required module and passed the final test.",
                "You are done when you have completed the %(number)d required modules and passed the final"
                " test.",
                number,
            )
            if some
            else ngettext(
                "You are done when you have completed the module and passed the final test.",
                "You are done when you have completed the %(number)d modules and passed the final test.",
                number,
            )
        )
    return sentence % {"number": number}


def reach_sentence(ceilings: Ceilings, parts: Collection[Page]) -> str:
    """How high the course and its modules can lift somebody: who takes part, and who solves them."""
    figures = {
        "took_part": ceilings.of_kind(EvidenceKind.TOOK_PART),
        "solved": ceilings.of_kind(EvidenceKind.SOLVED),
    }
    if ceilings.can_be(EvidenceKind.SOLVED, parts):
        sentence = _(
            "Taking part can confirm up to level %(took_part)d. Solving it can confirm up to level"
            " %(solved)d: right answers or a passed test, and a note on what you have tried at work."
        )
    else:
        sentence = _("Taking part can confirm up to level %(took_part)d.")
    return sentence % figures + " " + _("What lies above must be seen in practice.")


def module_state(module: ModuleNode, *, is_enrolled: bool) -> str:
    """What stands beside the module's title: what it is, and how far one who is enrolled has come."""
    total = len(module.lessons)
    if module.completion_id:
        return _("Done")
    if module.is_attended:
        return _("In person")
    if not total:
        return _("Test") if module.test else ""
    if is_enrolled and module.how_far.needed:
        return how_far_words(module.how_far)
    return ngettext("%(total)s lesson", "%(total)s lessons", total) % {"total": localize(total)}


def reached_sentence(module: ModuleNode | None, course: CourseOutline | None) -> str:
    """What an act completed: a lesson, and with it the module and the course that are given."""
    if course is not None and course.course is not None:
        return _("You have completed the course »%(title)s«.") % {"title": course.course.title}
    if module is not None:
        return _("You have completed module %(number)s, »%(title)s«.") % {
            "number": localize(module.number),
            "title": module.page.title,
        }
    return _("You have done the lesson.")


def how_far_words(how_far: HowFar) -> str:
    """How far somebody is, of what is needed; empty where no lesson is. What is optional is told apart."""
    if not how_far.needed:
        return ""
    if how_far.optional:
        sentence = ngettext(
            "%(done)s of %(total)s lesson that is needed",
            "%(done)s of %(total)s lessons that are needed",
            how_far.needed,
        )
    else:
        sentence = ngettext("%(done)s of %(total)s lesson", "%(done)s of %(total)s lessons", how_far.needed)
    return sentence % {"done": localize(how_far.done), "total": localize(how_far.needed)}


def run_days(run: CourseRun) -> str:
    """The days of a run: one, or the first to the last."""
    first, last = date_format(run.starts_on), date_format(run.ends_on)
    return first if first == last else _("%(first)s to %(last)s") % {"first": first, "last": last}


def run_place(run: CourseRun) -> str:
    """Where a run is held, and by whom: "Elmegade 4, and online, held by SOSU Nord"."""
    parts = []
    if run.place:
        parts.append(run.place)
    if run.online_url:
        parts.append(_("and online") if run.place else _("Online"))
    if run.provider:
        parts.append(_("held by %(provider)s") % {"provider": run.provider})
    return ", ".join(parts)


def run_seats(*, seats: int, left: int, waiting: int) -> str:
    """How many seats are free, or how many wait where none is."""
    if left <= 0:
        return ngettext("Full, %(waiting)s is waiting", "Full, %(waiting)s are waiting", waiting) % {
            "waiting": localize(waiting)
        }
    return ngettext("%(left)s of %(seats)s seats is free", "%(left)s of %(seats)s seats are free", left) % {
        "left": localize(left),
        "seats": localize(seats),
    }


def say_kept(pages: Collection[Page]) -> str:
    """That these pages go on showing what two have signed, and which: a draft's title is left out."""
    number = len(pages)
    told = ngettext(
        "One lesson shows the signed version. It changes only when both have signed again.",
        "%(number)s lessons show the signed version. They change only when both have signed again.",
        number,
    ) % {"number": say_number(number)}
    titles = ", ".join(f"»{page.title}«" for page in pages if page.live)
    return f"{told} {titles}".strip()


def say_number(number: int) -> str:
    """A number that begins a sentence: in letters up to ten."""
    letters = ["", _("One"), _("Two"), _("Three"), _("Four"), _("Five"), _("Six"), _("Seven"), _("Eight")]
    letters += [_("Nine"), _("Ten")]
    return letters[number] if 0 < number < len(letters) else localize(number)
