"""The calm view of one's own pages, and how often they ask the database."""

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments.models import CardRepetition
from competences.models import Competence
from courses.enums import CompletionKind
from courses.models import Attendance, Completion, LessonProgress, RunSeat
from seats.enums import SeatState
from tests.development.helpers import employ, read, show
from tests.factories.accounts import make_workplace
from tests.factories.competences import make_job_requirement, make_requirement
from tests.factories.courses import (
    lessons_of,
    make_course,
    make_enrolment,
    make_module,
    make_outcome,
    make_person,
    make_test,
    pass_test,
)
from tests.factories.practice_observation import ask, make_supervisor
from tests.factories.practice_papers import make_paper
from tests.factories.runs import make_run

pytestmark = pytest.mark.django_db


# Calm view


def test_calm_view_shows_one_step_and_four_links(client, employee, goals) -> None:
    employee.calm_mode = True
    employee.save()
    make_enrolment(employee, make_course(modules=1))
    page = read(client, employee)
    content = page[page.index("<main") : page.index("</main>")]
    assert content.count('class="button button-primary"') == 1
    assert content.count("<li>") == 4
    assert "ls-cell" not in content
    assert "ls-track" not in content
    page = read(client, employee, "profile")
    assert 'id="krav-m-1"' in page
    assert "ls-whole" not in page


# Bounds


def grow(person, goals, rows) -> None:
    """So many enrolments with progress, requirements with evidence, offers and completions."""
    for _ in range(rows):
        course = make_course(modules=1, lessons=2)
        enrolment = make_enrolment(person, course)
        LessonProgress.objects.create(enrolment=enrolment, lesson=lessons_of(course)[0])
        requirement = make_requirement(goals.parent)
        make_job_requirement(requirement, 3)
        for number in range(rows):
            show(person, requirement, 1, origin=f"test:{number}", recorded_by=make_person())
        offer = make_course(modules=1)
        make_outcome(offer, requirement)
        make_test(offer)
        done = make_course()
        completion = Completion.objects.create(
            person=person, page=done, kind=CompletionKind.COURSE, title=done.title
        )
        show(
            person,
            requirement,
            2,
            origin=f"courses.completion:{completion.pk}",
            recorded_at=timezone.now() - dt.timedelta(days=99),
            valid_until=timezone.localdate() - dt.timedelta(days=9),
        )
        add_the_rest(person, course)


def add_the_rest(person, course) -> None:
    """A job, a seat, a run to teach, a mark, a request, a card and a test that was passed."""
    module = course.get_children().first().specific
    employ(person, make_workplace(), is_manager=True)
    today = timezone.localdate()
    run = make_run(course)
    make_run(course, teachers=[person])
    RunSeat.objects.create(run=run, person=person, state=SeatState.TAKEN, number=1)
    Attendance.objects.create(run=run, module=module, person=person, marked_by=make_person())
    tested = make_course()
    make_enrolment(person, tested)
    pass_test(person, make_test(make_module(tested)))
    ask(make_person(), Competence.objects.requirements().first(), make_supervisor(person))
    # Of the newest requirement, so that each row has something under way.
    newest = Competence.objects.requirements().order_by("-pk").first()
    ask(person, newest)
    make_paper(person, {newest: 2})
    CardRepetition.objects.create(
        person=person, page=lessons_of(course)[0], card_id=uuid.uuid4(), front="a", back="b", due_on=today
    )


@pytest.mark.parametrize(("name", "most"), [("my_learning", 15), ("profile", 17)])
def test_own_pages_ask_the_database_no_more_with_more_rows(client, unit, goals, name, most) -> None:
    counts = []
    for rows in (1, 3):
        person = make_person(language="en")
        employ(person, unit)
        grow(person, goals, rows)
        # The first page of all makes the row of the contact: what was kept by then is read anew.
        for _time in range(2):
            page = read(client, person, name)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse(f"development:{name}"))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= most, [query["sql"] for query in queries.captured_queries]
    if name == "my_learning":
        # All of it is on the page.
        for words in ("You teach", "You have a seat", "colleagues ask you to look on"):
            assert words in page
