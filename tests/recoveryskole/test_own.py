"""What is one's own: kept places, calendars with secret addresses, leaving with all of it."""

import datetime as dt
import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session as BrowserSession
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar
from wagtail.admin.viewsets import viewsets
from wagtail.snippets.models import get_snippet_models

from accounts.domain.emptying import empty_person
from accounts.models import User
from recoveryskole.domain.kept import find_kept, keep_place, read_kept, stir, take_off
from recoveryskole.domain.leaving import forget
from recoveryskole.domain.links import code_of, find_by_code, find_by_token, hash_of, token_of
from recoveryskole.domain.own_calendars import CalendarChanged, calendar_of, make, stop
from recoveryskole.domain.own_plans import (
    OwnPlanChanged,
    PlanWords,
    begin_plan,
    code_for,
    read_plan,
    root_of,
    save_own_plan,
)
from recoveryskole.domain.sign_ups import sign_up
from recoveryskole.models import (
    KeptPlace,
    KeptPlan,
    OwnCalendar,
    OwnPlan,
    SchoolIndexPage,
    Session,
    SignUp,
)
from tests.at_once import at_once
from tests.conftest import restore_roots
from tests.factories.accounts import make_person
from tests.factories.school import make_session, wish

pytestmark = pytest.mark.django_db
MINE = "/recoveryskole/mine/"
NAME = "Månen"


@pytest.fixture
def session(school: SchoolIndexPage) -> Session:
    return make_session()


@pytest.fixture
def person(db: None) -> User:
    return make_person()


@pytest.fixture
def place(session: Session) -> SignUp:
    return sign_up(session.pk, wish(NAME))


def at(person: User) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def address(place: SignUp, what: str = "") -> str:
    return reverse("recoveryskole:place", args=[token_of(place)]) + what


def key_on(page: str) -> str:
    return re.search(r'name="key" value="([0-9a-f]{64})"', page)[1]


def keep_by_hand(client: Client, place: SignUp) -> Any:
    client.post(address(place))
    return client.post(address(place, "behold/"), {"key": key_on(client.get(address(place)).text)})


def cells() -> Iterator[tuple[str, str]]:
    """Every value of every table of the house, as one finds it in a copy of the database."""
    for model in apps.get_models(include_auto_created=True):
        columns = [field.attname for field in model._meta.local_concrete_fields]
        for row in model._base_manager.values_list(*columns):
            for column, value in zip(columns, row, strict=True):
                if isinstance(value, bytes | memoryview):
                    yield f"{model._meta.label}.{column}", bytes(value).hex()
                elif value is not None:
                    yield f"{model._meta.label}.{column}", str(value)


def test_kept_and_taken_off_by_the_buttons(person: User, place: SignUp) -> None:
    client = at(person)
    for _time in range(2):
        assert keep_by_hand(client, place).status_code == 303
        assert KeptPlace.objects.count() == 1, "twice is once"
    page = client.get(MINE).text
    assert place.session.workshop.title in page
    assert f'action="{address(place)}"' in page
    client.post(address(place, "tag-af/"), {"key": key_on(client.get(address(place)).text)})
    assert not KeptPlace.objects.exists()
    assert find_by_token(token_of(place)) == place, "the place stands"


def test_only_a_page_of_ours_keeps_a_place(person: User, place: SignUp) -> None:
    client, other = at(person), at(make_person())
    for one in (client, other):
        one.post(address(place))
    key = key_on(client.get(address(place)).text)
    for sent in ({}, {"key": "x"}, {"key": key_on(other.get(address(place)).text)}):
        assert client.post(address(place, "behold/"), sent).status_code == 410
    assert Client().post(address(place, "behold/"), {"key": key}).status_code == 410
    assert client.get(address(place, "behold/")).status_code == 405
    assert not KeptPlace.objects.exists()


