"""A plan of one's own on a phone and at a desk, without a script; and the page of what one keeps."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from courses.models import HomePage
from recoveryskole.domain.links import token_of
from recoveryskole.domain.school import ensure_school
from recoveryskole.domain.sign_ups import sign_up
from recoveryskole.models import OwnPlan
from tests.factories.accounts import make_person
from tests.factories.school import make_session, make_workshop, wish

PHONE, DESK = 360, 1280


def no_sideways_scroll(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_plan_and_place_are_ones_own(page_at, live_site, sign_in, check_axe, shoot, width):
    ensure_school(HomePage.objects.get())
    person = make_person()
    place = sign_up(make_session(make_workshop("Søvn, når tankerne kører")).pk, wish("Birk"))
    page = page_at(width)
    sign_in(page, person.email)
    page.goto(live_site.url + reverse("recoveryskole:own_plan"))
    page.get_by_label("Hvad håber du på?").fill("At jeg kan sove hos min søster i sommerferien.")
    page.get_by_label("Hvad hjælper dig, når det er svært?").fill("Gå ned til havnen med Sif. Den gule dyne.")
    no_sideways_scroll(page)
    page.get_by_role("button", name="Gem", exact=True).click()
    expect(page.get_by_role("heading", name="Din plan er gemt")).to_be_visible()
    no_sideways_scroll(page)
    shoot(page, "skole-min-plan-kode")
    check_axe(page)
    page.get_by_role("button", name="Jeg har skrevet den ned").click()
    expect(page.get_by_text("Gemt kl.")).to_be_visible()
    no_sideways_scroll(page)
    shoot(page, "skole-min-plan")
    check_axe(page)
    page.get_by_role("link", name="Udskriv den").click()
    page.emulate_media(media="print")
    shoot(page, "skole-min-plan-papir")
    page.emulate_media(media="screen")
    check_axe(page)

    page.goto(live_site.url + reverse("recoveryskole:place", args=[token_of(place)]))
    page.get_by_role("button", name="Vis min plads").click()
    page.get_by_role("button", name="Gem den på min side").click()
    page.get_by_text("Få den i din kalender").click()
    page.get_by_role("button", name="Lav en adresse").click()
    page.get_by_text("Få den i din kalender").click()
    expect(page.get_by_label("Adressen til din kalender")).to_be_visible()
    no_sideways_scroll(page)
    shoot(page, "skole-plads-egen")
    check_axe(page)
    page.get_by_role("link", name="Se din side").click()
    page.get_by_role("button", name="Lav en adresse").click()
    expect(page.get_by_label("Adressen til din kalender")).to_be_visible()
    no_sideways_scroll(page)
    shoot(page, "skole-mine")
    check_axe(page)

    page.goto(live_site.url + reverse("recoveryskole:own_plan"))
    page.get_by_text("Slet den helt").click()
    page.get_by_role("button", name="Slet min plan").click()
    expect(page.get_by_role("heading", name="Din plan er slettet")).to_be_visible()
    assert not OwnPlan.objects.exists()
