"""What taking part counts for: once from each link, by whoever it is, and nothing that leads back."""

import datetime as dt
import hashlib
import uuid
from typing import Any

import pytest
import time_machine
from django.contrib.sessions.models import Session as BrowserSession
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from accounts.models import User
from assessments.h5p.models import Delivery, XAPIStatement
from assessments.ledger.domain.auditing import audit_person
from assessments.ledger.domain.queries import positions
from assessments.ledger.enums import EvidenceKind
from assessments.ledger.models import Evidence
from competences.models import Competence
from courses.models import Outcome
from development.domain.own_record import ask_for_record
from recoveryskole.domain.claims import claim, origin_of, read_my_claims, take_back
from recoveryskole.domain.clearing import empty_what_is_past
from recoveryskole.domain.leaving import forget
from recoveryskole.domain.links import code_of, token_of
from recoveryskole.domain.sign_ups import SchoolRefused, sign_up
from recoveryskole.models import Claim, LinkMark, SchoolIndexPage, Session, SignUp
from recoveryskole.views.linked import form_key
from seats.enums import SeatState
from tests.factories.accounts import make_employment, make_person
from tests.factories.competences import make_requirement
from tests.factories.school import make_session, make_term, make_workshop, wish

START = dt.datetime(2027, 3, 8, 9, 0, tzinfo=dt.UTC)
FIRST_DAY = dt.date(2027, 1, 4)


@pytest.fixture
def clock(school: SchoolIndexPage) -> Any:
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def requirement(clock: Any) -> Competence:
    return make_requirement()


@pytest.fixture
def session(requirement: Competence) -> Session:
    workshop = make_workshop("Søvn, når tankerne kører")
    Outcome.objects.create(page=workshop, competence=requirement, level=2)
    term = make_term(title="Forår 2027", starts_on=FIRST_DAY, ends_on=dt.date(2027, 6, 20))
    return make_session(workshop, days=1, term=term)


@pytest.fixture
def place(session: Session, clock: Any) -> SignUp:
    """Birk, who was there; it is two days ago."""
    made = sign_up(session.pk, wish("Birk", "birk@example.org"))
    clock.shift(dt.timedelta(days=3))
    SignUp.objects.update(state=SeatState.ATTENDED)
    return SignUp.objects.select_related("session__term", "session__workshop").get(pk=made.pk)


@pytest.fixture
def staff(clock: Any) -> User:
    return make_employment().user


def address(place: SignUp, name: str = "place") -> str:
    return reverse(f"recoveryskole:{name}", args=[token_of(place)])


def open_as(client: Client, place: SignUp, person: User | None) -> str:
    if person:
        client.force_login(person)
    client.post(address(place))
    response = client.get(address(place))
    assert response.status_code == 200
    return " ".join(response.text.split())


def press(client: Client, place: SignUp, person: User) -> Any:
    return client.post(address(place, "claim"), {"key": form_key(person, token_of(place), "claim")})


# What is written


def test_claim_is_evidence_of_the_term_and_says_that_one_was_there(
    place: SignUp, staff: User, requirement: Competence
) -> None:
    made = claim(place, staff)
    row = Evidence.objects.get()
    assert (row.person, row.competence, row.kind) == (staff, requirement, EvidenceKind.SCHOOL_CLAIM)
    assert (row.level, row.confirms, row.origin) == (2, 1, origin_of(made.number))
    assert (row.recorded_on, timezone.localtime(row.recorded_at).time()) == (FIRST_DAY, dt.time())
    assert row.title == "Recoveryskolen, Forår 2027"
    assert row.recorded_by is None
    assert positions([staff.pk])[staff.pk, requirement.pk].level == 1
    assert audit_person(staff.pk) == []


def test_log_says_the_day_and_nothing_is_sent(place: SignUp, staff: User) -> None:
    before = set(ModelLogEntry.objects.values_list("pk", flat=True))
    claim(place, staff)
    (entry,) = ModelLogEntry.objects.exclude(pk__in=before)
    assert entry.action == "assessments.record_evidence"
    assert timezone.localtime(entry.timestamp).time() == dt.time()
    assert not XAPIStatement.objects.exists()
    assert not Delivery.objects.exists()


def test_claim_takes_no_statement_on_a_sign_up_but_to_read_it(
    place: SignUp, staff: User, django_assert_num_queries: Any
) -> None:
    table = SignUp._meta.db_table
    with django_assert_num_queries(21, exact=False) as asked:
        claim(place, staff)
    touching = [one["sql"] for one in asked.captured_queries if table in one["sql"]]
    assert touching
    assert all(sql.startswith("SELECT") and "FOR UPDATE" not in sql for sql in touching)


