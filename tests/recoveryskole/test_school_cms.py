"""The school is run in the CMS: by whom, and what stays when somebody would delete it."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry, Page

from accounts.domain.emptying import empty_person
from accounts.enums import Role
from accounts.models import PersonalRead
from recoveryskole.domain.links import code_of
from recoveryskole.domain.sessions import teach
from recoveryskole.domain.sign_ups import sign_up
from recoveryskole.enums import Knowledge
from recoveryskole.models import Facilitator, Place, SchoolIndexPage, Session, SignUp, Term
from seats.enums import SeatState
from tests.factories.accounts import make_person
from tests.factories.school import make_facilitator, make_pair, make_session, make_term, make_workshop, wish
from tests.factories.traces import rows_that_say

pytestmark = pytest.mark.django_db
ALIAS = "Quirinabirk"


@pytest.fixture
def coordinator(school: SchoolIndexPage, client: Client) -> Client:
    client.force_login(make_person(Role.COORDINATOR, language="en"))
    return client


@pytest.fixture
def admin(school: SchoolIndexPage, client: Client) -> Client:
    client.force_login(make_person(is_superuser=True, language="en"))
    return client


def form_of(session: Session, **changed: Any) -> dict[str, Any]:
    """What the form of the session says, as a browser sends it."""
    begins, ends = (timezone.localtime(moment) for moment in (session.starts_at, session.ends_at))
    who = session.facilitators.all()
    said = {
        "workshop": session.workshop_id,
        "term": session.term_id,
        "starts_at": f"{begins:%Y-%m-%d %H:%M}",
        "ends_at": f"{ends:%Y-%m-%d %H:%M}",
        "place": session.place_id or "",
        "room": session.room,
        "online_url": session.online_url,
        "seats": session.seats or "",
        "kept_seats": session.kept_seats,
        "lived": [one.pk for one in who if one.knowledge == Knowledge.LIVED],
        "profession": [one.pk for one in who if one.knowledge == Knowledge.PROFESSION],
    }
    return said | changed


def edit(client: Client, session: Session, **changed: Any) -> Any:
    return client.post(reverse("school_sessions:edit", args=[session.pk]), form_of(session, **changed))


def act(client: Client, session: Session, name: str) -> str:
    return str(client.post(reverse(f"school_sessions:{name}", args=[session.pk]), follow=True).text)


def moment(days: int) -> str:
    return f"{timezone.localtime() + dt.timedelta(days=days):%Y-%m-%d %H:%M}"


def test_session_is_planned_as_a_draft(coordinator: Client) -> None:
    lived, profession = make_pair()
    plan = Session(workshop=make_workshop(), term=make_term(), seats=12)
    plan.starts_at, plan.ends_at = (timezone.now() + dt.timedelta(days=day) for day in (3, 4))
    said = {**form_of(make_session()), "workshop": plan.workshop_id, "term": plan.term_id}
    said |= {"starts_at": moment(3), "ends_at": moment(4), "lived": [lived.pk], "profession": [profession.pk]}
    Session.objects.all().delete()
    response = coordinator.post(reverse("school_sessions:add"), said)
    assert response.status_code == 302, response.context["form"].errors
    session = Session.objects.get()
    assert not session.is_published
    assert set(session.facilitators.all()) == {lived, profession}


def test_more_seats_let_in_and_a_new_time_is_told(coordinator: Client) -> None:
    session = make_session(seats=1)
    _has, waits = (sign_up(session.pk, wish(name)) for name in ("A", "B"))
    assert edit(coordinator, session, seats=2).status_code == 302
    waits.refresh_from_db()
    assert waits.state == SeatState.OFFERED
    before = Session.objects.get().sequence
    assert edit(coordinator, session, seats=2, room="Lokale 9").status_code == 302
    session.refresh_from_db()
    assert (session.room, session.sequence) == ("Lokale 9", before + 1)


def test_editing_takes_back_nothing_that_was_done_meanwhile(coordinator: Client) -> None:
    # A form has no seconds.
    session = make_session(starts_at=timezone.now().replace(second=0, microsecond=0) + dt.timedelta(days=7))
    address = reverse("school_sessions:edit", args=[session.pk])
    coordinator.get(address)
    act(coordinator, session, "aflys")
    assert edit(coordinator, session).status_code == 302
    assert Session.objects.get().is_cancelled
    response = edit(coordinator, session, room="Et andet")
    assert "Make a new session instead" in response.text
    assert Session.objects.get().room == session.room


@pytest.mark.parametrize("days", [-31, 151])
def test_day_outside_the_term_is_refused(coordinator: Client, days: int) -> None:
    session = make_session()
    response = edit(coordinator, session, starts_at=moment(days), ends_at=moment(days + 1))
    assert response.status_code == 200
    assert "outside the term" in response.text
    assert Session.objects.get().starts_at == session.starts_at


def test_term_keeps_its_sessions_inside(coordinator: Client) -> None:
    session = make_session(days=20)
    term = session.term
    said = {"title": term.title, "slug": term.slug, "starts_on": term.starts_on, "lead": ""}
    address = reverse("school_terms:edit", args=[term.pk])
    short = coordinator.post(address, {**said, "ends_on": timezone.localdate() + dt.timedelta(days=10)})
    assert "sessions outside these days" in short.text
    assert coordinator.post(address, {**said, "ends_on": term.ends_on}).status_code == 302


def test_who_is_shown_keeps_a_pair(coordinator: Client) -> None:
    session = make_session()
    lived = session.facilitators.get(knowledge=Knowledge.LIVED)
    response = edit(coordinator, session, lived=[], room="Et andet")
    assert "Two at least teach" in response.text
    assert session.facilitators.count() == 2
    assert Session.objects.get().room == session.room
    said = {"name": lived.name, "knowledge": Knowledge.PROFESSION, "email": ""}
    response = coordinator.post(reverse("school_facilitators:edit", args=[lived.pk]), said)
    assert "Two at least teach" in response.text
    lived.refresh_from_db()
    assert lived.knowledge == Knowledge.LIVED


def test_session_is_shown_hidden_and_cancelled(coordinator: Client) -> None:
    session = make_session(is_published=False)
    for name in ("vis", "skjul", "aflys"):
        assert coordinator.get(reverse(f"school_sessions:{name}", args=[session.pk])).status_code == 200
    assert not Session.objects.filter(is_published=True).exists(), "a GET acts not"
    assert "on the programme now" in act(coordinator, session, "vis")
    assert Session.objects.get().is_published
    assert "off the programme now" in act(coordinator, session, "skjul")
    act(coordinator, session, "vis")
    sign_up(session.pk, wish())
    assert "Cancel it instead" in act(coordinator, session, "skjul")
    assert Session.objects.get().is_published
    assert "It is cancelled" in act(coordinator, session, "aflys")
    assert Session.objects.get().is_cancelled


def test_without_a_pair_it_is_not_shown(coordinator: Client) -> None:
    session = make_session(is_published=False)
    teach(session, [make_facilitator()], by=make_person())
    assert "Two at least teach" in act(coordinator, session, "vis")
    assert not Session.objects.get().is_published
    assert "A pair to teach is missing" in coordinator.get(reverse("school_sessions:index")).text


def test_list_says_how_full_and_asks_no_more_for_more(coordinator: Client) -> None:
    address = reverse("school_sessions:index")

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert coordinator.get(address).status_code == 200
        return len(captured)

    session = make_session(seats=1)
    for name in ("A", "B"):
        sign_up(session.pk, wish(name))
    words = coordinator.get(address).text
    assert "1 of 1" in words
    assert "Is shown" in words
    asked()
    one = asked()
    for _number in range(2):
        sign_up(make_session().pk, wish("C"))
    assert asked() == one
    other = make_session(term=make_term(), is_published=False)
    for name, row in (("term", other.term), ("workshop", other.workshop)):
        found = coordinator.get(address, {name: row.pk}).context["object_list"]
        assert list(found) == [other]


def rows_in_use() -> list[tuple[str, Model]]:
    session = make_session()
    sign_up(session.pk, wish())
    facilitator = session.facilitators.first()
    assert session.place is not None
    assert facilitator is not None
    return [
        ("school_sessions", session),
        ("school_terms", session.term),
        ("school_places", session.place),
        ("school_facilitators", facilitator),
    ]


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("which", range(4))
def test_what_is_in_use_is_not_deleted(admin: Client, which: int, method: str) -> None:
    name, row = rows_in_use()[which]
    assert admin.get(reverse(f"{name}:usage", args=[row.pk])).status_code == 200
    response = getattr(admin, method)(reverse(f"{name}:delete", args=[row.pk]), follow=True)
    assert response.redirect_chain[0] == (reverse(f"{name}:index"), 302)
    assert "nstead" in response.text or "those to come" in response.text
    assert type(row)._default_manager.filter(pk=row.pk).exists()


def test_what_nothing_rests_on_is_deleted(admin: Client) -> None:
    session = make_session()
    term, place, who = session.term, session.place, list(session.facilitators.all())
    assert place is not None
    for name, row in (("school_sessions", session), ("school_terms", term), ("school_places", place)):
        assert admin.post(reverse(f"{name}:delete", args=[row.pk])).status_code == 302
    for one in who:
        assert admin.post(reverse("school_facilitators:delete", args=[one.pk])).status_code == 302
    assert [model.objects.count() for model in (Session, Term, Place, Facilitator)] == [0] * 4


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("which", ["workshop", "school"])
def test_page_with_sessions_is_not_deleted(
    admin: Client, school: SchoolIndexPage, which: str, method: str
) -> None:
    workshop = make_session().workshop
    page = workshop if which == "workshop" else school
    confirm = {"confirm_site_name": "Lærsammen"} if method == "post" else {}
    address = reverse("wagtailadmin_pages:delete", args=[page.pk])
    response = getattr(admin, method)(address, confirm, follow=True)
    assert response.redirect_chain[0] == (reverse("wagtailadmin_explore", args=[page.get_parent().pk]), 302)
    assert "there are sessions of it" in response.text
    assert reverse("wagtailadmin_pages:unpublish", args=[page.pk]) in response.text
    assert Page.objects.filter(pk=workshop.pk).exists()


def test_of_several_pages_none_goes_while_one_has_sessions(admin: Client, school: SchoolIndexPage) -> None:
    held, free = make_session().workshop, make_workshop()
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    response = admin.post(f"{address}?id={held.pk}&id={free.pk}&next=/cms/", follow=True)
    assert "there are sessions of it" in response.text
    assert Page.objects.child_of(school).count() == 2
    admin.post(f"{address}?id={free.pk}")
    assert Page.objects.child_of(school).get().pk == held.pk


ROWS = ("school_sessions", "school_terms", "school_places", "school_facilitators")


@pytest.mark.parametrize("role", [Role.AUTHOR, Role.LIVED_EXPERIENCE, Role.PROFESSIONAL])
def test_others_in_the_cms_see_no_sign_ups(school: SchoolIndexPage, client: Client, role: Role) -> None:
    session = make_session()
    place = sign_up(session.pk, wish(ALIAS), by_telephone=True)
    client.force_login(make_person(role))
    own = [reverse(f"{name}:index") for name in ROWS]
    own += [
        reverse(f"school_sessions:{name}", args=[session.pk]) for name in ("who_comes", "telephone", "vis")
    ]
    own += [reverse("school_sessions:code", args=[session.pk, place.pk])]
    home = client.get("/cms/").text
    for address in own:
        response = client.get(address)
        assert response.status_code == 302
        assert ALIAS not in response.text
        assert address not in home
    assert client.post(reverse("school_sessions:aflys", args=[session.pk])).status_code == 302
    assert not Session.objects.get().is_cancelled


def test_coordinator_runs_the_school_and_deletes_nothing(coordinator: Client) -> None:
    session = make_session()
    for name in ROWS:
        assert coordinator.get(reverse(f"{name}:index")).status_code == 200
        assert coordinator.get(reverse(f"{name}:add")).status_code == 200
    assert coordinator.post(reverse("school_sessions:delete", args=[session.pk])).status_code == 302
    assert Session.objects.filter(pk=session.pk).exists()


def test_whoever_rings_is_signed_up_and_gets_a_code(coordinator: Client) -> None:
    session = make_session(seats=1, kept_seats=1)
    said = {"name": ALIAS, "reach": "20 20 20 20", "needs": "En stol", "companion": ""}
    address = reverse("school_sessions:telephone", args=[session.pk])
    assert coordinator.get(address).status_code == 200
    response = coordinator.post(address, said, follow=True)
    place = SignUp.objects.get()
    assert (place.state, place.may_have_kept) == (SeatState.TAKEN, True)
    assert code_of(place) in response.text
    assert "They have a seat" in response.text
    # Loading the answer again signs nobody up anew.
    coordinator.get(response.redirect_chain[-1][0])
    assert SignUp.objects.count() == 1
    assert "number 1 in line" in coordinator.post(address, {"name": "Gry"}, follow=True).text
    for wrong in ({"name": ""}, {"name": "A", "reach": "a@example.org"}, {"name": "010190-1234"}):
        assert coordinator.post(address, wrong).status_code == 200
    assert SignUp.objects.count() == 2


def test_code_is_read_for_those_who_rang_alone(coordinator: Client) -> None:
    session = make_session()
    by_mail, by_code = sign_up(session.pk, wish("A", "a@example.org")), sign_up(session.pk, wish("B"))
    for place in (by_mail, by_code):
        address = reverse("school_sessions:code", args=[session.pk, place.pk])
        assert coordinator.get(address).status_code == 404


def test_who_comes_is_listed_and_doubles_are_made_one(coordinator: Client) -> None:
    session = make_session(seats=1)
    first = sign_up(session.pk, wish(ALIAS, "quirina@example.org", needs="Nær døren"))
    second = sign_up(session.pk, wish("Gry", companion="Liv"))
    address = reverse("school_sessions:who_comes", args=[session.pk])
    words = coordinator.get(address).text
    assert ALIAS in words
    assert "q•••@example.org" in words
    assert "quirina@example.org" not in words
    assert "Nær døren" in words
    assert "In line, as number 1" in words
    assert ModelLogEntry.objects.filter(action="recoveryskole.read_sign_ups").count() == 1
    merge = reverse("school_sessions:merge", args=[session.pk])
    assert "Tick two places" in coordinator.post(merge, {"same": [first.pk, "x"]}, follow=True).text
    assert SignUp.objects.living().count() == 3
    third = sign_up(session.pk, wish(ALIAS))
    assert "one place now" in coordinator.post(merge, {"same": [first.pk, third.pk]}, follow=True).text
    assert set(SignUp.objects.living().filter(brought_by=None)) == {second, third}


def test_roll_asks_no_more_for_more(coordinator: Client) -> None:
    session = make_session()
    address = reverse("school_sessions:who_comes", args=[session.pk])

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert coordinator.get(address).status_code == 200
        return len(captured)

    sign_up(session.pk, wish("A"))
    asked()
    one = asked()
    for name in ("B", "C"):
        sign_up(session.pk, wish(name, companion="D"))
    assert asked() == one


def test_nothing_in_the_cms_remembers_who_came(admin: Client) -> None:
    """Logs, indexes, revisions and search know the session, and no alias, address or need."""
    session = make_session(seats=3)
    said = {"name": ALIAS, "reach": "91827364", "needs": "Zebrastol", "companion": "Ottiliebirk"}
    admin.post(reverse("school_sessions:telephone", args=[session.pk]), said)
    sign_up(session.pk, wish(ALIAS, "zahlbruckner@example.org"))
    admin.get(reverse("school_sessions:who_comes", args=[session.pk]))
    pks = list(SignUp.objects.filter(brought_by=None).values_list("pk", flat=True))
    admin.post(reverse("school_sessions:merge", args=[session.pk]), {"same": pks})
    act(admin, session, "aflys")
    edit(admin, session)
    kept = rows_that_say(ALIAS, "91827364", "Zebrastol", "Ottiliebirk", "zahlbruckner")
    # The letter to whoever left an e-mail waits for the worker.
    assert kept <= {"recoveryskole_signup", "accounts_outgoingmail", "accounts_mail"}
    assert "recoveryskole_signup" in kept


def test_whoever_teaches_sees_who_has_looked_and_leaves_no_name(coordinator: Client) -> None:
    person = make_person(display_name="Zenobia Kvist")
    said = {"name": "Zenobia Kvist", "knowledge": Knowledge.LIVED, "email": person.email.upper()}
    assert coordinator.post(reverse("school_facilitators:add"), said).status_code == 302
    assert Facilitator.objects.get().person == person
    for address in (reverse("school_facilitators:index"), reverse("school_sessions:add")):
        PersonalRead.objects.all().delete()
        assert "Zenobia" in coordinator.get(address).text
        assert PersonalRead.objects.filter(person=person, what="recoveryskole.facilitator").exists()
    again = coordinator.post(reverse("school_facilitators:add"), said)
    assert "has that account already" in again.text
    unknown = coordinator.post(reverse("school_facilitators:add"), {**said, "email": "ingen@example.org"})
    assert "Nobody here has that e-mail" in unknown.text
    empty_person(person, by=make_person())
    assert rows_that_say("Zenobia") == set()


def test_list_of_those_who_teach_opens_with_and_without_accounts(coordinator: Client) -> None:
    teacher = make_person()
    make_facilitator(person=teacher)
    make_facilitator(person=make_person())
    make_facilitator()
    assert coordinator.get("/cms/skole/undervisere/").status_code == 200
    assert PersonalRead.objects.filter(person=teacher).count() == 1
