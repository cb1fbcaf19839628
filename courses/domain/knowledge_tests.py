"""The knowledge test of a module or a course: who may sit it, and what passing it completes."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.models import Page

from accounts.domain.audit import one_act
from accounts.models import User
from assessments.domain.activities import Filled
from assessments.domain.sittings import (
    GRACE,
    NotSitting,
    Rule,
    TestClosed,
    Tries,
    hand_in,
    is_over,
    keep_answer,
    keep_begun,
    lock_open_sitting,
    overdue_sittings,
    read_tries,
    start_sitting,
)
from assessments.ledger.basis import of_passed_test
from assessments.ledger.domain.evidence import Event, record_evidence
from assessments.ledger.enums import EvidenceKind
from assessments.models import TestSitting
from courses.domain.completions import settle
from courses.domain.enrolment import Locked, NotEnrolled, lock_enrolment, take_up
from courses.domain.outline import CourseOutline, TestNode
from courses.domain.queries import outcomes_of, read_outline, sitting_origin
from courses.models import CoursePage, Enrolment, TestPage

TAKE_MODULES_FIRST = gettext_lazy("The final test opens when you have completed the modules.")


class TimeIsUp(Exception):
    """The answer came after the time; what was saved before has been handed in."""


@dataclass(frozen=True)
class TestDesk:
    """Everything that a test's page knows of one person: the course, the rule, the tries.

    `node` is None where the test was taken down: whoever has sat it goes on, and nothing new begins.
    """

    __test__ = False  # pytest: not a test case

    outline: CourseOutline
    node: TestNode | None
    tries: Tries

    @property
    def is_final(self) -> bool:
        return self.node is not None and self.node is self.outline.test

    @property
    def is_waiting(self) -> bool:
        """The final test stays closed until the modules that count are completed."""
        return self.is_final and not self.outline.is_ready_for_test


def course_path_of(page: TestPage) -> str:
    """The tree path of the course that the test belongs to; empty where there is none."""
    above = [page.part_path, page.part_path[: -page.steplen]]
    return CoursePage.objects.filter(path__in=above).values_list("path", flat=True).first() or ""


def rule_for(page: TestPage, extra_time: int = 0) -> Rule:
    """The test's rule as it stands now, with a person's own extra time in per cent."""
    return Rule(
        draws=page.draws,
        pass_mark=page.pass_mark,
        tries=page.tries,
        pause_hours=page.pause_hours,
        time_limit=page.time_limit,
        extra_time=extra_time,
    )


def read_desk(page: TestPage, person: User, outline: CourseOutline) -> TestDesk | None:
    """What the test's page shows to somebody who is enrolled.

    None where the test is not live, or its part is not, and the person has not sat it either.
    """
    node = outline.test_node(page)
    tries = read_tries(person, page, rule_for(page, person.extra_time), outline.since(page))
    return TestDesk(outline, node, tries) if node is not None or tries.sittings else None


def rule_sentences(rule: Rule) -> list[str]:
    """The rule as the sentences that somebody reads before the test."""
    sentences = [
        ngettext(
            "You get %(number)d question.",
            "You get %(number)d questions, one at a time. You can go back and change your answers.",
            rule.draws,
        )
        % {"number": rule.draws},
        ngettext(
            "You pass with %(number)d right answer.",
            "You pass with %(number)d right answers.",
            rule.pass_mark,
        )
        % {"number": rule.pass_mark},
    ]
    if rule.tries:
        sentences.append(
            ngettext("You have %(number)d try.", "You have %(number)d tries.", rule.tries)
            % {"number": rule.tries}
        )
    else:
        sentences.append(_("You may try as often as you like."))
    if rule.pause_hours and rule.tries != 1:
        sentences.append(
            ngettext(
                "There is a pause of %(number)d hour between tries.",
                "There is a pause of %(number)d hours between tries.",
                rule.pause_hours,
            )
            % {"number": rule.pause_hours}
        )
    if not rule.time_limit:
        sentences.append(_("Take the time that you need."))
    elif rule.extra_time:
        sentences.append(
            _("You have %(minutes)d minutes: %(usual)d, and the extra time that you have chosen.")
            % {"minutes": rule.minutes, "usual": rule.time_limit}
        )
    else:
        sentences.append(
            ngettext("You have %(number)d minute.", "You have %(number)d minutes.", rule.minutes)
            % {"number": rule.minutes}
        )
    return sentences


def next_try_sentence(tries: Tries) -> str:
    """After a test that was not passed: how many tries are left, and from when."""
    if tries.left == 0:
        return _("You have used your tries. Ask the coordinator for one more.")
    if tries.opens_at is not None:
        moment = timezone.localtime(tries.opens_at)
        return _("You can try again from %(day)s at %(time)s.") % {
            "day": date_format(moment, "DATE_FORMAT"),
            "time": date_format(moment, "TIME_FORMAT"),
        }
    if tries.left is None:
        return _("You can try again whenever you like.")
    return ngettext("You have %(number)d try left.", "You have %(number)d tries left.", tries.left) % {
        "number": tries.left
    }


def start_test(person: User, page: TestPage) -> TestSitting:
    """Begin a try, or go on with the one that is open. It ends a break.

    One whose time was up is handed in first. Raises `NotEnrolled`, `Locked` while something is to be taken
    first, and `TestClosed`.
    """
    close_overdue_sittings(timezone.now(), of=person)
    with transaction.atomic(), one_act():
        enrolment, outline = _enter(person, page)
        module = outline.module_of(page)
        if module is not None and module.is_locked and outline.test_node(page) is not None:
            raise Locked(module.missing)
        desk = read_desk(page, person, outline)
        if desk is None or (desk.node is None and desk.tries.open is None):
            raise TestClosed(_("The test is not open at the moment."))
        if desk.is_waiting and desk.tries.open is None:
            raise TestClosed(TAKE_MODULES_FIRST)
        take_up(enrolment, person)
        return start_sitting(
            person=person,
            page=page,
            rule=desk.tries.rule,
            pool=page.pool,
            since=outline.since(page),
        )


def answer_test(person: User, page: TestPage, block_id: str, fields: Filled) -> None:
    """Keep one answer. Raises `NotEnrolled`, `NotSitting`, `AnswerRefused`, and `TimeIsUp` once it is."""
    with transaction.atomic(), one_act():
        _enrolment, outline = _enter(person, page)
        sitting = lock_open_sitting(person, page)
        is_late = is_over(sitting, grace=GRACE)
        if is_late:
            _end(person, page, outline, sitting)
        else:
            keep_answer(sitting, block_id, fields)
    if is_late:
        raise TimeIsUp


def save_begun_in_test(person: User, page: TestPage, block_id: str, fields: Filled) -> None:
    """Keep what stands in the form of one question, to give it back; it is no answer.

    It takes the same lock as an answer. Raises `NotEnrolled`, `NotSitting` and `AnswerRefused`.
    """
    with transaction.atomic():
        lock_enrolment(person, course_path_of(page))
        sitting = lock_open_sitting(person, page)
        if is_over(sitting):
            raise NotSitting
        keep_begun(sitting, page, block_id, fields)


def hand_in_test(person: User, page: TestPage) -> None:
    """Hand in what is saved. Once handed in, this changes nothing. Raises `NotEnrolled`."""
    with transaction.atomic(), one_act():
        enrolment, outline = _enter(person, page)
        try:
            sitting = lock_open_sitting(person, page)
        except NotSitting:
            return
        take_up(enrolment, person)
        _end(person, page, outline, sitting)


def close_overdue_sittings(now: dt.datetime, *, of: User | None = None) -> int:
    """Hand in every try whose time was up, as of then, of one person or of all; how many there were.

    One transaction for each, so it may be killed and done again. A try whose test is gone ends without
    proving anything.
    """
    overdue = overdue_sittings(now) if of is None else overdue_sittings(now).filter(person=of)
    return sum(_close(sitting) for sitting in overdue.select_related("person"))


def _close(sitting: TestSitting) -> bool:
    person = sitting.person
    page = TestPage.objects.filter(pk=sitting.page_id).first()
    with transaction.atomic(), one_act():
        try:
            outline = _enter(person, page)[1] if page is not None else None
        except NotEnrolled:
            outline = None
        still_open = TestSitting.objects.select_for_update(of=("self",)).filter(pk=sitting.pk, attempt=None)
        locked = still_open.first()
        if locked is None:
            return False
        if page is None or outline is None:
            hand_in(locked)
        else:
            _end(person, page, outline, locked)
    return True


def _enter(person: User, page: TestPage) -> tuple[Enrolment, CourseOutline]:
    course_path = course_path_of(page)
    enrolment = lock_enrolment(person, course_path)
    # Read after the lock: what another request of this person stored is seen.
    return enrolment, read_outline(course_path, person)


def _end(person: User, page: TestPage, outline: CourseOutline, sitting: TestSitting) -> None:
    attempt = hand_in(sitting).attempt
    if attempt is None or not sitting.passed:
        return
    # By the tree: the part may have been taken down while somebody sat its test.
    part = Page.objects.filter(path=page.part_path).values_list("pk", flat=True).first()
    if part is not None:
        record_evidence(
            Event(
                kind=EvidenceKind.GRADED_TEST,
                origin=sitting_origin(sitting.pk),
                title=page.title,
                basis=of_passed_test(attempt.score, attempt.max_score),
                recorded_at=attempt.submitted_at,
            ),
            person,
            [(outcome.competence, outcome.level) for outcome in outcomes_of(part)],
        )
    since = outline.since(page)
    if since is None or attempt.submitted_at >= since:
        settle(person, outline.with_test_passed(page), at=attempt.submitted_at)
