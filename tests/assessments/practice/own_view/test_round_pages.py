"""The coordinator's pages: a rate and no names."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.enums import Role
from accounts.models import Leave
from assessments.practice.domain.own_view import end_assessment
from assessments.practice.models import Round
from tests.assessments.practice.own_view.conftest import TODAY
from tests.assessments.practice.own_view.test_pages import main
from tests.factories.accounts import make_employment, make_person
from tests.factories.practice_own_view import make_assessment, make_round, say

ROUNDS = "/praksis/runder/"


@pytest.fixture
def coordinator(client, town):
    client.force_login(make_person(Role.COORDINATOR), backend="django.contrib.auth.backends.ModelBackend")
    return client


def asked(town, **changes):
    days = {"opens_on": TODAY.isoformat(), "closes_on": (TODAY + dt.timedelta(days=20)).isoformat()}
    return {"workplace": town.unit.pk, "kind": "baseline", **days, "reminder_days": ["7"], **changes}


def test_a_coordinator_opens_a_round_and_sees_how_many_have_answered(coordinator, town):
    assert coordinator.post(ROUNDS, asked(town)).status_code == 303
    a_round = Round.objects.get()
    assert (a_round.reminder_days, a_round.workplace) == ([7], town.unit)
    Leave.objects.create(employment=make_employment(make_person(), town.unit), start=TODAY)
    assessment = make_assessment(town.lone, a_round)
    say(assessment, town.goals, 3)
    end_assessment(town.lone, assessment, prepared=1)
    page = main(coordinator.get(ROUNDS))
    assert "2 bliver spurgt. Hvor mange der har svaret, vises ved 5, 10, 15 og så videre." in page
    assert "1 er på orlov og er ikke talt med." in page
    for private in ("Lone", "Hanne", "Trin 3", "Slet ikke"):
        assert private not in page


def test_the_page_does_not_move_with_one_answer(coordinator, town):
    a_round = make_round(town.unit)
    people = [make_employment(make_person(), town.unit).user for _number in range(10)]
    said = []
    for person in people:
        said.append([main(coordinator.get(ROUNDS)), main(coordinator.get(f"{ROUNDS}{a_round.pk}/luk/"))])
        end_assessment(person, make_assessment(person, a_round))
    assert said[:5] == said[:1] * 5
    assert said[5:] == said[5:6] * 5
    assert all("Mindst 5 af 12 har svaret." in page for page in said[5])


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"closes_on": "2026-11-01"}, "Den sidste dag kan ikke ligge før den første"),
        ({"opens_on": "2026-10-01", "closes_on": "2026-10-09"}, "Den sidste dag er allerede gået."),
        ({"opens_on": "i morgen"}, "gyldig dato"),
        ({"workplace": "x"}, "gyldig valgmulighed"),
        ({"kind": "other"}, "gyldig valgmulighed"),
        ({"reminder_days": ["3"]}, "gyldig valgmulighed"),
    ],
)
def test_bad_words_come_back_with_a_sentence(coordinator, town, changes, sentence):
    response = coordinator.post(ROUNDS, asked(town, **changes))
    assert response.status_code == 422
    assert sentence in main(response), main(response)
    assert Round.objects.count() == 0


def test_a_second_round_in_the_same_days_is_refused(coordinator, town):
    make_round(town.centre)
    response = coordinator.post(ROUNDS, asked(town))
    assert response.status_code == 422
    assert "Der er allerede sådan en runde i de dage" in main(response)


def test_a_round_is_closed_by_a_post_only(coordinator, town, at_noon):
    a_round = make_round(town.unit)
    address = f"{ROUNDS}{a_round.pk}/luk/"
    assert "2 bliver spurgt." in main(coordinator.get(address))
    assert Round.objects.open_at(dt.datetime.now(dt.UTC)).exists()
    assert coordinator.post(address).status_code == 303
    at_noon.shift(1)
    assert "Den er lukket." in main(coordinator.get(address))
    assert coordinator.post(address).status_code == 303
    assert coordinator.get(f"{ROUNDS}0/luk/").status_code == 404


@pytest.mark.parametrize("path", ["", "1/luk/"])
def test_nobody_else_opens_the_pages(client, town, path):
    assert client.get(ROUNDS + path).status_code == 302
    client.force_login(town.hanne, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(ROUNDS + path).status_code == 403
    assert client.post(ROUNDS + path).status_code == 403


def test_the_list_takes_no_more_queries_with_more_rounds(coordinator, town, django_assert_num_queries):
    make_round(town.unit)
    # A new round makes what everybody sees alike be read anew.
    coordinator.get(ROUNDS)
    with CaptureQueriesContext(connection) as one:
        coordinator.get(ROUNDS)
    few = len(one)
    assert few <= 8
    make_round(town.other_unit)
    make_round(town.centre, "after")
    coordinator.get(ROUNDS)
    with django_assert_num_queries(few):
        coordinator.get(ROUNDS)