def test_claim_leads_nowhere(place: SignUp, staff: User, client: Client) -> None:
    """No value of claim, mark, evidence or log stands in the sign-up or its session, bare or hashed."""
    client.force_login(staff)
    client.post(address(place))
    press(client, place, staff)
    told = {*row_values(place), *row_values(place.session), token_of(place), code_of(place)}
    # What is the same for everybody leads to nobody: words, numbers and days that a thousand rows share.
    keys = {one for one in told if len(one) >= 8}
    leads = {*keys, *(digest(one) for one in keys for digest in DIGESTS)}
    rows = [*Claim.objects.all(), *LinkMark.objects.all(), *Evidence.objects.all()]
    said = {value for row in rows for value in row_values(row)}
    said |= {value for entry in ModelLogEntry.objects.filter(user=staff) for value in row_values(entry)}
    opened = BrowserSession.objects.get(pk=client.session.session_key).get_decoded()
    said |= {str(opened), *opened.get("school_open", [])}
    assert len(Claim.objects.all()) == 1
    assert not said & leads
    assert not [lead for lead in leads for one in said if lead in one]


def test_claim_is_of_no_minute_and_no_workshop(place: SignUp, staff: User) -> None:
    claim(place, staff)
    fields = {model: {field.name for field in model._meta.fields} for model in (Claim, LinkMark)}
    assert fields == {Claim: {"number", "dated_on"}, LinkMark: {"mark"}}
    assert Claim.objects.get().dated_on == FIRST_DAY
    assert "Søvn" not in str(Evidence.objects.values())


def test_sign_ups_are_the_same_bytes_before_and_after(place: SignUp, staff: User) -> None:
    before = every_byte()
    made = claim(place, staff)
    assert every_byte() == before
    take_back(made.number, staff)
    assert every_byte() == before


# Once, and by whom


def test_link_counts_once_whoever_has_it(place: SignUp, staff: User) -> None:
    claim(place, staff)
    for person in (staff, make_employment().user):
        with pytest.raises(SchoolRefused):
            claim(place, person)
    assert (Evidence.objects.count(), Claim.objects.count(), LinkMark.objects.count()) == (1, 1, 1)


def test_link_counts_once_when_the_server_has_a_new_secret(place: SignUp, staff: User, settings: Any) -> None:
    claim(place, staff)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a new one", [settings.SECRET_KEY]
    with pytest.raises(SchoolRefused):
        claim(place, staff)
    forget(place)
    assert not LinkMark.objects.exists()


@pytest.mark.parametrize("state", [SeatState.TAKEN, SeatState.WAITING, SeatState.GIVEN_UP])
def test_only_those_who_came_claim(place: SignUp, staff: User, client: Client, state: SeatState) -> None:
    number = 1 if state == SeatState.TAKEN else None
    SignUp.objects.filter(pk=place.pk).update(state=state, number=number)
    with pytest.raises(SchoolRefused):
        # As it was read before somebody took the tick away.
        claim(place, staff)
    client.force_login(staff)
    assert press(client, place, staff).status_code == 410
    client.post(address(place))
    assert client.get(address(place, "participation")).status_code == 410
    assert nothing_is_stored()


def test_workshop_that_counts_for_nothing_is_not_claimed(place: SignUp, staff: User, client: Client) -> None:
    Outcome.objects.all().delete()
    with pytest.raises(SchoolRefused):
        claim(place, staff)
    page = open_as(client, place, staff)
    assert "Hent dit deltagerbevis" in page
    assert "Lad det tælle" not in page


def test_citizen_claims_only_with_a_record_they_asked_for(place: SignUp, client: Client) -> None:
    citizen = make_person()
    assert "hvis du ikke beder om det" in open_as(client, place, citizen)
    assert press(client, place, citizen).status_code == 403
    assert nothing_is_stored()
    ask_for_record(citizen)
    page = open_as(client, place, citizen)
    assert "Kun du ser det, i din egen oversigt." in page
    assert "Din leder" not in page
    assert press(client, place, citizen).status_code == 303
    assert Evidence.objects.get().person == citizen


# Taking back, leaving, clearing


def test_taking_back_strikes_the_evidence_and_the_link_stays_used(
    place: SignUp, staff: User, requirement: Competence
) -> None:
    made = claim(place, staff)
    assert [one.number for one in read_my_claims(staff)] == [made.number]
    assert not take_back(made.number, make_person())
    assert take_back(made.number, staff)
    assert take_back(made.number, staff), "twice is once"
    assert Evidence.objects.exclude(revokes=None).count() == 1
    assert (read_my_claims(staff), positions([staff.pk])) == ([], {})
    assert audit_person(staff.pk) == []
    with pytest.raises(SchoolRefused):
        claim(place, staff)


def test_leaving_drops_the_mark_and_the_evidence_stays(place: SignUp, staff: User, client: Client) -> None:
    claim(place, staff)
    forget(place)
    assert not LinkMark.objects.exists()
    assert len(read_my_claims(staff)) == 1
    with pytest.raises(SchoolRefused):
        claim(place, staff)
    assert not LinkMark.objects.exists()


