"""Earlier learning, from a photo on a phone to a standing: by who shows it and by who looks at it."""

import time

import pytest
from playwright.sync_api import Page, expect

from accounts.enums import Role, Setting, WorkplaceKind
from accounts.models import User, Workplace
from assessments.ledger.models import Evidence, Standing
from assessments.practice.models import PriorLearning
from competences.models import Competence, Method
from tests.factories.accounts import make_employment, make_person
from tests.factories.papers import heic
from tests.factories.photos import jpeg
from tests.factories.practice_papers import find, make_certificate, make_paper


@pytest.fixture
def look(check_axe, shoot):
    """Axe finds nothing, nothing sticks out sideways, and the page is kept as a picture."""

    def look_at(page: Page, name: str) -> None:
        check_axe(page)
        too_wide = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert too_wide <= 0, f"{page.url} is {too_wide} px too wide"
        shoot(page, name)

    return look_at


@pytest.fixture
def people(live_site) -> dict[str, User]:
    town = Workplace.add_root(name="Sønderå", slug="soenderaa", kind=WorkplaceKind.MUNICIPALITY)
    centre = town.add_child(name="Psykiatri", slug="psykiatri", kind=WorkplaceKind.CENTRE)
    unit = centre.add_child(name="Kløvermarken", slug="klm", kind=WorkplaceKind.UNIT, setting=Setting.BOSTED)
    lone = make_person(email="lone@example.org", display_name="Lone Kjær")
    make_employment(lone, Workplace.objects.get(pk=unit.pk))
    return {
        "lone": lone,
        "stine": make_person(Role.PROFESSIONAL, email="stine@example.org", display_name="Stine Juhl"),
        "kira": make_person(Role.COORDINATOR, email="kira@example.org", display_name="Kira Holm"),
    }


class Taps:
    """Counts what a finger does: each press, and each field that is opened to write in."""

    def __init__(self) -> None:
        self.number = 0

    def press(self, what) -> None:
        self.number += 1
        what.click()

    def write(self, where, words: str) -> None:
        self.number += 1
        where.fill(words)


@pytest.mark.parametrize("javascript", [True, False])
def test_from_a_photo_to_a_standing(page_at, live_site, sign_in, look, people, javascript):
    phone, taps, began = page_at(360, javascript=javascript), Taps(), time.monotonic()
    sign_in(phone, "lone@example.org")
    phone.goto(f"{live_site.url}/min-laering/papirer/?krav=F.2")
    if javascript:
        look(phone, "papir-tom")
    # The dialog of the phone: one tap opens it, one takes the picture.
    taps.number += 2
    phone.get_by_label("Billede eller PDF").set_input_files(
        [
            {"name": "IMG_1.HEIC", "mimeType": "image/heic", "buffer": heic()},
            {"name": "IMG_2.jpg", "mimeType": "image/jpeg", "buffer": jpeg()},
        ]
    )
    taps.write(phone.get_by_label("Hvad er det for et papir?"), "Motiverende samtale, 2 dage")
    taps.write(phone.get_by_label("Hvem har givet dig det?"), "SOSU Syd")
    taps.write(phone.get_by_label("Hvornår?"), "maj 2024")
    expect(phone.get_by_label("F.2 Styrke praksis")).to_be_checked()
    taps.press(phone.get_by_label("Trin i F.2"))
    phone.get_by_label("Trin i F.2").select_option("3")
    taps.press(phone.get_by_text("krav til"))
    expect(phone.get_by_label("Trin i M.1")).not_to_be_visible()
    if javascript:
        look(phone, "papir-udfyldt")
    taps.press(phone.get_by_role("button", name="Send papiret"))
    expect(phone.get_by_text("Kom i dag")).to_be_visible()
    seconds = time.monotonic() - began
    if javascript:
        look(phone, "papir-sendt")
        print(f"\nshown in {taps.number} taps; {seconds:.1f} s by machine")

    desk, taps = page_at(360, javascript=javascript), Taps()
    sign_in(desk, "stine@example.org")
    desk.goto(f"{live_site.url}/praksis/papirer/")
    if javascript:
        look(desk, "papir-koe")
        with desk.expect_download() as fetched:
            desk.get_by_role("link", name="Hent papiret (billede 1 af 2)").click()
        assert fetched.value.suggested_filename == "motiverende-samtale-2-dage-1.jpg"
    taps.press(desk.get_by_label("Trin i F.2"))
    desk.get_by_label("Trin i F.2").select_option("2")
    taps.press(desk.get_by_role("button", name="Godkend"))
    expect(desk.get_by_text("Skriv et par ord.")).to_be_visible()
    if javascript:
        look(desk, "papir-koe-ord-mangler")
    taps.write(desk.get_by_label("Ord til Lone"), "To dage er en god start. Trin 3 skal ses i praksis.")
    taps.press(desk.get_by_role("button", name="Godkend"))
    expect(desk.get_by_text("Godkendt. Lone får besked.")).to_be_visible()
    if javascript:
        look(desk, "papir-koe-tom")
        print(f"answered in {taps.number} taps")

    row = Evidence.objects.get()
    assert (row.person, row.kind, row.level, row.competence.code) == (people["lone"], "certificate", 2, "F.2")
    assert Standing.objects.get(person=people["lone"]).level == 2
    phone.goto(f"{live_site.url}/min-laering/papirer/")
    expect(phone.get_by_text("F.2 trin 2")).to_be_visible()
    expect(phone.get_by_text("Stine skriver")).to_be_visible()
    if javascript:
        look(phone, "papir-svar")
    phone.get_by_role("button", name="Slet filen").click()
    expect(phone.get_by_text("Filen er slettet. Det, papiret viste, gælder stadig.")).to_be_visible()


