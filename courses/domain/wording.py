"""When one is done, in plain words: each rule as the sentence that a learner reads beforehand."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.domain.lesson_rules import required_activities
from courses.domain.outline import CourseOutline, ModuleNode
from courses.enums import LessonRule
from courses.models import LessonPage


def lesson_sentence(lesson: LessonPage, questions: Mapping[str, Any]) -> str:
    """When the lesson is done. `questions` are its activity blocks by id."""
    number = len(required_activities(lesson))
    if not number:
        return _("You are done when you say that you have read it.")
    if lesson.completion_rule == LessonRule.RIGHT:
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
