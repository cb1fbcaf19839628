"""Without a job here there is a record only for whoever asks, and they delete it themselves."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from assessments.ledger.domain.auditing import audit_person
from assessments.ledger.domain.queries import positions
from assessments.ledger.models import Evidence
from development.domain.own_record import ask_for_record, delete_record, has_record
from development.domain.shares import make_share
from development.models import OwnRecord, ProfileShare
from tests.factories.accounts import make_employment, make_person
from tests.factories.competences import make_requirement
from tests.factories.ledger import show

pytestmark = pytest.mark.django_db
PROFILE = "development:profile"


@pytest.fixture
def citizen() -> User:
    person = make_person()
    show(person, make_requirement(), 1, title="Søvn og ro")
    return person


def see(client: Client, person: User) -> str:
    client.force_login(person)
    return " ".join(client.get(reverse(PROFILE)).text.split())


def post(client: Client, name: str) -> int:
    return client.post(reverse(f"development:{name}")).status_code


def test_nothing_is_shown_before_one_asks(client: Client, citizen: User) -> None:
    page = see(client, citizen)
    assert "Søvn og ro" not in page
    assert "Jeg vil have en oversigt" in page
    assert client.get(reverse("development:ask_for_record")).status_code == 405
    assert not has_record(citizen)
    assert [post(client, "ask_for_record") for _twice in range(2)] == [303, 303]
    assert OwnRecord.objects.get().asked_on == timezone.localdate()
    page = see(client, citizen)
    assert "Søvn og ro" in page
    for place in ("development:shares", "proofs:transcript", "development:delete_record"):
        assert reverse(place) in page


def test_all_of_it_is_deleted_at_once(client: Client, citizen: User) -> None:
    ask_for_record(citizen)
    show(citizen, make_requirement(), 2, title="Noget andet")
    made = make_share(citizen, form_id="a" * 32, days=7, with_own_view=True, meant_for="Min ven")
    client.force_login(citizen)
    assert [post(client, "delete_record") for _twice in range(2)] == [303, 303]
    assert not Evidence.objects.unrevoked().exists()
    assert {*Evidence.objects.values_list("title", "reason")} == {("", "")}
    assert positions([citizen.pk]) == {}
    assert audit_person(citizen.pk) == []
    assert ProfileShare.objects.get(pk=made.share.pk).withdrawn_at is not None
    assert client.get(reverse("development:shared_profile", args=[made.token])).status_code in (404, 410)
    assert not has_record(citizen)
    assert "Du har ikke nogen." in see(client, citizen)


def test_nobody_elses_is_deleted(client: Client, citizen: User) -> None:
    other = make_person()
    for person in (citizen, other):
        ask_for_record(person)
    client.force_login(other)
    post(client, "delete_record")
    assert Evidence.objects.unrevoked().count() == 1
    assert has_record(citizen)


@pytest.mark.parametrize("end", [None, dt.date(2025, 1, 1)])
def test_whoever_works_or_has_worked_here_has_one_by_their_work(
    client: Client, end: dt.date | None, django_assert_num_queries: Any
) -> None:
    person = make_employment(end=end).user
    show(person, make_requirement(), 2, title="Kurset")
    assert has_record(User.objects.get(pk=person.pk))
    page = see(client, person)
    assert "Jeg vil have en oversigt" not in page
    assert reverse("development:delete_record") not in page
    with django_assert_num_queries(1 if end is None else 3):
        has_record(person_of(person))


def test_work_keeps_its_evidence(client: Client) -> None:
    """They asked as a citizen, and were taken on since."""
    person = make_person()
    ask_for_record(person)
    show(person, make_requirement(), 2)
    make_employment(person)
    client.force_login(person)
    post(client, "delete_record")
    delete_record(User.objects.get(pk=person.pk))
    assert Evidence.objects.unrevoked().count() == 1


def person_of(person: User) -> User:
    """The same person, with nothing read yet."""
    return User(pk=person.pk)
