"""What taking part counts for, on a phone: the paper, and evidence by one's own choice."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User
from competences.models import Competence
from courses.models import HomePage, Outcome
from recoveryskole.domain.links import token_of
from recoveryskole.domain.school import ensure_school
from recoveryskole.domain.sign_ups import sign_up
from recoveryskole.models import Session, SignUp
from seats.enums import SeatState
from tests.courses.proofs.pdf import words_of
from tests.factories.school import make_session, make_workshop, wish

EMAIL = "assistent@example.org"


@pytest.fixture
def place(town) -> SignUp:
    ensure_school(HomePage.objects.get())
    workshop = make_workshop("Søvn, når tankerne kører", take_home="En øvelse, der passer til dig.")
    Outcome.objects.create(page=workshop, competence=Competence.objects.current().requirements()[0], level=1)
    session = make_session(workshop)
    made = sign_up(session.pk, wish("Birk"))
    SignUp.objects.filter(pk=made.pk).update(state=SeatState.ATTENDED)
    begins = timezone.localtime().replace(hour=16, minute=30) - dt.timedelta(days=2)
    Session.objects.filter(pk=session.pk).update(starts_at=begins, ends_at=begins + dt.timedelta(hours=2))
    return made


@pytest.mark.parametrize(("width", "is_calm"), [(360, False), (360, True), (1280, False)])
def test_from_the_link_to_evidence_of_ones_own(
    town, place, page_at, sign_in, check_axe, shoot, width, is_calm
):
    User.objects.filter(email=EMAIL).update(calm_mode=is_calm)
    mode = "calm" if is_calm else "plain"
    page = page_at(width)

    def look(name: str) -> None:
        check_axe(page)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        shoot(page, f"skole-{name}-{mode}")

    link = town.url + reverse("recoveryskole:place", args=[token_of(place)])
    sign_in(page, EMAIL)
    page.goto(link)
    page.get_by_role("button", name="Vis min plads").click()
    expect(page.get_by_role("heading", name="Godt, at du kom")).to_be_visible()
    with page.expect_download() as fetched:
        page.get_by_role("link", name="Hent dit deltagerbevis").click()
    assert "Birk var med på Recoveryskolen" in words_of(fetched.value.path().read_bytes())
    page.get_by_text("Lad det tælle som dokumentation").click()
    expect(page.get_by_text("Din leder kan se det.")).to_be_visible()
    look("taeller")
    page.get_by_role("button", name="Ja, lad det tælle").click()
    expect(page.get_by_role("heading", name="Det, du lader tælle")).to_be_visible()
    look("det-taeller")
    page.goto(town.url + reverse("development:profile"))
    assert "Har været med på recoveryskolen" in page.content()
    page.goto(link)
    expect(page.get_by_text("Linket er brugt.")).to_be_visible()
    page.goto(town.url + reverse("recoveryskole:claims"))
    page.locator("summary", has_text="Tag det tilbage").click()
    page.get_by_role("button", name="Tag det tilbage").click()
    expect(page.get_by_text("Her er ikke noget.")).to_be_visible()
