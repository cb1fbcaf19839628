"""Looking for something at the recovery school, on a phone and at a desk, without an account or a script."""

import datetime as dt
import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from recoveryskole.domain.sign_ups import sign_up
from tests.factories.school import make_place, make_session, make_term, make_workshop, wish

PROGRAMME = "/recoveryskole/"
WORKSHOPS = [
    ("Søvn, når tankerne kører", "Hvad hjælper, når hovedet ikke vil sove? Vi prøver tre ting af."),
    ("At sige nej uden at lukke døren", "Vi øver os to og to. Du må også bare lytte."),
    ("Min historie er min", "Hvad vil du fortælle om dig selv, og hvad vil du beholde?"),
    ("Medicin: spørg, forstå, vælg", "Tag dine spørgsmål med. Vi er to, der svarer, så godt vi kan."),
    ("Penge, post og ro i maven", "Vi åbner kuverterne sammen. Tag dem bare med."),
    ("Gå med: en tur langs åen", "En stille tur på en time. Vi går i det tempo, der passer."),
]
BODY = "<p>Vi begynder med kaffe. Så fortæller Karen om sine nætter.</p><p>Du behøver ikke sige noget.</p>"


@pytest.fixture
def school(live_site):
    """Six workshops next month: one is full, one online, one cancelled; and one a month later."""
    today = timezone.localdate()
    first = (today.replace(day=1) + dt.timedelta(days=31)).replace(day=1)
    make_term(title="Forår", starts_on=today, ends_on=today + dt.timedelta(days=150))
    library = make_place(
        name="Biblioteket", has_steps=False, has_lift=True, has_accessible_toilet=True, has_quiet_room=True
    )
    quay = make_place(name="Kajen", street="Havnegade 4")
    sessions = []
    for number, (title, summary) in enumerate(WORKSHOPS):
        workshop = make_workshop(
            title,
            for_whom="Det kan hjælpe dig, der ligger vågen.",
            body=[("text", BODY)],
            take_home="En øvelse, der passer til dig.\nEt ark med gode råd til natten.",
            touches_on="Vi taler om svære nætter. Du bestemmer, hvad du deler.",
        )
        workshop.summary = summary
        workshop.save_revision().publish()
        starts_at = timezone.make_aware(
            dt.datetime.combine(first + dt.timedelta(days=4 * number + 1), dt.time(16, 30))
        )
        sessions.append(make_session(workshop, starts_at=starts_at, place=library if number % 2 else quay))
    full, online, cancelled = sessions[1], sessions[3], sessions[4]
    full.seats = 1
    full.save()
    for name in ("Birk", "Ask"):
        sign_up(full.pk, wish(name))
    online.place, online.room, online.seats, online.online_url = None, "", None, "https://example.org/rum"
    online.save()
    cancelled.cancelled_at = timezone.now()
    cancelled.save()
    make_session(sessions[0].workshop, starts_at=sessions[0].starts_at + dt.timedelta(days=35), place=library)
    return sessions


@pytest.mark.parametrize("width", [360, 1280])
def test_somebody_finds_a_workshop_without_a_script(school, live_site, page_at, width):
    page = page_at(width, javascript=False)
    page.goto(live_site.url + "/")
    page.get_by_role("link", name="Se hele programmet").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recoveryskolen")
    expect(page.locator("li.ls-session")).to_have_count(6)
    page.get_by_text("Søg og vælg").click()
    page.get_by_label("Hvad leder du efter?").fill("sige NEJ")
    page.get_by_role("button", name="Vis", exact=True).click()
    expect(page.locator("li.ls-session")).to_have_count(1)
    page.get_by_label("Der er ledige pladser").check()
    page.get_by_role("button", name="Vis", exact=True).click()
    expect(page.get_by_text("Intet passer på det hele.")).to_be_visible()
    page.get_by_role("link", name="Vis hele programmet").click()
    page.locator("li.ls-session").get_by_role("link", name=WORKSHOPS[0][0]).first.click()
    expect(page.get_by_role("heading", name="Det tager du med hjem")).to_be_visible()
    page.get_by_role("link", name="Tilmeld mig").first.click()
    assert "/recoveryskole/tilmeld/" in page.url


@pytest.mark.parametrize("width", [360, 1280])
def test_pages_of_the_school_can_be_read(school, live_site, page_at, check_axe, shoot, width):
    page = page_at(width)
    for name, address in (
        ("program", PROGRAMME),
        ("program-soeg", f"{PROGRAMME}?q=tur"),
        ("workshop", school[0].workshop.get_url()),
        ("forside", "/"),
    ):
        page.goto(live_site.url + address)
        check_axe(page)
        shoot(page, name)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    if width == 360:
        page.goto(live_site.url + PROGRAMME)
        page.get_by_text("Måneden som kalender").click()
        page.locator(".ls-month a:visible").nth(2).click()
        expect(page).to_have_url(re.compile("#dag-"))
        check_axe(page)
        shoot(page, "program-kalender")


def test_calm_view_shows_the_programme_too(school, live_site, page_at, check_axe, shoot):
    page = page_at(360)
    page.goto(live_site.url + PROGRAMME)
    page.get_by_text("Menu", exact=True).click()
    page.get_by_role("button", name="Rolig visning").first.click()
    expect(page.locator("html")).to_have_class("ls-calm")
    for name, address in (("program-rolig", PROGRAMME), ("workshop-rolig", school[0].workshop.get_url())):
        page.goto(live_site.url + address)
        check_axe(page)
        shoot(page, name)
