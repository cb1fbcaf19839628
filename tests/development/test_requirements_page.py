"""The page of all requirements with their evidence, the calm view, and the bounds of both pages."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.enums import CompletionKind
from courses.models import Completion, LessonProgress
from tests.development.helpers import employ, read, show
from tests.factories.competences import make_job_requirement, make_requirement
from tests.factories.courses import (
    lessons_of,
    make_course,
    make_enrolment,
    make_outcome,
    make_person,
    make_test,
)

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
    page = read(client, employee, "requirements")
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
        Completion.objects.create(person=person, page=done, kind=CompletionKind.COURSE, title=done.title)


@pytest.mark.parametrize(("name", "most"), [("my_learning", 37), ("requirements", 24)])
def test_own_pages_ask_the_database_no_more_with_more_rows(client, unit, goals, name, most) -> None:
    counts = []
    for rows in (1, 3):
        person = make_person(language="en")
        employ(person, unit)
        grow(person, goals, rows)
        read(client, person, name)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse(f"development:{name}"))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= most
