"""How it was, by the keyboard alone and on a phone; and what the pair reads of it on a Monday."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from courses.models import HomePage
from recoveryskole.domain.feedback import hand_in, tell_feedback
from recoveryskole.domain.links import token_of
from recoveryskole.domain.school import ensure_school
from recoveryskole.domain.sign_ups import sign_up
from recoveryskole.enums import Face
from recoveryskole.models import FeedbackBox, Session, SignUp
from seats.enums import SeatState
from tests.factories.accounts import make_person
from tests.factories.school import make_session, make_workshop, wish

KAREN = "karen@example.org"
FACES = (Face.GOOD, Face.GOOD, Face.EVEN, Face.LOW, Face.GOOD)
LINES = ("Pausen midtvejs var god.", "", "Der var lidt varmt.", "Jeg kunne ikke høre alt.", "")


@pytest.fixture
def places(live_site) -> list[SignUp]:
    """Six who came today to what Karen and Jonas teach; they meet again in four weeks."""
    ensure_school(HomePage.objects.get())
    session = make_session(make_workshop("Søvn, når tankerne kører"))
    for one, name in zip(session.facilitators.order_by("pk"), ("Karen", "Jonas"), strict=True):
        one.person, one.name = make_person(email=f"{name.lower()}@example.org", display_name=name), name
        one.save()
    for number in range(6):
        sign_up(session.pk, wish(f"Person {number}"))
    make_session(session.workshop, days=28)
    now = timezone.now()
    Session.objects.filter(pk=session.pk).update(starts_at=now - dt.timedelta(minutes=2), ends_at=now)
    SignUp.objects.update(state=SeatState.ATTENDED)
    return list(SignUp.objects.select_related("session"))


def no_sideways_scroll(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


@pytest.mark.parametrize("width", [360, 1280])
def test_by_keyboard_alone(page_at, live_site, places, check_axe, shoot, width):
    page = page_at(width)
    page.goto(live_site.url + reverse("recoveryskole:place", args=[token_of(places[0])]))
    page.get_by_role("button", name="Vis min plads").focus()
    page.keyboard.press("Enter")
    link = page.get_by_role("link", name="Sig, hvordan det var")
    expect(link).to_be_visible()
    shoot(page, "skole-bagefter")
    check_axe(page)
    link.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Hvordan var det")).to_be_visible()
    for face in page.locator(".ls-face").all():
        box = face.bounding_box()
        assert min(box["width"], box["height"]) >= 44
    page.get_by_label("Godt", exact=True).focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_label("Midt imellem")).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.type("Pausen midtvejs var god. Der var lidt varmt.")
    no_sideways_scroll(page)
    shoot(page, "skole-feedback")
    check_axe(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Tak")).to_be_visible()
    shoot(page, "skole-feedback-tak")
    check_axe(page)
    assert FeedbackBox.objects.get().counts == {"good": 0, "even": 1, "low": 0}


def test_what_is_wrong_and_what_the_pair_reads(page_at, live_site, places, sign_in, check_axe, shoot):
    page = page_at(360, javascript=False, may_fail=True)
    page.goto(live_site.url + reverse("recoveryskole:place", args=[token_of(places[5])]))
    page.get_by_role("button", name="Vis min plads").click()
    page.get_by_role("link", name="Sig, hvordan det var").click()
    page.get_by_label("En linje til os").fill("Ring til 12 34 56 78")
    page.get_by_role("button", name="Aflever").click()
    expect(page.locator(".form-error-message")).to_have_count(2)
    expect(page.get_by_label("En linje til os")).to_have_value("Ring til 12 34 56 78")
    no_sideways_scroll(page)
    shoot(page, "skole-feedback-fejl")
    for place, face, line in zip(places, FACES, LINES, strict=False):
        hand_in(place, face, line)
    tell_feedback(timezone.now() + dt.timedelta(days=-timezone.localtime().weekday() % 7))
    for width in (360, 1280):
        page = page_at(width)
        sign_in(page, KAREN)
        page.goto(live_site.url + reverse("recoveryskole:teaching", args=[places[0].session_id]))
        expect(page.locator(".ls-told strong")).to_have_text(["3", "1", "1"])
        no_sideways_scroll(page)
        shoot(page, "undervisere-svar")
        check_axe(page)
    make_person(email="tal@example.org", is_superuser=True)
    page = page_at(1280)
    sign_in(page, "tal@example.org")
    page.goto(live_site.url + reverse("school_figures:index"))
    shoot(page, "skole-tal-cms")
    page.goto(live_site.url + reverse("school_figures:print", args=[timezone.localdate().year]))
    shoot(page, "skole-tal")
    check_axe(page)
