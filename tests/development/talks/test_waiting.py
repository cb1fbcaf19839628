"""What of talks waits for somebody on My learning, in the one query that asks for observations too."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from development.domain.talks.agreeing import say_yes
from development.domain.talks.opening import end_talk
from development.domain.waiting import read_waiting
from tests.factories.competences import make_requirement
from tests.factories.practice_observation import ask, make_supervisor, tell
from tests.factories.practice_own_view import make_round
from tests.factories.talks import agree, line, write


def waits(person) -> list[tuple[str, bool]]:
    fresh = User.objects.get(pk=person.pk)
    return [(one.name, one.waits_for_yes) for one in read_waiting(fresh).talks]


def test_a_talk_waits_to_be_prepared_and_then_for_a_yes(two, talk) -> None:
    assert waits(two.person) == [("Hanne", False)]
    assert waits(two.manager) == []
    version = write(talk)
    assert (waits(two.person), waits(two.manager)) == ([("Hanne", True)], [("Lone", True)])
    say_yes(talk, version.fingerprint, by=two.manager)
    assert (waits(two.person), waits(two.manager)) == ([("Hanne", True)], [])
    say_yes(talk, version.fingerprint, by=two.person)
    assert (waits(two.person), waits(two.manager)) == ([], [])
    write(talk, line("Noget nyt."))
    assert (waits(two.person), waits(two.manager)) == ([("Hanne", True)], [("Lone", True)])


def test_nothing_waits_in_a_talk_that_has_ended(two, talk) -> None:
    write(talk)
    end_talk(talk, by=two.person)
    assert (waits(two.person), waits(two.manager)) == ([], [])


def test_nothing_waits_for_who_leads_no_more(two, talk) -> None:
    write(talk)
    two.leading.end = timezone.localdate() - dt.timedelta(days=1)
    two.leading.save()
    assert waits(two.manager) == []


def test_observations_are_counted_beside_talks(two, talk) -> None:
    observer = make_supervisor(two.manager)
    ask(two.person, make_requirement(), observer)
    tell(ask(two.person, make_requirement(), observer))
    write(talk)
    found = read_waiting(two.fresh()[0])
    assert (found.observations, len(found.talks)) == ((0, 1), 1)
    assert read_waiting(two.fresh()[1]).observations == (1, 0)
    assert read_waiting(make_supervisor()).observations == (0, 0)


@pytest.mark.parametrize("has_talk", [False, True])
@pytest.mark.parametrize("has_round", [False, True])
def test_my_learning_asks_no_more_for_a_talk(client, two, has_talk, has_round) -> None:
    if has_talk:
        write(two.talk)
    if has_round:
        make_round(two.unit)
    client.force_login(two.person)
    for _time in range(2):
        page = client.get(reverse("development:my_learning")).content.decode()
    with CaptureQueriesContext(connection) as asked:
        client.get(reverse("development:my_learning"))
    assert len(asked) <= 15 + has_round
    assert ("waits for your yes" in page) == has_talk


def test_my_learning_leads_to_the_talk_and_the_plan(client, two, talk) -> None:
    client.force_login(two.person)
    page = client.get(reverse("development:my_learning")).content.decode()
    assert reverse("development:talk", args=[talk.pk]) in page
    assert "Prepare your talk with Hanne" in " ".join(page.split())
    agree(talk)
    page = client.get(reverse("development:my_learning")).content.decode()
    assert reverse("development:talk", args=[talk.pk]) not in page
