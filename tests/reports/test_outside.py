"""Figures for who does not lead the people: released tables added up, own places apart, and nothing else."""

import datetime as dt
import json
import re

import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.enums import JobFunction, Role
from accounts.models import Employment
from assessments.practice.domain.citizen_questions import QUESTIONS
from assessments.practice.domain.citizen_voice import make_link, take_answers
from assessments.practice.domain.own_view_sharing import share_own_view
from releases.domain.making import make_release
from releases.models import Alias, Episode, Release, ReleasedTable
from tests.factories.accounts import make_employment, make_person, make_workplace
from tests.factories.ledger import show
from tests.factories.practice_own_view import make_assessment, say
from tests.factories.releases import staff

DAY = dt.date(2026, 11, 1)
SINCE = dt.date(2026, 10, 1)
PAGE = "/rapporter/tal/"


def client_of(person):
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def coordinator(town):
    """Nobody else works here: the manager has gone."""
    town.manager.employments.update(end=dt.date(2025, 1, 1))
    return client_of(make_person(Role.COORDINATOR))


def place(town, name, *, met, other):
    """A unit where so many have met M.2, and so many have shown nothing."""
    town.centre.refresh_from_db()
    unit = make_workplace(town.centre, name=name, slug=name.lower())
    people = staff(unit, met + other)
    for person in people[:met]:
        show(person, town.notes, 2, on=SINCE)
    return unit, people


def cells(html, code):
    """What stands in a requirement's line."""
    line = re.search(rf'<th scope="row">{re.escape(code)} .*?</tr>', html, re.DOTALL)
    found = re.findall(r"<td[^>]*>(.*?)</td>", line[0], re.DOTALL) if line else []
    return [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in found]


def test_coordinator_reads_sums_of_stored_groups(town, coordinator):
    place(town, "Skoven", met=4, other=3)
    place(town, "Engen", met=6, other=0)
    make_release(DAY)
    html = coordinator.get(PAGE).text
    # Six of six: "at least four" is stored, and so is no more told.
    expected = ["mindst 8 af 13", "– siges ikke", "mindst 3 af 13", "– siges ikke"]
    assert cells(html, "M.2") == [*expected, "1. november 2026"]
    assert coordinator.get("/rapporter/", follow=True).status_code == 200


def test_one_group_and_its_file_tell_the_same(town, coordinator):
    place(town, "Skoven", met=4, other=3)
    make_release(DAY)
    html = coordinator.get(PAGE, {"place": "g-skoven"}).text
    assert cells(html, "M.2") == ["4 af 7", "0 af 7", "3 af 7", "0 af 7", "1. november 2026"]
    told = json.loads(coordinator.get(f"{PAGE}hent/json/").content)
    assert told["rows"][1]["states"]["met"] == {"count": 4, "is_exact": True}
    assert "4 af 7" in coordinator.get(f"{PAGE}hent/csv/").content.decode("utf-8-sig")


def test_whom_nobody_asks_hides_nobody(town, coordinator):
    """Four who are asked, and three whom everybody knows not to be: that would tell of four."""
    unit, _people = place(town, "Skoven", met=2, other=2)
    for _number in range(3):
        make_employment(make_person(), unit, job_function=JobFunction.LEDER, start=SINCE)
    make_release(DAY)
    assert cells(coordinator.get(PAGE).text, "M.2") == []


def test_today_changes_nothing_until_the_next_release(town, coordinator):
    unit, people = place(town, "Skoven", met=4, other=3)
    make_release(DAY)
    addresses = [PAGE, f"{PAGE}hent/csv/", f"{PAGE}hent/json/"]
    before = [told_by(coordinator, address) for address in addresses]
    for person in people:
        show(person, town.goals, 3)
        show(person, town.notes, 2)
    staff(unit, 3)
    assert [told_by(coordinator, address) for address in addresses] == before


def told_by(client, address):
    """The whole answer, without the key that each form carries anew."""
    return re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", client.get(address).content)


