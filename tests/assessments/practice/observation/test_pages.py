"""The pages: asking, waiting, telling, signing, and a link that somebody outside opens."""

import datetime as dt

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from accounts.enums import JobFunction
from accounts.models import PersonalRead
from assessments.ledger.enums import EvidenceKind
from assessments.ledger.models import Evidence
from assessments.practice.models import MethodSupervisor, Observation
from tests.factories.accounts import make_employment, make_person, make_workplace
from tests.factories.competences import make_area, make_job_requirement, make_requirement
from tests.factories.ledger import show
from tests.factories.practice_observation import ask, link_of, make_supervisor, sign_both, tell

pytestmark = pytest.mark.django_db

SEEN = {"needed": "3", "situation": "Vi sad i køkkenet.", "done_well": "Hun ventede."}
OUTSIDE = {**SEEN, "name": "Inger Vad", "workplace": "Distriktspsykiatrien"}


def as_person(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def unit():
    return make_workplace(make_workplace(make_workplace()))


@pytest.fixture
def lone(unit):
    person = make_person(display_name="Lone Kjær")
    make_employment(person, unit)
    return person


@pytest.fixture
def mette(unit):
    return make_supervisor(make_employment(make_person(display_name="Mette Aagaard"), unit).user)


@pytest.fixture
def requirement():
    return make_requirement(title="Bemyndige borgeren gennem mål")


@pytest.fixture
def leader(unit):
    who = make_person(display_name="Birgit Holm")
    make_employment(who, unit, is_manager=True, job_function=JobFunction.LEDER)
    return who


def test_from_asking_to_both_names(lone, mette, requirement):
    mine, others = as_person(lone), as_person(mette)
    assert requirement.name in mine.get(reverse("practice:ask")).text
    address = f"{reverse('practice:ask')}?krav={requirement.code}"
    page = mine.get(address).text
    assert "Mette Aagaard" in page
    posted = {"whom": f"u{mette.pk}", "note": "Om jeg venter."}
    assert mine.post(address, posted).status_code == 302
    row = Observation.objects.get()
    assert mail.outbox[-1].to == [mette.email]
    assert "kom i dag" in others.get(reverse("practice:waiting")).text.lower()
    assert "1 kollega beder dig se med" in others.get(reverse("development:my_learning")).text
    there = reverse("practice:observe", args=[row.pk])
    assert "Om jeg venter." in others.get(there).text
    told = {**SEEN, "seen_on": timezone.localdate().isoformat()}
    assert others.post(there, told).status_code == 302
    here = reverse("practice:observation", args=[row.pk])
    page = mine.get(here).text
    assert "Der var ikke brug for mig." in page
    assert "Det er dig. Din mangler." in page
    assert "venter på dit navn" in mine.get(reverse("development:my_learning")).text
    row.refresh_from_db()
    answer = {"act": "sign", "read": row.observer_signed, "comment": "Jeg var nervøs."}
    assert mine.post(here, answer).status_code == 302
    assert Evidence.objects.get().confirms == 3
    assert "Jeg var nervøs." in others.get(there).text
    assert mine.post(here, answer).status_code == 409


def test_form_that_is_wrong_comes_back_as_it_was(lone, mette, requirement):
    mine = as_person(lone)
    address = f"{reverse('practice:ask')}?krav={requirement.code}"
    wrong = [
        ({"note": "Et ønske"}, "Vælg, hvem du vil bede."),
        ({"whom": f"u{mette.pk}", "email": "x@example.org", "note": "Et ønske"}, "Vælg én"),
        ({"whom": "u0", "note": "Et ønske"}, "Et ønske"),
        ({"email": "nej", "note": "Et ønske"}, "Et ønske"),
        ({"email": lone.email, "note": "Et ønske"}, "Vælg en fra listen."),
    ]
    for posted, said in wrong:
        response = mine.post(address, posted)
        assert response.status_code == 422
        assert said in response.text
        assert "Et ønske" in response.text
    assert not Observation.objects.exists()
    row = ask(lone, requirement, mette)
    there = reverse("practice:observe", args=[row.pk])
    tomorrow = (timezone.localdate() + dt.timedelta(days=1)).isoformat()
    response = as_person(mette).post(there, {**SEEN, "needed": "", "seen_on": tomorrow})
    assert response.status_code == 422
    assert "Vi sad i køkkenet." in response.text
    assert "Den dag er ikke kommet endnu." in response.text


def test_a_name_is_asked_about_once_more_and_then_kept_as_it_is(requirement, lone):
    row = ask(lone, requirement, email="inger@example.org")
    stranger, address = Client(), link_of(row)
    posted = {**OUTSIDE, "situation": "Vi sad med borger J ved åen. Ring 20304050."}
    response = stranger.post(address, posted)
    assert response.status_code == 422
    assert "Kan man kende borgeren?" in response.text
    assert "ligner et telefonnummer" in response.text
    row.refresh_from_db()
    assert (row.state, row.situation) == ("asked", "")
    response = stranger.post(address, {**posted, "mend": "1"})
    assert response.status_code == 200
    assert "Vi sad med en borger ved åen." in response.text
    assert "Der står et navn" not in response.text
    assert stranger.post(address, {**posted, "keep": "1"}).status_code == 200
    row.refresh_from_db()
    assert row.situation == "Vi sad med borger J ved åen. Ring 20304050."


def test_link_shows_with_get_signs_with_post_and_works_once(requirement, lone):
    row = ask(lone, requirement, email="inger@example.org", note="Om jeg venter.")
    stranger, address = Client(enforce_csrf_checks=True), link_of(row)
    for _time in range(2):
        page = stranger.get(address)
        assert page.status_code == 200
    assert "Om jeg venter." in page.text
    assert page["Referrer-Policy"] == "no-referrer"
    assert "noindex" in page["X-Robots-Tag"]
    assert "no-store" in page["Cache-Control"]
    assert "csrftoken" not in page.cookies
    # As a browser sends it from a page without a referrer.
    done = stranger.post(address, OUTSIDE, headers={"origin": "null"})
    assert done.status_code == 200
    assert "Tak. Du har skrevet under" in done.text
    for answer in (stranger.get(address), stranger.post(address, OUTSIDE)):
        assert answer.status_code == 410
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "Linket virker ikke mere" in answer.text
    row.refresh_from_db()
    assert (row.outside_name, row.outside_email) == ("Inger Vad", "")


def test_somebody_outside_says_no(requirement, lone):
    row = ask(lone, requirement, email="inger@example.org")
    stranger = Client()
    assert "Vi har glemt din e-mail." in stranger.post(link_of(row), {"act": "decline"}).text
    row.refresh_from_db()
    assert (row.state, row.outside_email) == ("declined", "")
    assert "kunne ikke denne gang" in as_person(lone).get(reverse("practice:observations")).text


def test_nobody_signs_for_oneself_by_a_link(requirement, lone):
    row = ask(lone, requirement, email="inger@example.org")
    assert as_person(lone).post(link_of(row), OUTSIDE).status_code == 403
    row.refresh_from_db()
    assert row.state == "asked"


def test_links_are_tried_at_a_limited_rate(requirement, lone, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "observation_link": "2/10m/ip"}
    stranger = Client()
    assert [stranger.get(f"/praksis/se-med/{number}/").status_code for number in range(3)] == [410, 410, 429]


def test_recorded_supervisor_from_outside_is_not_asked_for_a_name(requirement, lone):
    record = MethodSupervisor.objects.create(
        name="Inger Vad", workplace_name="Regionen", email="i@example.org"
    )
    address = f"{reverse('practice:ask')}?krav={requirement.code}"
    assert "Metodevejleder, Regionen" in as_person(lone).get(address).text
    as_person(lone).post(address, {"whom": f"s{record.pk}"})
    row = Observation.objects.get()
    page = Client().get(link_of(row)).text
    assert "Din arbejdsplads" not in page
    assert Client().post(link_of(row), SEEN).status_code == 200
    row.refresh_from_db()
    assert (row.state, row.outside_name) == ("seen", "Inger Vad")


def test_sent_back_needs_words_and_comes_to_the_observer(lone, mette, requirement):
    row = tell(ask(lone, requirement, mette))
    mine, here = as_person(lone), reverse("practice:observation", args=[row.pk])
    posted = {"act": "send_back", "read": row.observer_signed}
    assert mine.post(here, {**posted, "comment": ""}).status_code == 422
    # Asked about a name, it is still sent back and not signed.
    response = mine.post(here, {**posted, "comment": "Borger Kim var der ikke."})
    assert 'name="act" value="send_back"' in response.text
    assert mine.post(here, {**posted, "comment": "Borger Kim var der ikke.", "keep": "1"}).status_code == 302
    page = as_person(mette).get(reverse("practice:observe", args=[row.pk])).text
    assert "Borger Kim var der ikke." in page
    assert "Vi sad i køkkenet med en borger." in page
    assert not Evidence.objects.exists()


def test_others_pages_are_not_there(lone, mette, leader, requirement):
    row = ask(lone, requirement, mette)
    addresses = [reverse("practice:observation", args=[row.pk]), reverse("practice:observe", args=[row.pk])]
    for who in (make_person(), leader):
        for address in addresses:
            assert as_person(who).get(address).status_code == 404
            assert as_person(who).post(address, SEEN).status_code == 404
    sign_both(row)
    assert as_person(leader).get(addresses[1]).status_code == 200
    assert ModelLogEntry.objects.filter(action="practice.read_observation", user=leader).count() == 1
    assert as_person(leader).get(addresses[0]).status_code == 404
    assert as_person(make_person()).get(addresses[1]).status_code == 404


def test_manager_asks_for_one_of_theirs(lone, mette, leader, requirement):
    address = reverse("practice:ask_for", args=[lone.pk, requirement.pk])
    client = as_person(leader)
    assert "Bed en se med hos Lone" in client.get(address).text
    client.post(address, {"whom": f"u{mette.pk}"})
    row = Observation.objects.get()
    assert (row.person, row.asked_by, row.observer) == (lone, leader, mette)
    assert [letter.to for letter in mail.outbox] == [[mette.email], [lone.email]]
    assert "Birgit Holm bad om det for dig" in as_person(lone).get(reverse("practice:observations")).text
    stranger = make_employment(make_person()).user
    assert client.get(reverse("practice:ask_for", args=[stranger.pk, requirement.pk])).status_code == 404
    assert client.get(reverse("practice:ask_for", args=[leader.pk, requirement.pk])).status_code == 404
    assert as_person(lone).get(address).status_code == 403
    # The day that somebody has left, they are no longer theirs.
    lone.employments.update(end=timezone.localdate() - dt.timedelta(days=1))
    assert client.get(address).status_code == 404


def test_taken_back_by_the_observer(lone, mette, requirement):
    row = sign_both(ask(lone, requirement, mette))
    client, there = as_person(mette), reverse("practice:observe", args=[row.pk])
    assert "Tag det tilbage" in client.get(there).text
    assert client.post(there, {"act": "take_back"}).status_code == 302
    assert not Evidence.objects.unrevoked().exists()
    assert client.post(there, {"act": "take_back"}).status_code == 409


def test_words_are_changed_until_both_have_signed(lone, mette, requirement):
    row = tell(ask(lone, requirement, mette))
    client, there = as_person(mette), reverse("practice:observe", args=[row.pk])
    assert "Ret dine ord" in client.get(there).text
    assert "Vi sad i køkkenet med en borger." in client.get(f"{there}?ret=1").text
    read = row.observer_signed
    client.post(there, {**SEEN, "needed": "2", "seen_on": "2026-01-05"})
    answer = as_person(lone).post(
        reverse("practice:observation", args=[row.pk]), {"act": "sign", "read": read}
    )
    assert answer.status_code == 409
    assert "Ordene er ændret imens." in answer.text


@pytest.mark.parametrize(("name", "most"), [("observations", 8), ("waiting", 10), ("ask", 14)])
def test_queries_do_not_grow_with_the_rows(unit, requirement, name, most, django_assert_max_num_queries):
    counts = []
    for rows in (1, 3):
        person = make_employment(make_person(), unit).user
        make_supervisor(person)
        for _row in range(rows):
            other = make_employment(make_person(), unit).user
            show(other, requirement, 3)
            ask(person, requirement, other)
            ask(other, requirement, person)
            sign_both(ask(other, requirement, person))
        client = as_person(person)
        address = reverse(f"practice:{name}") + (f"?krav={requirement.code}" if name == "ask" else "")
        for _time in range(2):
            client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= most, [query["sql"] for query in queries.captured_queries]


@pytest.fixture
def work(lone):
    """Four requirements: two are missing, the second more; one is met; of one nobody has asked."""
    area = make_area(code="R9", title="Samspil")
    found = [make_requirement(area, f"R9.{number}", title=f"Krav nr. {number}") for number in (1, 2, 3, 4)]
    for one, level in zip(found[:3], (2, 3, 1), strict=True):
        make_job_requirement(one, level)
    show(lone, found[0], 1, EvidenceKind.SOLVED)
    show(lone, found[2], 2, EvidenceKind.SOLVED)
    return found


def in_order(page: str, *texts: str) -> bool:
    places = [page.index(text) for text in texts]
    return places == sorted(places)


MISSING, MET = "Jobbet kræver det, og det mangler", "Jobbet kræver det, og det er på plads"
FOLD = '<details class="ls-fold'
CHOICES = (MISSING, "Krav nr. 2", "Krav nr. 1", MET, "Krav nr. 3")


def test_what_my_work_asks_for_is_offered_first(lone, work):
    page = as_person(lone).get(reverse("practice:ask")).content.decode()
    assert in_order(page, *CHOICES, FOLD, "1 krav, som jobbet ikke stiller", "Krav nr. 4")
    assert "Ikke vurderet" in page
    assert "Mangler ét trin" in page
    assert '<a href="?krav=R9.2">' in page
    assert as_person(lone).get(f"{reverse('practice:ask')}?krav=R9.2").status_code == 200
    assert as_person(lone).get(f"{reverse('practice:ask')}?krav=R0.0").status_code == 404


def test_a_manager_chooses_from_what_the_work_of_the_person_asks_for(lone, leader, mette, work):
    address = reverse("practice:choose_for", args=[lone.pk])
    client = as_person(leader)
    page = client.get(address).content.decode()
    assert in_order(page, "Vælg én ting for Lone", *CHOICES, FOLD, "Krav nr. 4")
    assert PersonalRead.objects.filter(person=lone, what="practice.needs").exists()
    asked = f"{address}?krav=R9.2"
    assert "Krav nr. 2" in client.get(asked).content.decode()
    assert client.post(asked, {"whom": f"u{mette.pk}"}).status_code == 302
    row = Observation.objects.get()
    assert (row.person, row.competence, row.asked_by) == (lone, work[1], leader)
    assert client.get(f"{address}?krav=R0.0").status_code == 404
    # Who leads nobody, and who leads others.
    assert as_person(mette).get(address).status_code == 403
    assert client.get(reverse("practice:choose_for", args=[make_person().pk])).status_code == 404
    assert client.get(reverse("practice:choose_for", args=[leader.pk])).status_code == 404


def test_without_a_job_everything_stands_open(work):
    page = as_person(make_person()).get(reverse("practice:ask")).content.decode()
    assert '<details class="ls-fold ls-after" open>' in page
    assert MISSING not in page


def test_queries_of_the_choice_do_not_grow(lone, work):
    client = as_person(lone)

    def count() -> int:
        client.get(reverse("practice:ask"))
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("practice:ask"))
        return len(asked)

    few = count()
    area = make_area(code="R8")
    for number in range(5, 9):
        one = make_requirement(area, f"R8.{number}")
        make_job_requirement(one, 3)
        show(lone, one, 2, EvidenceKind.SOLVED)
    assert count() == few