def test_nobody_else_reads_it_whatever_they_may(person: User, place: SignUp) -> None:
    keep_place(person, token_of(place))
    title = place.session.workshop.title
    boss = make_person(is_superuser=True)
    boss.groups.add(*Group.objects.all())
    for other in (boss, make_person()):
        assert title not in at(other).get(MINE).text
    assert Client().get(MINE).status_code == 302
    own = {KeptPlace, KeptPlan, OwnCalendar, OwnPlan}
    assert own.isdisjoint(get_snippet_models())
    assert own.isdisjoint({getattr(one, "model", None) for one in viewsets.viewsets})


def test_copy_of_the_database_joins_nobody_with_a_place(person: User, session: Session) -> None:
    people = [person, *(make_person() for _number in range(4))]
    places = [sign_up(session.pk, wish(f"P{n}", f"p{n}@example.org")) for n in range(5)]
    # One after the other, as they come: the order in which rows lie is a trace too.
    for one, place in zip(people, places, strict=True):
        keep_by_hand(at(one), place)
        make(one, uuid.uuid4(), read=0)
    stir(timezone.now())
    of_places = (
        {
            value
            for place in SignUp.objects.all()
            for value in (place.pk.hex, str(place.pk), place.holder, place.token_hash, place.code_hash)
        }
        | {str(place.seed) for place in SignUp.objects.all()}
        | {token_of(one) for one in places}
    )
    beyond = [
        name for name, value in cells() if not name.startswith("recoveryskole.SignUp.") and value in of_places
    ]
    assert beyond == []
    opened = [str(one.get_decoded()) for one in BrowserSession.objects.all()]
    assert opened
    assert not [said for said in opened for value in of_places if value in said]
    sealed = [bytes(row.sealed) for row in KeptPlace.objects.all()]
    assert {len(one) for one in sealed} == {len(sealed[0])}
    assert len({one[:12] for one in sealed}) == 5
    assert {field.name for field in KeptPlace._meta.local_fields} == {"id", "person", "sealed"}


def test_rows_lie_in_another_order_each_day(session: Session, person: User) -> None:
    tokens = [token_of(sign_up(session.pk, wish(f"P{n}"))) for n in range(12)]
    for token in tokens:
        keep_place(person, token)
    before = {row.pk for row in KeptPlace.objects.all()}
    orders = set()
    for _day in range(3):
        assert stir(timezone.now()) == 0
        assert before.isdisjoint(row.pk for row in KeptPlace.objects.all())
        with connection.cursor() as cursor:
            cursor.execute("SELECT sealed FROM recoveryskole_keptplace")
            orders.add(tuple(bytes(row[0]) for row in cursor))
    assert len(orders) == 3
    assert {one.token for one in read_kept(person)} == set(tokens)


def test_sealed_for_one_opens_for_nobody_else(person: User, place: SignUp) -> None:
    keep_place(person, token_of(place))
    other = make_person()
    KeptPlace.objects.update(person=other)
    assert read_kept(other) == []


def test_gone_places_fall_away_and_a_page_that_is_read_writes_nothing(
    person: User, session: Session, place: SignUp
) -> None:
    stays = sign_up(session.pk, wish("Solen"))
    for one in (place, stays):
        keep_place(person, token_of(one))
    forget(place)
    assert [one.place for one in read_kept(person)] == [stays]
    at(person).get(MINE)
    assert KeptPlace.objects.count() == 2
    assert stir(timezone.now()) == 1
    assert KeptPlace.objects.count() == 1


def test_what_was_made_under_the_secret_before_still_opens(
    person: User, place: SignUp, settings: Any
) -> None:
    token, code = token_of(place), code_of(place)
    keep_place(person, token)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a new one", [settings.SECRET_KEY]
    place.refresh_from_db()
    assert (token_of(place), code_of(place)) == (token, code)
    assert find_by_code(code) == place
    assert [one.token for one in read_kept(person)] == [token]
    stir(timezone.now())
    settings.SECRET_KEY_FALLBACKS = []
    assert [one.token for one in read_kept(person)] == [token], "sealed anew by the clock"
    settings.SECRET_KEY = "neither"
    assert read_kept(person) == []
    assert stir(timezone.now()) == 0, "what does not open is left"


