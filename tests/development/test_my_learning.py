"""What a person sees on Min læring: what the work asks for, what is under way, what comes next."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import JobFunction, Setting, WorkplaceKind
from accounts.models import Leave
from assessments.ledger.enums import EvidenceKind, GapState
from courses.enums import CompletionKind
from courses.models import Completion, LessonProgress
from development.domain.me import read_me
from development.domain.my_learning import read_my_learning
from development.domain.own_record import ask_for_record
from tests.development.helpers import (
    employ,
    make_tested_course,
    read,
    show,
    state_of,
)
from tests.factories.competences import make_job_requirement, make_requirement
from tests.factories.courses import (
    lessons_of,
    make_course,
    make_enrolment,
    make_lesson,
    make_module,
    make_outcome,
    make_person,
)

pytestmark = pytest.mark.django_db


# What the work asks for


def test_my_learning_greets_with_job_and_place(client, employee) -> None:
    assert "Social and health care assistant" not in read(client, employee)
    assert "social and health care assistant at Kløvermarken." in read(client, employee)


def test_my_learning_counts_what_is_in_place_and_says_states_in_words(client, employee, goals) -> None:
    area = goals.parent
    for code, level in (("M.2", 3), ("M.3", 3), ("M.4", 1)):
        make_job_requirement(make_requirement(area, code, title=f"Krav {code}"), level)
    others = {row.code: row for row in area.children.all()}
    show(employee, goals, 2)
    show(employee, others["M.2"], 1)
    show(employee, others["M.3"], 3, valid_until=timezone.localdate() - dt.timedelta(days=1))
    page = read(client, employee)
    assert "1 of 4 requirements are in place." in page
    assert "M.1 Mål: met." in page
    assert "M.2 Krav M.2: 2 steps missing." in page
    assert "M.3 Krav M.3: expired." in page
    assert "M.4 Krav M.4: not assessed." in page
    assert "1 of 4</p>" in page


def test_my_learning_rises_at_once_with_new_evidence(client, employee, goals) -> None:
    assert state_of(employee) == (GapState.NOT_ASSESSED, 0)
    show(employee, goals, 1, origin="test:1")
    assert state_of(employee) == (GapState.GAP, 1)
    show(employee, goals, 2, origin="test:2")
    assert state_of(employee) == (GapState.MET, 0)
    assert "1 of 1 requirement is in place." in read(client, employee)


def test_my_learning_marks_proposals_until_someone_decides(client, employee, goals) -> None:
    for name in ("my_learning", "profile"):
        assert "Proposal</span>" in read(client, employee, name)
    goals.job_requirements.update(is_proposal=False)
    for name in ("my_learning", "profile"):
        assert "Proposal</span>" not in read(client, employee, name)


def test_my_learning_takes_the_highest_level_of_several_jobs_and_says_where(
    client, employee, goals, town
) -> None:
    other = town.add_child(name="Teamet", slug="teamet", kind=WorkplaceKind.UNIT, setting=Setting.BOSTOETTE)
    employ(employee, other, JobFunction.PEER)
    make_job_requirement(goals, 4, job_function=JobFunction.PEER, is_proposal=False)
    (demand,) = read_my_learning(read_me(employee)).requirements.demands
    assert (demand.required.level, demand.required.is_proposal) == (4, False)
    assert [post.workplace for post in demand.posts] == ["Teamet"]
    assert "peer worker at Teamet" in read(client, employee)


def test_my_learning_leaves_out_jobs_that_ended_and_keeps_those_on_leave(person, unit, goals) -> None:
    today = timezone.localdate()
    job = employ(person, unit, end=today - dt.timedelta(days=1))
    assert read_my_learning(read_me(person)).requirements is None
    job.end = None
    job.save()
    Leave.objects.create(employment=job, start=today)
    assert read_my_learning(read_me(person)).requirements.total == 1


def test_my_learning_says_so_when_a_job_has_no_requirements(client, employee) -> None:
    assert "Nobody has set requirements for your job here yet." in read(client, employee)
    assert "Nobody has set requirements for your job here yet." in read(client, employee, "profile")


def test_my_learning_asks_nothing_of_a_citizen(client, person, goals) -> None:
    show(person, goals, 1)
    page = read(client, person)
    assert "Your work asks for this" not in page
    assert "ls-cell" not in page
    assert "M.1" not in page
    assert "The recovery school" in page
    ask_for_record(person)
    page = read(client, person, "profile")
    assert "Only you can see this page." in page
    assert "ls-cell" not in page
    assert "manager" not in page


@pytest.mark.parametrize("name", ["my_learning", "profile"])
def test_own_pages_need_a_sign_in_and_show_own_data_only(client, employee, goals, unit, name) -> None:
    assert client.get(reverse(f"development:{name}")).status_code == 302
    other = make_person(display_name="Østen", language="en")
    employ(other, unit)
    show(other, goals, 2, title="Østens bevis")
    make_enrolment(other, make_course("Østens kursus", modules=1))
    page = read(client, employee, name)
    assert "0 of 1" in page or "None of them" in page or "not assessed" in page
    assert "Østen" not in page


# Under way and next


def test_next_step_is_the_lesson_where_one_left_off(client, employee) -> None:
    course = make_course("Målene er borgerens", modules=2, lessons=3)
    first, second, third = lessons_of(course)[:3]
    enrolment = make_enrolment(employee, course)
    now = timezone.now()
    LessonProgress.objects.create(enrolment=enrolment, lesson=first, started_at=now, completed_at=now)
    LessonProgress.objects.create(enrolment=enrolment, lesson=third, started_at=now, seen_at=now)
    resume = read_my_learning(read_me(employee)).resume
    assert resume.step.page.pk == third.pk
    assert (resume.step.number, resume.here, resume.module.how_far.done) == (3, 3, 1)
    assert resume.minutes_left_in_module == second.minutes + third.minutes
    page = read(client, employee)
    assert f'href="{third.url}"' in page
    assert "1 of 6 lessons" in page
    assert "You left off here." in page


def test_next_step_is_the_course_seen_last(employee) -> None:
    old, new = make_course(modules=1), make_course(modules=1)
    for course, days in ((new, 1), (old, 2)):
        enrolment = make_enrolment(employee, course)
        seen = timezone.now() - dt.timedelta(days=days)
        LessonProgress.objects.create(enrolment=enrolment, lesson=lessons_of(course)[0], seen_at=seen)
    courses = read_my_learning(read_me(employee)).under_way
    assert [course.outline.course.pk for course in courses] == [new.pk, old.pk]


@pytest.mark.parametrize(("days", "is_resting"), [(14, False), (15, True)])
def test_course_under_way_rests_after_fourteen_days_and_is_never_late(
    client, employee, days, is_resting
) -> None:
    course = make_course(modules=1)
    enrolment = make_enrolment(employee, course)
    seen = timezone.now() - dt.timedelta(days=days)
    LessonProgress.objects.create(enrolment=enrolment, lesson=lessons_of(course)[0], seen_at=seen)
    assert read_my_learning(read_me(employee)).under_way[0].is_resting is is_resting
    page = read(client, employee)
    assert ("Is resting. You can go on whenever you like." in page) is is_resting


def test_course_under_way_ends_with_its_completion_and_hides_when_unpublished(client, employee) -> None:
    done, gone = make_course("Færdig", modules=1), make_course("Væk", modules=1)
    for course in (done, gone):
        make_enrolment(employee, course)
    Completion.objects.create(person=employee, page=done, kind=CompletionKind.COURSE, title=done.title)
    gone.unpublish()
    learning = read_my_learning(read_me(employee))
    assert learning.under_way == ()
    assert [completion.title for completion in learning.completed] == ["Færdig"]
    assert "Completed" in read(client, employee)


def test_next_step_says_when_everything_is_met(client, employee, goals) -> None:
    show(employee, goals, 2)
    assert "All your requirements are in place" in read(client, employee)


# Recommendations


def offered(person) -> list[tuple[str, str]]:
    return [(s.offer.page.title, s.demand.code) for s in read_my_learning(read_me(person)).suggestions]


def test_suggestions_lift_a_requirement_and_come_by_missing_steps_then_title(employee, goals) -> None:
    area = goals.parent
    show(employee, goals, 1)
    levels = {"M.2": 2, "M.3": 1, "M.4": 2}
    for code, required in levels.items():
        make_job_requirement(make_requirement(area, code), required)
    rows = {row.code: row for row in area.children.all()}
    show(employee, rows["M.2"], 1, EvidenceKind.SELF_ASSESSMENT, origin="test:2")
    show(employee, rows["M.3"], 1, EvidenceKind.SELF_ASSESSMENT, origin="test:3")
    for title, code, level in (
        ("Å", "M.1", 2),
        ("B", "M.3", 1),
        ("C", "M.2", 2),
        ("D: lifts nothing", "M.1", 1),
        ("E: nobody knows", "M.4", 2),
    ):
        make_outcome(make_tested_course(title), rows[code], level)
    assert offered(employee) == [("C", "M.2"), ("B", "M.3"), ("Å", "M.1")]


def test_suggestions_leave_out_what_is_done_under_way_or_not_published(employee, goals) -> None:
    done, taken, hidden = make_course(modules=1), make_course(modules=1), make_course(modules=1)
    for course in (done, taken, hidden):
        make_outcome(course, goals)
        make_outcome(make_module(course), goals)
    Completion.objects.create(person=employee, page=done, kind=CompletionKind.COURSE, title=done.title)
    make_enrolment(employee, taken)
    hidden.unpublish()
    assert offered(employee) == []


def test_suggestions_name_the_module_that_helps_with_its_length(client, employee, goals) -> None:
    course = make_course("Kurset")
    module = make_module(course, "Modulet")
    for minutes in (7, 8):
        make_lesson(module, minutes=minutes)
    make_outcome(module, goals)
    make_outcome(course, goals)
    (suggestion,) = read_my_learning(read_me(employee)).suggestions
    assert (suggestion.offer.page.title, suggestion.lessons, suggestion.minutes) == ("Modulet", 2, 15)
    assert "Because nobody has looked at this yet." in read(client, employee)


@pytest.mark.parametrize(
    ("level", "valid_days", "reason"),
    [
        (1, None, "Because you lack one step here."),
        (2, -1, "Because your evidence has expired."),
    ],
)
def test_suggestions_give_their_reason_in_words(client, employee, goals, level, valid_days, reason) -> None:
    valid_until = timezone.localdate() + dt.timedelta(days=valid_days) if valid_days else None
    show(employee, goals, level, valid_until=valid_until)
    make_outcome(make_tested_course("Kurset"), goals)
    assert reason in read(client, employee)


def test_practice_is_suggested_where_no_course_reaches(client, employee, goals) -> None:
    goals.job_requirements.update(level=3)
    make_outcome(make_course(), goals, 3)
    assert len(offered(employee)) == 1
    show(employee, goals, 2, EvidenceKind.SOLVED)
    learning = read_my_learning(read_me(employee))
    assert learning.suggestions == ()
    assert (learning.practice.code, learning.practice_level) == ("M.1", 3)
    page = read(client, employee)
    assert "Ask a colleague to observe" in page
    assert "Because level 3 has to be seen in practice." in page
    assert f'{reverse("practice:ask")}?krav=M.1"' in page
