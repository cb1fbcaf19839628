"""What citizens notice: anonymous, five by five, for one staff member and nobody else."""

import datetime as dt
import re

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry

from assessments.ledger.models import Evidence
from assessments.practice.domain.citizen_questions import QUESTIONS, Answer
from assessments.practice.domain.citizen_told import read_shown
from assessments.practice.domain.citizen_voice import (
    AnswersRefused,
    find_link,
    forget,
    make_link,
    read_answers,
    take_answers,
    token_of,
)
from assessments.practice.models import CitizenAnswer, CitizenLink, CitizenVoice
from tests.factories.accounts import make_employment, make_person, make_unit
from tests.plain_language import lix

NOW = dt.datetime(2027, 2, 3, 12, tzinfo=dt.UTC)
MINE = "/min-laering/borgere/"
KEYS = [question.key for question in QUESTIONS]


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def lone(db):
    return make_person(display_name="Lone Kjær")


@pytest.fixture
def link(lone):
    return make_link(lone)


def address_of(link):
    return reverse("practice:citizen_questions", args=[token_of(link)])


def answers(*given):
    return dict(zip(KEYS, given, strict=True))


def answer(link, *given):
    return take_answers(link, answers(*given))


def client_of(person):
    client = Client()
    client.force_login(person)
    return client


MIXED = [("yes", "no", "little", "yes"), ("no", "yes", "yes", "yes"), ("yes", "yes", "no", "skipped")]
MIXED += [("little", "no", "yes", "no"), ("yes", "little", "no", "yes")]


# -- the link


def test_token_is_long_and_not_in_the_database(link):
    token = token_of(link)
    # Base 32 holds five bits a sign.
    assert len(set(token)) > 8
    assert 5 * len(token) >= 128
    row = CitizenLink.objects.values().get()
    assert token not in str(row)
    assert find_link(token) == link
    assert [find_link(other) for other in ("", "x", token[:-1], token.upper())] == [None] * 4


def test_link_works_for_seven_days(link, clock):
    assert Client().get(address_of(link)).status_code == 200
    clock.move_to(NOW + dt.timedelta(days=7, seconds=-1))
    assert Client().get(address_of(link)).status_code == 200
    clock.move_to(NOW + dt.timedelta(days=7))
    response = Client().get(address_of(link))
    assert (response.status_code, "Sedlen virker ikke mere" in response.text) == (404, True)
    assert Client().post(address_of(link), {"matters": "yes"}).status_code == 404
    assert not CitizenAnswer.objects.exists()


def test_link_takes_no_endless_answers(link):
    CitizenLink.objects.update(answers_left=1)
    assert answer(link, *MIXED[0])
    assert not answer(link, *MIXED[0])
    assert CitizenAnswer.objects.count() == 1


# -- the form


def test_looking_changes_nothing_and_leaves_no_cookie_but_the_forms(link):
    client = Client()
    before = (list(CitizenLink.objects.values()), ModelLogEntry.objects.count())
    response = client.get(address_of(link))
    client.head(address_of(link))
    assert set(client.cookies) <= {"csrftoken"}
    assert "no-store" in response.headers["Cache-Control"]
    assert (list(CitizenLink.objects.values()), ModelLogEntry.objects.count()) == before
    assert not CitizenVoice.objects.exists()


def test_citizen_answers_without_an_account_and_nothing_says_who_or_when(link):
    client = Client()
    log = ModelLogEntry.objects.count()
    response = client.post(address_of(link), {"matters": "yes", "objects": "no"})
    assert (response.status_code, response.headers["Location"]) == (303, "/fire/tak/")
    assert "Tak for dine svar" in client.get("/fire/tak/").text
    row = CitizenAnswer.objects.values().get()
    assert row.keys() == {"id", "person_id", "month", "answers"}
    assert row["month"] == dt.date(2027, 2, 1)
    assert row["answers"] == answers("yes", "skipped", "no", "skipped")
    assert ModelLogEntry.objects.count() == log
    assert set(client.cookies) <= {"csrftoken"}


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({}, 422, "Vælg mindst ét svar"),
        ({"matters": "meget"}, 400, "gik tabt"),
        ({"matters": ["yes", "no"]}, 400, "gik tabt"),
        ({"matters": "skipped"}, 400, "gik tabt"),
    ],
)
def test_what_is_no_answer_is_refused_and_the_form_comes_back(link, fields, status, words):
    response = Client().post(address_of(link), {**fields, "hope": "yes"} if fields else {})
    assert response.status_code == status
    assert "<form" in response.text
    assert not CitizenAnswer.objects.exists()
    if fields:
        assert re.search(r'id="b-hope-yes"[^>]*checked', response.text)


def test_form_without_its_key_is_refused(link):
    assert Client(enforce_csrf_checks=True).post(address_of(link), {"matters": "yes"}).status_code == 403


def test_one_may_say_no(link):
    response = Client().get("/fire/nej-tak/")
    assert (response.status_code, "Det er helt i orden" in response.text) == (200, True)


def test_answers_are_read_from_a_form():
    assert read_answers({"matters": ["yes"]}) == answers("yes", "skipped", "skipped", "skipped")
    with pytest.raises(AnswersRefused):
        read_answers({"else": ["yes"]})


