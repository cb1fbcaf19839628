"""Somebody outside is asked by mail, answers on a phone without an account; two names, then the ledger."""

import re
import time

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from assessments.ledger.models import Evidence
from assessments.practice.models import Observation
from competences.models import Competence
from tests.browser.conftest import look_at
from tests.factories.accounts import make_employment, make_person, make_unit
from tests.factories.ledger import show
from tests.factories.practice_observation import ask, make_supervisor, tell, words

LONE, METTE = "lone@example.org", "mette@example.org"
WIDTH = 360
# What a person who reads and writes on a phone needs, far above what a script does.
MOST_TAPS, MOST_SECONDS = 12, 180
# Signs a minute that somebody types on a phone, and that they read of a page.
TYPED, READ = 150, 900


@pytest.fixture
def lone(live_site):
    unit = make_unit()
    person = make_person(email=LONE, display_name="Lone Kjær")
    make_employment(person, unit)
    make_supervisor(make_employment(make_person(email=METTE, display_name="Mette Aagaard"), unit).user)
    colleague = make_employment(make_person(display_name="Nikolaj Friis"), unit).user
    show(colleague, requirement(), 3)
    return person


def requirement() -> Competence:
    found = Competence.objects.current().requirements().filter(code="M.1").first()
    assert found is not None
    return found


class Hand:
    """Somebody with a phone: what they tap and type is counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.taps, self.typed = page, 0, 0

    def tap(self, place: str) -> None:
        self.page.locator(place).first.click()
        self.taps += 1

    def write(self, place: str, text: str) -> None:
        self.tap(place)
        self.page.locator(place).first.fill(text)
        self.typed += len(text)

    def seconds(self, read: int) -> int:
        """How long it takes somebody who reads that many signs, types these and thinks before each tap."""
        return round(60 * (self.typed / TYPED + read / READ) + self.taps)


def fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDTH


def test_from_mail_to_signed_evidence_without_an_account(live_site, page_at, sign_in, check_axe, shoot, lone):
    asker = page_at(WIDTH)
    sign_in(asker, LONE)
    asker.goto(f"{live_site.url}/min-laering/observationer/bed/?krav=M.1")
    fits(asker)
    check_axe(asker)
    shoot(asker, "observation-bed")
    asker.locator("details.details summary").click()
    asker.fill("input[name=email]", "inger@example.org")
    asker.fill("textarea[name=note]", "Om jeg får spurgt til det, han savner.")
    asker.locator(".ls-dock button").click()
    expect(asker.locator("h1")).to_have_text("Set på arbejdet")
    check_axe(asker)
    shoot(asker, "observationer")

    (letter,) = mail.outbox
    path = re.search(r"/praksis/se-med/\w+/", letter.body)
    assert path is not None
    # From here on nobody is signed in.
    begun = time.monotonic()
    hand = Hand(page_at(WIDTH))
    page = hand.page
    page.goto(live_site.url + path.group())
    fits(page)
    check_axe(page)
    shoot(page, "observation-telefon-1")
    read = len(page.locator("main").inner_text())
    hand.tap("label[for=needed-3]")
    hand.write(
        "textarea[name=situation]", "Vi sad i køkkenet med borger J. Lone spurgte, hvad han savnede ved åen."
    )
    hand.write("textarea[name=done_well]", "Hun ventede. Hun lod ham tie uden at fylde det ud.")
    hand.write("input[name=name]", "Inger Vad")
    hand.write("input[name=workplace]", "Distriktspsykiatrien")
    hand.tap(".ls-dock button")
    expect(page.locator(".alert-heading")).to_have_text("Kan man kende borgeren?")
    expect(page.locator("textarea[name=done_well]")).to_have_value(re.compile("Hun ventede"))
    check_axe(page)
    shoot(page, "observation-telefon-2")
    hand.tap("button[name=mend]")
    expect(page.locator("textarea[name=situation]")).to_have_value(re.compile("med en borger\\."))
    hand.tap(".ls-dock button")
    expect(page.locator("h1")).to_have_text("Tak. Du har skrevet under")
    check_axe(page)
    shoot(page, "observation-telefon-3")
    by_script = time.monotonic() - begun
    seconds = hand.seconds(read)
    print(
        f"\nobserver: {hand.taps} taps, {hand.typed} signs, about {seconds} s ({by_script:.1f} s by script)"
    )
    assert hand.taps <= MOST_TAPS
    assert seconds < MOST_SECONDS
    page.goto(live_site.url + path.group())
    expect(page.locator("h1")).to_have_text("Linket virker ikke mere")
    check_axe(page)
    assert page.context.cookies() == []
    assert not Evidence.objects.filter(origin__startswith="practice.").exists()

    row = Observation.objects.get()
    asker.goto(f"{live_site.url}/min-laering/observationer/{row.pk}/")
    fits(asker)
    check_axe(asker)
    shoot(asker, "observation-begge-udefra")
    asker.fill("textarea[name=comment]", "Jeg var nervøs for stilheden.")
    asker.locator(".ls-duo .button-primary").click()
    expect(asker.locator("p", has_text="I har begge skrevet under.").first).to_be_visible()
    check_axe(asker)
    shoot(asker, "observation-begge-efter")
    evidence = Evidence.objects.get(origin=row.origin)
    assert (evidence.kind, evidence.level, evidence.confirms) == ("observation_outside", 3, 2)
    assert look_at(page) == []


@pytest.mark.parametrize(("width", "calm"), [(360, False), (1280, False), (320, False), (360, True)])
def test_pages_of_observations_read_well(live_site, page_at, sign_in, check_axe, shoot, lone, width, calm):
    lone.calm_mode = calm
    lone.save()
    name = "rolig-" if calm else ""
    mette = type(lone).objects.get(email=METTE)
    waiting = ask(lone, requirement(), mette, note="Om jeg venter.")
    row = tell(
        ask(lone, requirement(), mette),
        words(
            situation="Vi sad i køkkenet med en borger. Lone spurgte, hvad han savnede. Så ventede hun.",
            done_well="Hun lod ham tie uden at fylde det ud. Han kom selv til målet.",
            next_step="Skriv målet med hans ord, mens han er der.",
        ),
    )
    mine, theirs = page_at(width), page_at(width)
    sign_in(mine, LONE)
    sign_in(theirs, METTE)
    pages = [
        (mine, "min-laering/observationer/", "mine"),
        (mine, "min-laering/observationer/bed/", "vaelg"),
        (mine, "min-laering/observationer/bed/?krav=M.1", "bed"),
        (mine, f"min-laering/observationer/{row.pk}/", "begge"),
        (theirs, "praksis/observationer/", "venter"),
        (theirs, f"praksis/observationer/{waiting.pk}/", "se-med"),
        (theirs, f"praksis/observationer/{row.pk}/", "fortalt"),
    ]
    for page, path, shot in pages:
        page.goto(f"{live_site.url}/{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        check_axe(page)
        shoot(page, f"obs-{name}{shot}")
