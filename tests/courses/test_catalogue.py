"""Searching and filtering the catalogue, by address alone."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.models import Completion
from tests.factories.competences import make_framework, make_requirement
from tests.factories.courses import (
    answer_form,
    lessons_of,
    make_course,
    make_enrolment,
    make_lesson,
    make_module,
    make_outcome,
    questions_of,
)


@pytest.fixture
def courses(catalogue, requirements):
    goals = make_course("Målene er borgerens", summary="Om mål og ord.", duration_minutes=25)
    module = make_module(goals, "Hvis mål er det?")
    make_lesson(module, "Drømmen på Ærø")
    make_outcome(module, requirements[0], level=2)
    relation = make_course("Når relationen er svær", duration_minutes=120, form="blended")
    make_outcome(relation, requirements[2], level=2, is_proposal=False)
    day = make_course("Øvelse gør", summary="Åbne døre.", duration_minutes=444, form="attended")
    make_outcome(day, requirements[0], level=3)
    make_outcome(day, requirements[3], level=1)
    long = make_course("To dage", duration_minutes=888, form="attended")
    return [goals, relation, day, long]


def titles(client, catalogue, query=""):
    response = client.get(f"{catalogue.url}{query}")
    assert response.status_code == 200
    return set(re.findall(r'ls-row__title"><a href="[^"]*">([^<]*)</a>', response.text))


def test_catalogue_lists_published_courses(client, catalogue, courses):
    courses[3].unpublish()
    assert titles(client, catalogue) == {course.title for course in courses[:3]}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?q=relationen", {1}),
        ("?q=relation", {1}),
        ("?q=RELATIONEN", {1}),
        ("?q=øvelse", {2}),
        ("?q=ØVELSE", {2}),
        ("?q=åbne", {2}),
        ("?q=Ærø", {0}),
        ("?q=drømmen", {0}),
        ("?q=hvis+mål", {0}),
        ("?q=findesikke", set()),
        ("?q=%20", {0, 1, 2, 3}),
        ("?omraade=M", {0, 2}),
        ("?omraade=M&omraade=L", {0, 1, 2}),
        ("?krav=M.1", {0, 2}),
        ("?krav=R1.1", {2}),
        ("?omraade=M&krav=R1.1", {2}),
        ("?form=attended", {2, 3}),
        ("?form=attended&form=blended", {1, 2, 3}),
        ("?tid=30", {0}),
        ("?tid=120", {0, 1}),
        ("?tid=dag", {0, 1, 2}),
        ("?tid=mere", {3}),
        ("?tid=dag&form=attended&omraade=M", {2}),
        ("?omraade=findes-ikke", {0, 1, 2, 3}),
        ("?tid=x&form=y&side=z", {0, 1, 2, 3}),
        ("?side=99", {0, 1, 2, 3}),
    ],
)
def test_catalogue_finds(client, catalogue, courses, query, expected):
    assert titles(client, catalogue, query) == {courses[number].title for number in expected}


@pytest.mark.parametrize(
    "words", ['"', "a*b", "»mål«", "-", "NOT", "x' OR 1=1", "%", "mål AND", "(", "å" * 300]
)
def test_catalogue_takes_any_words(client, catalogue, courses, words):
    assert client.get(catalogue.url, {"q": words}).status_code == 200


def test_chosen_filters_can_be_taken_off_one_by_one(client, catalogue, courses):
    html = client.get(f"{catalogue.url}?q=m%C3%A5l&omraade=M&omraade=L&tid=120").text
    tags = re.findall(r'class="tag" href="([^"]*)"', html)
    assert len(tags) == 4
    assert "omraade=L" in tags[1]
    assert "omraade=M" not in tags[1]
    assert 'value="mål"' in html


def test_course_says_what_it_counts_towards_and_what_is_a_proposal(client, catalogue, courses):
    html = client.get(f"{catalogue.url}?omraade=M&tid=30").text
    row = html[html.index("ls-course__main") :]
    assert "M.1" in row
    assert "badge" in row
    html = client.get(f"{catalogue.url}?omraade=L").text
    assert "badge" not in html[html.index("ls-course__main") :]


def test_only_the_framework_in_use_is_shown(client, catalogue, courses):
    old = make_framework(is_current=False)
    make_outcome(
        courses[3],
        make_requirement(
            make_requirement().parent.__class__.objects.create(
                framework=old, code="X", kind="area", title="Gammelt"
            ),
            "X.1",
        ),
    )
    html = client.get(catalogue.url).text
    assert "X.1" not in html


def test_catalogue_tells_my_own_state(client, person, catalogue, courses):
    make_enrolment(person, courses[0])
    make_enrolment(person, courses[1])
    Completion.objects.create(person=person, page=courses[1], kind="course", title="x")
    assert "ls-course__note" not in client.get(catalogue.url).text
    client.force_login(person)
    assert client.get(catalogue.url).text.count("ls-course__note") == 2
    lesson = lessons_of(courses[0])[0]
    client.post(reverse("courses:answer", args=[lesson.pk]), answer_form(questions_of(lesson)[0], 1))
    assert "ls-course__note" in client.get(f"{catalogue.url}?tid=30").text


def test_catalogue_is_paginated(client, catalogue):
    for number in range(21):
        make_course(f"Kursus nummer {number:02}", form="attended")
    assert len(titles(client, catalogue)) == 20
    assert titles(client, catalogue, "?side=2&form=attended") == {"Kursus nummer 20"}
    page = client.get(f"{catalogue.url}?form=attended").text
    assert re.findall(r'href="([^"]*side=[^"]*)"', page) == [
        "?form=attended&amp;side=1",
        "?form=attended&amp;side=2",
        "?form=attended&amp;side=2",
    ]


def test_empty_catalogue_says_so(client, catalogue):
    assert client.get(catalogue.url).status_code == 200


def test_catalogue_asks_no_more_for_more_courses(client, person, catalogue, requirements):
    counts = []
    client.force_login(person)
    for _round in range(2):
        for _course in range(1 if not counts else 2):
            course = make_course(modules=1)
            make_enrolment(person, course)
            for requirement in requirements[:3]:
                make_outcome(course, requirement)
        client.get(catalogue.url)
        with CaptureQueriesContext(connection) as captured:
            client.get(catalogue.url)
        counts.append(len(captured))
    assert counts[0] == counts[1]
    with CaptureQueriesContext(connection) as captured:
        client.get(f"{catalogue.url}?q=kursus&omraade=M&krav=M.1&form=online&tid=dag")
    assert len(captured) <= counts[0] + 6