def test_citizens_pages_are_plain(link):
    for address in (address_of(link), "/fire/tak/", "/fire/nej-tak/", "/fire/x/"):
        main = re.search(r"<main.*?</main>", Client().get(address).text, re.DOTALL)[0]
        parts = [" ".join(part.split()) for part in re.split(r"<[^>]+>", main)]
        assert lix([part for part in parts if re.search(r"\w", part)]) <= 30, address


def test_form_is_the_same_for_whoever_is_signed_in(link, lone):
    signed_in = client_of(lone).get(address_of(link)).text
    assert "Lone" not in signed_in
    assert "ls-bare" in signed_in


def test_calm_view_shows_the_same_form(link, lone):
    lone.calm_mode = True
    lone.save()
    html = client_of(lone).get(address_of(link)).text
    assert 'class="ls-calm"' in html
    assert html.count('type="radio"') == 12


# -- what is told


def told(person):
    shown = read_shown(person)
    return [(line.figure, line.words) for line in shown.lines] if shown else None


def test_nothing_is_shown_before_five(link, lone):
    page = client_of(lone).get(MINE).text
    for given in MIXED[:4]:
        answer(link, *given)
    assert told(lone) is None
    again = client_of(lone).get(MINE).text
    # Not a sign tells that four have answered.
    keys = r'value="\w{64}"'
    assert re.sub(keys, "", again) == re.sub(keys, "", page)


def test_five_are_added_up_and_their_answers_go(link, lone, clock):
    for given in MIXED[:3]:
        answer(link, *given)
    clock.move_to(NOW + dt.timedelta(days=5))
    other = make_link(lone)
    clock.move_to(dt.datetime(2027, 3, 2, tzinfo=dt.UTC))
    CitizenLink.objects.filter(pk=other.pk).update(until=NOW + dt.timedelta(days=60))
    for given in MIXED[3:]:
        answer(other, *given)
    assert not CitizenAnswer.objects.exists()
    assert told(lone) == [
        ("3 af 5", "3 sagde ja, 1 lidt, 1 nej"),
        ("2 af 5", "2 sagde ja, 1 lidt, 2 nej"),
        ("2 af 5", "2 sagde ja, 1 lidt, 2 nej"),
        ("3 af 5", "3 sagde ja, 0 lidt, 1 nej. 1 sprang over"),
    ]
    html = client_of(lone).get(MINE).text
    assert "De første 5 svar" in html
    assert "Fra februar 2027 til marts 2027." in html
    assert "Læg to veje frem" in html


def test_figures_stand_still_until_ten(link, lone):
    for given in MIXED:
        answer(link, *given)
    before = told(lone)
    for given in MIXED[:4]:
        answer(link, *given)
        assert told(lone) == before
    answer(link, *MIXED[4])
    assert told(lone)[0] == ("6 af 10", "6 sagde ja, 2 lidt, 2 nej")


@pytest.mark.parametrize(
    ("same", "figure", "words"),
    [
        (Answer.YES, "mindst 3 af 5", "Næsten alle sagde ja"),
        (Answer.NO, "", "Mindst 3 af 5 sagde nej"),
        (Answer.LITTLE, "", "Mindst 3 af 5 sagde lidt"),
    ],
)
def test_where_all_say_the_same_only_at_least_is_told(link, lone, same, figure, words):
    for _number in range(5):
        answer(link, same, same, "skipped", same)
    assert told(lone)[0] == (figure, words)
    assert told(lone)[2] == ("", "Mindst 3 af 5 sprang over")


# -- for whom


def test_only_the_person_sees_it(link, lone):
    for given in MIXED:
        answer(link, *given)
    unit = make_unit()
    make_employment(lone, unit)
    leader = make_person()
    make_employment(leader, unit, is_manager=True, job_function="leder")
    html = client_of(leader).get(MINE).text
    assert "De første" not in html
    assert "af 5" not in html
    assert not Evidence.objects.exists()
    assert Client().get(MINE).status_code == 302


def test_person_makes_a_link_and_prints_slips(lone):
    client = client_of(lone)
    assert client.get(f"{MINE}sedler/").status_code == 302
    assert client.get(f"{MINE}ny/").status_code == 405
    assert client.post(f"{MINE}ny/").status_code == 303
    address = address_of(CitizenLink.objects.get())
    page, slips = client.get(MINE).text, client.get(f"{MINE}sedler/").text
    assert f"http://testserver{address}" in page
    assert "Virker til onsdag 10. februar" in page
    assert slips.count(f"http://testserver{address}") == 8


def test_person_deletes_what_was_answered(link, lone):
    for given in [*MIXED, MIXED[0]]:
        answer(link, *given)
    other = make_person()
    answer(make_link(other), *MIXED[0])
    assert client_of(lone).get(f"{MINE}slet/").status_code == 405
    assert client_of(lone).post(f"{MINE}slet/").status_code == 303
    assert told(lone) is None
    assert list(CitizenAnswer.objects.values_list("person", flat=True)) == [other.pk]
    assert find_link(token_of(link)) == link


def test_person_who_goes_takes_all_of_it_along(link, lone):
    for given in [*MIXED, MIXED[0]]:
        answer(link, *given)
    # A link, one that waits, the figures.
    assert forget(lone) == 3
    assert forget(lone) == 0
    assert find_link(token_of(link)) is None


def test_queries_do_not_grow_with_answers(link, lone):
    client = client_of(lone)
    counts = []
    for _time in range(2):
        for given in MIXED:
            answer(link, *given)
        client.get(MINE)
        with CaptureQueriesContext(connection) as captured:
            client.get(MINE)
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 12