def test_own_places_are_live_and_in_no_sum(town, coordinator):
    _unit, people = place(town, "Skoven", met=4, other=3)
    place(town, "Engen", met=3, other=3)
    leader = make_person()
    make_employment(
        leader, Employment.objects.get(user=people[0]).workplace, is_manager=True, job_function="leder"
    )
    make_release(DAY)
    html = client_of(leader).get(PAGE).text
    assert cells(html, "M.2")[0] == "3 af 6"
    assert 'href="/rapporter/skoven/"' in html
    # The one who leads is not asked for it, and not counted.
    assert cells(coordinator.get(PAGE).text, "M.2")[0] == "7 af 13"


def test_group_that_one_leads_a_part_of_is_not_shown(town):
    """Seven are told of, and three of them one's own: the four others would stand alone."""
    unit, _people = place(town, "Skoven", met=2, other=1)
    place(town, "Engen", met=2, other=2)
    place(town, "Havet", met=3, other=3)
    leader = make_person()
    make_employment(leader, unit, is_manager=True, job_function=JobFunction.LEDER)
    town.manager.employments.update(end=dt.date(2025, 1, 1))
    make_release(DAY)
    html = client_of(leader).get(PAGE).text
    assert cells(html, "M.2")[0] == "3 af 6"
    assert "Skoven og Engen" not in html
    assert "Engen og Skoven" not in html


def test_who_leads_none_and_coordinates_nothing_is_refused(town):
    for person in (make_person(), make_person(Role.PROFESSIONAL), make_person(is_superuser=True)):
        for address in (PAGE, f"{PAGE}hent/csv/"):
            assert client_of(person).get(address).status_code == 403


def test_nothing_understood_shows_all(town, coordinator):
    place(town, "Skoven", met=4, other=3)
    make_release(DAY)
    plain = told_by(coordinator, PAGE)
    for asked in (
        {"place": "g-findes-ikke"},
        {"date": "i går"},
        {"date": "2026-10-01"},
        {"place": "x" * 200},
        {"figure": "findes-ikke"},
    ):
        response = coordinator.get(PAGE, asked)
        assert (response.status_code, cells(response.text, "M.2")) == (200, cells(plain.decode(), "M.2"))
    assert coordinator.get(f"{PAGE}hent/pdf/").status_code == 404


def see_oneself(person, competence, level):
    """As the person said it in October."""
    with time_machine.travel(dt.datetime.combine(SINCE, dt.time(12), dt.UTC), tick=False):
        say(make_assessment(person), competence, level)


def hear(person, *words):
    """What five citizens or more say to all four questions."""
    link = make_link(person)
    for word in words:
        take_answers(link, {question.key: word for question in QUESTIONS})


YES, NO = ["yes"] * 4 + ["little"], ["no"] * 3 + ["yes"] * 2


@pytest.mark.parametrize("figure", ["", "own_view", "citizens"])
def test_two_towns_with_equal_groups_answer_alike(town, coordinator, figure):
    """Other people, other evidence, the same sums: not a byte tells them apart."""
    _unit, people = place(town, "Skoven", met=0, other=7)
    answers = []
    for lucky in (people[:3], people[4:]):
        with transaction.atomic():
            for person in people:
                is_lucky = person in lucky
                if is_lucky:
                    show(person, town.notes, 2, on=SINCE)
                see_oneself(person, town.notes, 3 if is_lucky else 1)
                hear(person, *(YES if is_lucky else NO))
            make_release(DAY)
            asked = f"?figure={figure}"
            addresses = [f"{PAGE}{way}{asked}" for way in ("", "hent/csv/", "hent/json/")]
            answers.append([told_by(coordinator, address) for address in addresses])
            transaction.set_rollback(True)
    assert answers[0] == answers[1]
    assert b"3 af 7" in answers[0][0]