def test_leaving_with_all_of_it(person: User, session: Session, place: SignUp) -> None:
    other, stranger = sign_up(session.pk, wish("Solen")), sign_up(session.pk, wish("Gry"))
    for one in (place, other):
        keep_place(person, token_of(one))
    token = make(person, uuid.uuid4(), read=0)
    client = at(person)
    assert client.get(f"{MINE}slet/").status_code == 405
    for _time in range(2):
        assert client.post(f"{MINE}slet/").headers["Location"] == f"{MINE}slettet/"
    assert client.get(f"{MINE}slettet/").status_code == 200
    assert set(SignUp.objects.values_list("name", flat=True)) == {"", "Gry"}
    assert stranger.pk in SignUp.objects.filter(forgotten_at=None).values_list("pk", flat=True)
    assert Client().get(reverse("recoveryskole:own_calendar", args=[token])).status_code == 410
    assert not KeptPlace.objects.exists()
    assert not OwnCalendar.objects.exists()


def test_account_that_goes_takes_its_page_and_leaves_the_places(person: User, place: SignUp) -> None:
    keep_place(person, token_of(place))
    make(person, uuid.uuid4(), read=0)
    counts = empty_person(person, by=None)
    assert counts["recoveryskole.own"] == 2
    assert not KeptPlace.objects.exists()
    assert not OwnCalendar.objects.exists()
    assert find_by_token(token_of(place)) == place


@pytest.mark.parametrize("what", ["page", "calendar"])
def test_as_many_queries_for_three_as_for_one(person: User, session: Session, what: str) -> None:
    client, token = at(person), make(person, uuid.uuid4(), read=0)
    to_read = MINE if what == "page" else reverse("recoveryskole:own_calendar", args=[token])
    counts = []
    for many in (1, 2):
        for _number in range(many):
            keep_place(person, token_of(sign_up(make_session().pk, wish())))
        # What is the same for everybody is asked for once and kept.
        for _time in range(2):
            client.get(to_read)
        with CaptureQueriesContext(connection) as asked:
            client.get(to_read)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 14


def feed(token: str) -> Any:
    return Client().get(reverse("recoveryskole:own_calendar", args=[token]))


def test_all_that_one_keeps_is_in_one_calendar(person: User, session: Session, place: SignUp) -> None:
    second = sign_up(make_session(days=9).pk, wish("Solen"))
    for one in (place, second):
        keep_place(person, token_of(one))
    token = make(person, uuid.uuid4(), read=0)
    response = feed(token)
    calendar = Calendar.from_ical(response.content)
    events = list(calendar.walk("VEVENT"))
    assert [event["summary"] for event in events] == ["Aftale"] * 2
    assert len({event["uid"] for event in events}) == 2
    assert [zone["tzid"] for zone in calendar.walk("VTIMEZONE")] == ["Europe/Copenhagen"]
    said = response.content.decode().casefold().replace("\r\n ", "")
    for secret in ("skole", NAME.casefold(), session.workshop.title.casefold(), token_of(place)):
        assert secret not in said
    assert "private, no-store" in response.headers["Cache-Control"]
    take_off(person, token_of(second))
    assert len(list(Calendar.from_ical(feed(token).content).walk("VEVENT"))) == 1
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert feed(token).status_code == 410


