"""Files and a recording: put up by the pair, said yes to by link, closed by a no; and the library."""

import datetime as dt
import uuid

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from playwright.sync_api import expect

from recoveryskole.domain.day import DropIn, mark_attendance
from recoveryskole.domain.links import token_of
from recoveryskole.domain.materials import Said, let_stand_open, put_material
from recoveryskole.domain.recordings import open_recording
from recoveryskole.domain.sign_ups import sign_up
from recoveryskole.enums import MaterialFor
from recoveryskole.models import Material, Recommendation, SchoolIndexPage, Session
from tests.factories.accounts import make_person
from tests.factories.courses import make_course, make_lesson, make_module
from tests.factories.papers import pdf
from tests.factories.school import make_session, make_workshop, wish

KAREN, JONAS = "karen@example.org", "jonas@example.org"
SOUND = b"ID3\x03\x00\x00\x00\x00\x00\x00" + b"\xff\xfb\x90\x00" * 60


@pytest.fixture
def session(live_site):
    """Yesterday's: Bølle came by a seat, Zeb without; Karen and Jonas teach it."""
    session = make_session(make_workshop("Søvn, når tankerne kører"), days=1, is_recorded=True)
    for one, (email, name) in zip(
        session.facilitators.order_by("pk"), ((KAREN, "Karen"), (JONAS, "Jonas")), strict=True
    ):
        one.person, one.name = make_person(email=email, display_name=f"{name} Vang"), name
        one.save()
    place = sign_up(session.pk, wish("Bølle"))
    now = timezone.now()
    Session.objects.update(starts_at=now - dt.timedelta(days=1), ends_at=now - dt.timedelta(hours=22))
    session.refresh_from_db()
    by = session.facilitators.first().person
    mark_attendance(session, came=[place.pk], drop_in=DropIn("Zeb", uuid.uuid4()), by=by)
    said = Said("Arket med gode råd til natten", MaterialFor.AFTERWARDS, may_stand_open=True)
    put_material(session, said, ContentFile(pdf(2)), key=uuid.uuid4(), by=by)
    session.place_address = f"{live_site.url}/recoveryskole/plads/{token_of(place)}/"
    return session


def fits(page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


@pytest.mark.parametrize("width", [360, 1280])
def test_from_the_pair_to_those_who_came(page_at, live_site, sign_in, check_axe, shoot, session, width):
    base = f"{live_site.url}/recoveryskole/hold/{session.pk}/"
    karen, jonas, birk = page_at(width), page_at(width), page_at(width)
    for page, email in ((karen, KAREN), (jonas, JONAS)):
        sign_in(page, email)
    karen.goto(base)
    karen.get_by_role("link", name="Læg noget op").click()
    karen.get_by_label("Filen").set_input_files({"name": "ro.mp3", "mimeType": "audio/mpeg", "buffer": SOUND})
    karen.get_by_label("Hvad hedder den?").fill("Lydfil: Rolig vejrtrækning")
    karen.get_by_text("For dem, der kommer, bagefter", exact=True).last.click()
    check_axe(karen)
    shoot(karen, "materialer")
    karen.get_by_role("button", name="Læg den op").click()
    expect(karen.get_by_text("Nu ligger den der.")).to_be_visible()
    fits(karen)
    karen.goto(f"{base}optagelse/")
    karen.get_by_label("Filmen eller lyden").set_input_files(
        {"name": "aften.mp3", "mimeType": "audio/mpeg", "buffer": SOUND}
    )
    karen.get_by_role("button", name="Læg den op").click()
    karen.get_by_role("button", name="Jeg siger ja").click()
    karen.get_by_label("Zeb").check(force=True)
    karen.get_by_role("button", name="Gem").click()
    expect(karen.get_by_text("Ikke alle har sagt ja endnu.")).to_be_visible()
    check_axe(karen)
    fits(karen)
    shoot(karen, "optagelse")
    jonas.goto(f"{base}optagelse/")
    jonas.get_by_role("button", name="Jeg siger ja").click()
    birk.goto(session.place_address)
    birk.get_by_role("button", name="Vis min plads").click()
    expect(birk.get_by_role("link", name="Rolig vejrtrækning")).to_be_visible()
    check_axe(birk)
    fits(birk)
    shoot(birk, "bagefter-spurgt")
    for button in ("Ja, det må de", "Tag mit ja tilbage"):
        box = birk.get_by_role("button", name=button)
        assert box.bounding_box()["height"] >= 44
        box.click()
        is_open = button.startswith("Ja")
        expect(birk.locator("audio")).to_have_count(int(is_open))
        assert (open_recording(session) is not None) == is_open
        if is_open:
            check_axe(birk)
            shoot(birk, "bagefter-aaben")
    karen.goto(base)
    shoot(karen, "hold")


@pytest.mark.parametrize("width", [360, 1280])
def test_the_library(page_at, live_site, check_axe, shoot, session, width):
    lesson = make_lesson(make_module(make_course("Den svære samtale")), "At spørge én gang til")
    Recommendation.objects.create(
        school=SchoolIndexPage.objects.get(), lesson=lesson, why="God at læse sammen med en, man holder af."
    )
    let_stand_open(Material.objects.get().pk, True, by=make_person())
    page = page_at(width)
    page.goto(f"{live_site.url}/recoveryskole/bibliotek/")
    expect(page.get_by_role("link", name="Arket med gode råd")).to_be_visible()
    check_axe(page)
    fits(page)
    shoot(page, "bibliotek")
    page.get_by_role("link", name="At spørge én gang til").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("At spørge én gang til")