def test_own_views_are_told_of_those_who_are_asked(town, coordinator):
    unit, people = place(town, "Skoven", met=0, other=7)
    make_employment(make_person(), unit, job_function=JobFunction.LEDER)
    for person, level in zip(people, (0, 0, 2, 2, 3, None), strict=False):
        see_oneself(person, town.notes, level)
    make_release(DAY)
    html = coordinator.get(PAGE, {"figure": "own_view"}).text
    told = [f"{number} af 7" for number in (2, 0, 2, 1, 0, 1, 1)]
    assert cells(html, "M.2") == [*told, "1. november 2026"]
    # Nobody has said anything of goals.
    assert cells(html, "M.1") == [*["– siges ikke"] * 6, "mindst 5 af 7", "1. november 2026"]
    rows = json.loads(coordinator.get(f"{PAGE}hent/json/", {"figure": "own_view"}).content)["rows"]
    assert rows[1]["states"]["not_relevant"] == {"count": 1, "is_exact": True}


def test_citizens_answers_are_told_of_those_who_have_five(town, coordinator):
    _unit, people = place(town, "Skoven", met=0, other=8)
    for person in people[:3]:
        hear(person, *YES)
    make_release(dt.date(2026, 9, 1))
    assert "<tbody" not in coordinator.get(PAGE, {"figure": "citizens"}).text
    for person in people[3:6]:
        hear(person, *NO)
    hear(people[6], *["yes"] * 4)
    make_release(DAY)
    html = coordinator.get(PAGE, {"figure": "citizens"}).text
    line = re.search(r'<th scope="row">Går de derfra med lidt mere håb.*?</tr>', html, re.DOTALL)
    assert re.findall(r"\d af \d", line[0]) == ["3 af 6", "0 af 6", "3 af 6", "0 af 6"]
    assert "Går de derfra" in coordinator.get(f"{PAGE}hent/csv/", {"figure": "citizens"}).text


def test_their_own_manager_reads_own_views_here_and_only_here(town):
    unit, people = place(town, "Skoven", met=0, other=8)
    leader = make_person()
    make_employment(leader, unit, is_manager=True, job_function=JobFunction.LEDER)
    for person in people:
        see_oneself(person, town.notes, 1 if person in people[:4] else 3)
    make_release(DAY)
    client = client_of(leader)
    assert cells(client.get(PAGE, {"figure": "own_view"}).text, "M.2")[1] == "4 af 8"
    assert cells(client.get(PAGE).text, "M.2") == []


def test_manager_with_whom_some_share_cannot_take_them_out_of_the_sum(town):
    """Eight are told of. Four share with their manager: the four others would stand alone."""
    unit, people = place(town, "Skoven", met=0, other=8)
    leader = make_person()
    make_employment(leader, unit, is_manager=True, job_function=JobFunction.LEDER)
    for person in people:
        see_oneself(person, town.notes, 1 if person in people[:4] else 3)
    for person in people[2:6]:
        share_own_view(person, leader.pk)
    make_release(DAY)
    assert cells(client_of(leader).get(PAGE, {"figure": "own_view"}).text, "M.2") == []


def test_without_release_there_is_no_figure(town, coordinator):
    place(town, "Skoven", met=4, other=3)
    make_release(DAY)
    for model in (Episode, Alias, ReleasedTable, Release):
        model.objects.all().delete()
    for figure in ("", "own_view", "citizens"):
        html = coordinator.get(PAGE, {"figure": figure}).text
        assert "<table" not in html
        assert re.findall(r"\d+ af \d+", html) == []
    assert coordinator.get(f"{PAGE}hent/csv/").status_code == 404


@pytest.mark.parametrize("figure", ["", "own_view", "citizens"])
def test_queries_do_not_grow_with_places(town, coordinator, figure):
    counts = []
    for number in range(3):
        place(town, f"Sted{number}", met=4, other=3)
        if number != 1:
            make_release(dt.date(2026, 9 + number, 1))
            coordinator.get(PAGE, {"figure": figure})
            with CaptureQueriesContext(connection) as captured:
                coordinator.get(PAGE, {"figure": figure})
            counts.append(len(captured))
    assert counts[0] == counts[1] <= 12