def test_address_is_told_once_and_the_old_one_stops_at_once(person: User) -> None:
    client = at(person)
    form = client.get(MINE).text
    sent = {
        name: re.search(rf'name="{name}" value="([^"]+)"|value="([^"]+)"[^>]*name="{name}"', form)[1]
        for name in ("read", "key")
    }
    told = [client.post(f"{MINE}kalender/", sent).text for _time in range(2)]
    first, again = (re.search(r"/aftaler/([a-z2-7]{32})\.ics", page)[1] for page in told)
    assert first == again, "sent twice, told twice, made once"
    assert "/aftaler/" not in client.get(MINE).text
    assert not [name for name, value in cells() if first in value]
    second = make(person, uuid.uuid4(), read=1)
    assert (feed(first).status_code, feed(second).status_code) == (410, 200)
    assert client.post(f"{MINE}kalender/", sent).status_code == 409, "an old page brings nothing back"
    client.post(f"{MINE}kalender/stop/")
    assert feed(second).status_code == 410
    assert client.post(f"{MINE}kalender/", {"read": "x"}).status_code == 400


def test_address_of_a_place_is_a_key_to_nothing_else(client: Client, place: SignUp) -> None:
    client.post(address(place))

    def make_one() -> str:
        page = client.get(address(place)).text
        read = re.search(r'name="read" value="([0-9a-f]*)"', page)[1]
        for _time in range(2):
            assert client.post(address(place, "kalender/"), {"read": read}).status_code == 303
        return re.search(r"/aftaler/([a-z2-7]{32})\.ics", client.get(address(place)).text)[1]

    assert "/aftaler/" not in client.get(address(place)).text, "none is made before one asks"
    first = make_one()
    assert feed(first).status_code == 200
    assert find_by_token(first) is None
    assert client.post(f"/recoveryskole/plads/{first}/").status_code == 410
    assert hash_of(first) not in (place.token_hash, place.code_hash)
    assert client.get(address(place, "kalender.ics")).status_code == 410, "the link is no calendar"
    second = make_one()
    assert (feed(first).status_code, feed(second).status_code) == (410, 200)
    client.post(address(place, "kalender/stop/"))
    assert feed(second).status_code == 410
    third = make_one()
    forget(place)
    assert feed(third).status_code == 410
    row = SignUp.objects.get(pk=place.pk)
    assert (row.calendar_seed, row.calendar_hash) == (None, None)


def test_calendar_of_a_place_is_gone_when_it_is_over(client: Client, place: SignUp) -> None:
    client.post(address(place))
    client.post(address(place, "kalender/"), {"read": ""})
    token = re.search(r"/aftaler/([a-z2-7]{32})\.ics", client.get(address(place)).text)[1]
    ago = timezone.now() - dt.timedelta(hours=1)
    Session.objects.update(starts_at=ago - dt.timedelta(hours=1), ends_at=ago)
    assert feed(token).status_code == 410


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_windows_make_one_address_and_keep_one_place() -> None:
    restore_roots()
    person = make_person()
    made = at_once(
        *(lambda: make(person, uuid.uuid4(), read=0) for _number in range(8)), may_end_in=CalendarChanged
    )
    tokens = [one for one in made if isinstance(one, str)]
    assert len(tokens) == 1
    assert calendar_of(person).address_hash == hash_of(tokens[0])
    at_once(*[lambda: keep_place(person, "a" * 32)] * 8, *[lambda: stir(timezone.now())] * 2)
    assert KeptPlace.objects.count() <= 1
    at_once(*[lambda: stop(person)] * 4)
    assert calendar_of(person).address_hash is None
    assert find_kept([]) == []


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_save_at_once_and_one_is_told() -> None:
    restore_roots()
    made = root_of(code_for(uuid.uuid4()))
    at_once(*[lambda: begin_plan(made, PlanWords(hopes="Nul"))] * 3)
    assert OwnPlan.objects.count() == 1
    ends = at_once(
        *(lambda n=n: save_own_plan(made, PlanWords(hopes=f"Vindue {n}"), read=1) for n in range(4)),
        may_end_in=OwnPlanChanged,
    )
    assert len([end for end in ends if isinstance(end, OwnPlanChanged)]) == 3
    assert read_plan(made).version == 2
