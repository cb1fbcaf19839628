"""The paper that says that somebody was there: what stands in it, and that it leads back to nothing."""

import datetime as dt
import re
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from courses.models import ContactSettings
from recoveryskole.domain.links import code_of, token_of
from recoveryskole.domain.participation import participation_document, write_participation
from recoveryskole.domain.sign_ups import sign_up
from recoveryskole.models import Claim, SchoolIndexPage, SignUp
from seats.enums import SeatState
from tests.courses.proofs.pdf import opened, tags, words_of
from tests.factories.school import make_session, make_workshop, wish

START = dt.datetime(2027, 3, 8, 9, 0, tzinfo=dt.UTC)


@pytest.fixture
def place(school: SchoolIndexPage) -> Any:
    with time_machine.travel(START, tick=False) as traveller:
        workshop = make_workshop("Søvn, når tankerne kører", take_home="En øvelse.\n\n Et ark til natten. ")
        made = sign_up(make_session(workshop, days=1).pk, wish("Birk", "birk@example.org", needs="Nær døren"))
        traveller.shift(dt.timedelta(days=2))
        SignUp.objects.update(state=SeatState.ATTENDED)
        yield SignUp.objects.select_related("session__workshop", "session__term").get(pk=made.pk)


def address(place: SignUp, name: str = "participation") -> str:
    return reverse(f"recoveryskole:{name}", args=[token_of(place)])


def test_paper_is_a_tagged_pdf_in_danish(place: SignUp, client: Client) -> None:
    client.post(address(place, "place"))
    response = client.get(address(place))
    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/pdf")
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert "Birk" not in response.headers["Content-Disposition"]
    pdf = opened(response.content)
    assert pdf.Root.MarkInfo.Marked
    assert str(pdf.Root.Lang).startswith("da")
    assert str(pdf.docinfo["/Title"]) == "Deltagerbevis: Søvn, når tankerne kører"
    assert {"H1", "H2", "L"} <= set(tags(pdf))
    assert len(pdf.pages) == 1


def test_paper_says_who_what_when_and_how_long(place: SignUp) -> None:
    contact = ContactSettings.load()
    contact.operator = "Byen"
    contact.save()
    said = words_of(write_participation(place))
    for words in (
        *("Deltagerbevis", "Birk var med på Recoveryskolen", "Søvn, når tankerne kører", "9. marts 2027"),
        *("10.00-12.00", "2 timer", "En øvelse.", "Et ark til natten.", "ingen er blevet prøvet", "Byen"),
    ):
        assert words in said, words


def test_paper_bears_no_number_and_nothing_is_kept_of_it(place: SignUp) -> None:
    before = list(SignUp.objects.values_list())
    made = write_participation(place)
    assert made == write_participation(place), "the same bytes, whenever it is made"
    said = words_of(made) + str(participation_document(place))
    for key in (place.pk, place.seed, place.session.uid, token_of(place), code_of(place)):
        assert str(key) not in said
    assert not re.search("[0-9a-f]{12}|birk@|Nær døren", said)
    assert list(SignUp.objects.values_list()) == before
    assert not Claim.objects.exists()


@pytest.mark.parametrize("name", ["😴 Søvnig", "אבגד", "x" * 60, '#show "*_`', "<b>"])
def test_any_name_is_only_a_name(place: SignUp, name: str) -> None:
    place.name = name
    assert opened(write_participation(place)).pages


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(45, "45 minutter"), (60, "1 time"), (90, "1 time og 30 minutter"), (180, "3 timer")],
)
def test_hours_are_said(place: SignUp, minutes: int, said: str) -> None:
    place.session.ends_at = place.session.starts_at + dt.timedelta(minutes=minutes)
    assert participation_document(place)["hours"] == said


def test_across_midnight_the_end_names_its_day(place: SignUp) -> None:
    place.session.ends_at = place.session.starts_at + dt.timedelta(hours=20)
    assert "kl. 06.00" in participation_document(place)["time"]


def test_paper_is_shown_only_where_the_place_was_opened(place: SignUp, client: Client) -> None:
    closed = client.get(address(place))
    assert (closed.status_code, closed.headers["Location"]) == (303, address(place, "place"))
    assert client.post(address(place)).status_code == 405
    SignUp.objects.update(state=SeatState.TAKEN)
    client.post(address(place, "place"))
    assert client.get(address(place)).status_code == 410
    assert client.get(reverse("recoveryskole:participation", args=["andet"])).status_code == 410