def test_what_is_refused_says_so_and_the_form_stays_filled_in(page_at, live_site, sign_in, look, people):
    phone = page_at(360)
    sign_in(phone, "lone@example.org")
    phone.goto(f"{live_site.url}/min-laering/papirer/?krav=F.2")
    phone.get_by_label("Billede eller PDF").set_input_files(
        [{"name": "bevis.pdf", "mimeType": "application/pdf", "buffer": b"<svg></svg>"}]
    )
    phone.get_by_label("Hvad er det for et papir?").fill("Motiverende samtale")
    phone.get_by_label("Hvem har givet dig det?").fill("SOSU Syd")
    phone.get_by_label("Hvornår?").fill("i fjor")
    phone.get_by_role("button", name="Send papiret").click()
    expect(phone.get_by_text("Skriv det som »maj 2024«")).to_be_visible()
    phone.get_by_label("Billede eller PDF").set_input_files(
        [{"name": "bevis.pdf", "mimeType": "application/pdf", "buffer": b"<svg></svg>"}]
    )
    phone.get_by_label("Hvornår?").fill("maj 2024")
    phone.get_by_role("button", name="Send papiret").click()
    expect(phone.get_by_text("Vi tager ikke tegninger (SVG).")).to_be_visible()
    expect(phone.get_by_label("Hvem har givet dig det?")).to_have_value("SOSU Syd")
    look(phone, "papir-afvist")
    assert PriorLearning.objects.count() == 0


def test_many_papers_and_methods_on_a_wide_screen(page_at, live_site, sign_in, look, people):
    claims = {Competence.objects.current().get(code=code): 3 for code in ("F.2", "L.2", "R2.1")}
    for title in ("Åben dialog, grundkursus", "Realkompetence, hele faget", "Førstehjælp for fagfolk"):
        paper = make_paper(people["lone"], claims, title=title)
    from assessments.practice.domain.prior_learning import decide  # noqa: PLC0415

    decide(paper, find(paper, 3, 2, 0), by=people["stine"])
    make_certificate(people["lone"], Method.objects.get(code="MI"), people["kira"])
    for width in (1280, 360, 320):
        page = page_at(width)
        sign_in(page, "kira@example.org")
        for name, address in (
            ("papir-koe-mange", "/praksis/papirer/"),
            ("papir-besvaret", f"/praksis/papirer/{paper.pk}/"),
            ("metoder", "/praksis/metoder/"),
            ("metode-ned", "/praksis/metoder/skriv-ned/"),
        ):
            page.goto(live_site.url + address)
            look(page, name)
        sign_in(page, "lone@example.org")
        page.goto(f"{live_site.url}/min-laering/papirer/")
        look(page, "papirer-mange")
        page.get_by_text("krav til").click()
        look(page, "papirer-flere-krav")
