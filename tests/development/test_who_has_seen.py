"""The page on which somebody sees who has looked at what is said about them."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.domain.emptying import empty_person
from accounts.domain.reads import record_read
from accounts.enums import JobFunction, Role
from accounts.models import PersonalRead, User
from tests.factories.accounts import make_employment, make_person, make_unit, make_workplace
from tests.factories.competences import make_job_requirement, make_requirement

pytestmark = pytest.mark.django_db
ADDRESS = "/min-laering/hvem-har-set/"
NOON = dt.datetime(2026, 3, 2, 12, 40, tzinfo=dt.UTC)


@pytest.fixture
def person() -> User:
    return make_person(display_name="Camilla")


@pytest.fixture
def mine(person: User) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def works(client: Client) -> list[tuple[str, str]]:
    months = client.get(ADDRESS).context["months"]
    return [(look.name, look.work) for month in months for look in month.looks]


def test_it_says_who_when_and_what(person: User, mine: Client) -> None:
    with time_machine.travel(NOON, tick=False):
        record_read(person, make_person(display_name="Hanne Toft"), "reports.person")
    with time_machine.travel(NOON + dt.timedelta(days=30), tick=False):
        record_read(person, make_person(display_name="Mette Aagaard"), "courses.participants")
        page = mine.get(ADDRESS)
    assert [month.first for month in page.context["months"]] == [dt.date(2026, 4, 1), dt.date(2026, 3, 1)]
    words = page.content.decode()
    assert words.index("April 2026") < words.index("Mette Aagaard") < words.index("Marts 2026")
    assert "2. marts kl. 13.40" in " ".join(words.split())
    assert "Åbnede din side i rapporten: hvert krav, og hvad det bygger på." in words


def test_nobody_sees_who_has_looked_at_another(person: User, mine: Client) -> None:
    record_read(make_person(), person, "reports.person")
    assert works(mine) == []
    assert "Ingen har set noget om dig endnu." in mine.get(ADDRESS).content.decode()


def test_readers_are_called_what_they_were_to_the_person(person: User, mine: Client) -> None:
    centre = make_workplace(make_workplace())
    unit, other = make_workplace(centre), make_unit()
    started = timezone.localdate() - dt.timedelta(days=300)
    make_employment(person, unit, start=started)
    nearest, above, elsewhere, was = (
        make_person(display_name=name) for name in ("Nær", "Over", "Andet", "Før")
    )
    for leader, place, end in (
        (nearest, unit, None),
        (above, centre, None),
        (elsewhere, other, None),
        (was, unit, timezone.localdate() - dt.timedelta(days=30)),
    ):
        make_employment(
            leader, place, start=started, end=end, is_manager=True, job_function=JobFunction.LEDER
        )
    coordinator = make_person(Role.COORDINATOR, display_name="Koord")
    make_employment(coordinator, other)
    admin = make_person(display_name="Admin", is_superuser=True)
    readers = [nearest, above, elsewhere, was, coordinator, admin, make_person(display_name="Fri")]
    for reader in readers:
        record_read(person, reader, "reports.person")
    assert dict(works(mine)) == {
        "Nær": "din leder",
        "Over": "din leder",
        "Andet": "leder",
        "Før": "",
        "Koord": "koordinator",
        "Admin": "administrator",
        "Fri": "",
    }


def test_a_reader_who_has_gone_has_no_name(person: User, mine: Client) -> None:
    reader, unit = make_person(Role.COORDINATOR, display_name="Hanne Toft"), make_unit()
    make_employment(person, unit)
    make_employment(reader, unit, is_manager=True, job_function=JobFunction.LEDER)
    record_read(person, reader, "reports.person")
    assert works(mine) == [("Hanne Toft", "din leder")]
    empty_person(reader, by=None)
    assert works(mine) == [("En, der ikke er her mere", "")]


def test_many_reads_come_in_pages_and_cost_the_same(person: User, mine: Client) -> None:
    counts = []
    for number in (3, 30):
        for _ in range(number):
            reader = make_person()
            make_employment(reader)
            record_read(person, reader, "reports.person")
        mine.get(ADDRESS)
        with CaptureQueriesContext(connection) as queries:
            shown = works(mine)
        counts.append(len(queries))
    assert (len(shown), counts[0]) == (30, counts[1])
    with CaptureQueriesContext(connection) as queries:
        assert "side=2" in mine.get(ADDRESS).content.decode()
    assert len(queries) <= 10
    assert len(mine.get(f"{ADDRESS}?side=2").context["months"][0].looks) == 3
    assert mine.get(f"{ADDRESS}?side=x").status_code == 200


def test_it_is_reached_from_the_account_and_the_requirements(person: User, mine: Client) -> None:
    make_employment(person)
    make_job_requirement(make_requirement())
    for name in ("accounts:account", "development:profile"):
        assert f'href="{ADDRESS}"' in mine.get(reverse(name)).content.decode(), name


def test_only_read(mine: Client) -> None:
    assert mine.post(ADDRESS).status_code == 405
    assert PersonalRead.objects.count() == 0