def test_mark_goes_when_the_names_go(place: SignUp, staff: User, clock: Any) -> None:
    claim(place, staff)
    clock.move_to(dt.datetime(2027, 7, 21, 9, tzinfo=dt.UTC))
    empty_what_is_past(timezone.now())
    assert SignUp.objects.get().forgotten_at == timezone.now()
    assert not LinkMark.objects.exists()
    (mine,) = read_my_claims(staff)
    assert (mine.day, mine.title) == (FIRST_DAY, "Recoveryskolen, Forår 2027")


# The pages


def test_page_says_beforehand_what_others_will_see(place: SignUp, staff: User, client: Client) -> None:
    page = open_as(client, place, staff)
    for said in (
        "Din leder kan se det.",
        "i Forår 2027",
        "gætte hvilken workshop",
        "Du kan tage det tilbage",
    ):
        assert said in page
    assert "Log ind" not in page[page.index('id="counts"') : page.index("</section>")]


def test_nobody_signed_in_is_told_how(place: SignUp, client: Client) -> None:
    page = open_as(client, place, None)
    assert "Log ind, og åbn dit link igen" in page
    assert "Din leder" not in page
    assert client.post(address(place, "claim"), {"key": ""}).status_code == 403


def test_yes_is_sent_and_read_on_a_page_without_the_link(place: SignUp, staff: User, client: Client) -> None:
    open_as(client, place, staff)
    response = press(client, place, staff)
    assert (response.status_code, response.headers["Location"]) == (303, reverse("recoveryskole:claims"))
    assert "no-store" in response.headers["Cache-Control"]
    page = client.get(response.headers["Location"])
    assert "Nu tæller det." in page.text
    assert "Recoveryskolen, Forår 2027" in page.text
    assert "Søvn" not in page.text
    assert press(client, place, staff).status_code == 409
    assert "Linket er brugt" in open_as(client, place, staff)
    profile = client.get(reverse("development:profile")).text
    assert "Har været med på recoveryskolen" in profile
    assert reverse("recoveryskole:claims") in profile


def test_somebody_elses_form_claims_nothing(place: SignUp, staff: User, client: Client) -> None:
    client.force_login(staff)
    others = (form_key(make_person(), token_of(place), "claim"), form_key(staff, "andet", "claim"))
    for key in ("", "x", *others):
        assert client.post(address(place, "claim"), {"key": key}).status_code == 400
    assert client.get(address(place, "claim")).status_code == 405
    assert not Evidence.objects.exists()


def test_own_page_is_ones_own(place: SignUp, staff: User, client: Client) -> None:
    made, other = claim(place, staff), make_person()
    back = reverse("recoveryskole:take_claim_back", args=[made.number])
    client.force_login(other)
    assert "Forår 2027" not in client.get(reverse("recoveryskole:claims")).text
    assert client.post(back).status_code == 404
    assert client.post(reverse("recoveryskole:take_claim_back", args=[uuid.uuid4()])).status_code == 404
    assert len(read_my_claims(staff)) == 1
    client.force_login(staff)
    assert client.get(back).status_code == 405
    assert client.post(back).status_code == 303
    assert "Her er ikke noget." in client.get(reverse("recoveryskole:claims")).text


def test_programme_says_nothing_of_it(place: SignUp, client: Client, requirement: Competence) -> None:
    workshop = place.session.workshop
    for page in (workshop.url, "/recoveryskole/"):
        assert requirement.title not in client.get(page).text


def test_number_of_queries_is_that_of_one(
    place: SignUp, staff: User, client: Client, django_assert_num_queries: Any
) -> None:
    claim(place, staff)
    client.force_login(staff)
    counts = []
    for _turn in range(2):
        with django_assert_num_queries(30, exact=False) as asked:
            client.get(reverse("recoveryskole:claims"))
        counts.append(len(asked))
        for _more in range(2):
            another = sign_up_who_came(place.session)
            for _extra in range(2):
                Outcome.objects.create(page=place.session.workshop, competence=make_requirement(), level=1)
            claim(another, staff)
    assert counts[0] == counts[1]


DIGESTS = [
    lambda one, name=name: hashlib.new(name, one.encode()).hexdigest() for name in ("md5", "sha1", "sha256")
]


def nothing_is_stored() -> bool:
    return not any(model.objects.exists() for model in (Claim, LinkMark, Evidence))


def row_values(row: Any) -> set[str]:
    """What stands in the row, as text; keys with and without hyphens."""
    values = {str(getattr(row, field.attname)) for field in row._meta.concrete_fields}
    return values | {one.replace("-", "") for one in values}


def every_byte() -> list[tuple[Any, ...]]:
    return [tuple(row) for row in SignUp.objects.order_by("pk").values_list()]


def sign_up_who_came(session: Session) -> SignUp:
    made = SignUp(session=session, holder=uuid.uuid4().hex, name="Ask", state=SeatState.ATTENDED)
    made.number = SignUp.objects.filter(session=session).count() + 1
    made.save(force_insert=True)
    return SignUp.objects.select_related("session__term", "session__workshop").get(pk=made.pk)
