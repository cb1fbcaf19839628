"""The pair that teaches, on a phone: the plan that both write, and fifteen people ticked in a minute."""

import datetime as dt
import time
import uuid

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User
from recoveryskole.domain.sign_ups import sign_up
from recoveryskole.domain.teaching import Step, save_plan, write_note
from recoveryskole.models import Session, SignUp
from tests.browser.conftest import wait_until
from tests.factories.accounts import make_person
from tests.factories.school import make_place, make_session, make_term, make_workshop, wish

KAREN, JONAS = "karen@example.org", "jonas@example.org"
PEOPLE = {
    "Anders": "",
    "Bølle": "Vil sidde nær døren.",
    "Dorte": "",
    "Elin": "Kommer først kl. 17.",
    "Far til tre": "",
    "Gry": "",
    "Hr. Hansen": "Bruger teleslynge.",
    "Ibber": "",
    "Kaj": "",
    "Lærke": "Følges med Gry.",
    "Månen": "",
    "Nadia": "",
    "Olga": "Vil måske gå i pausen.",
    "Thomas B": "",
    "Åse": "",
}


@pytest.fixture
def session(live_site):
    """Fifteen who come and three in line; Karen and Jonas teach it."""
    today = timezone.localdate()
    place = make_place(name="Biblioteket", for_facilitators="Nøglen ligger i skranken.")
    session = make_session(
        make_workshop("Søvn, når tankerne kører"),
        starts_at=timezone.localtime().replace(hour=16, minute=30) + dt.timedelta(days=2),
        seats=15,
        place=place,
        term=make_term(ends_on=today + dt.timedelta(days=60)),
    )
    people = []
    for one, (email, name) in zip(
        session.facilitators.order_by("pk"), ((KAREN, "Karen"), (JONAS, "Jonas")), strict=True
    ):
        one.person, one.name = make_person(email=email, display_name=f"{name} Vang"), name
        one.save()
        people.append(one.person)
    for name, needs in PEOPLE.items():
        sign_up(session.pk, wish(name, needs=needs))
    for number in range(3):
        sign_up(session.pk, wish(f"Venter {number}"))
    steps = [
        Step(dt.time(16, 30), "Kaffe og navne", "Karen byder velkommen. Sig, at man må gå."),
        Step(dt.time(16, 45), "Karen fortæller", "Om sine nætter. Ti minutter."),
        Step(dt.time(17, 0), "Tre øvelser", "Jonas viser, alle vælger en."),
        Step(dt.time(17, 30), "Pause", "Det stille rum er åbent."),
    ]
    save_plan(session, steps, read=0, by=people[1])
    write_note(session, "Skal vi tage pausen før øvelsen?", key=uuid.uuid4(), by=people[1])
    write_note(session, "Ja, det er bedre. Så er der ro på.", key=uuid.uuid4(), by=people[0])
    return session


def begin(session: Session) -> None:
    now = timezone.now()
    Session.objects.filter(pk=session.pk).update(
        starts_at=now - dt.timedelta(minutes=5), ends_at=now + dt.timedelta(hours=2)
    )


def here() -> set[str]:
    return set(SignUp.objects.filter(state="attended").values_list("name", flat=True))


def test_fifteen_ticked_on_a_phone(page_at, live_site, sign_in, check_axe, shoot, session, record_property):
    begin(session)
    page = page_at(360)
    sign_in(page, KAREN)
    page.goto(f"{live_site.url}/recoveryskole/hold/{session.pk}/")
    taps, began = 0, time.monotonic()
    page.get_by_role("link", name="Sæt hak", exact=True).click()
    taps += 1
    absent = {"Kaj", "Olga"}
    for name in PEOPLE:
        if name not in absent:
            # The whole row: at its far end, as a thumb meets it.
            row = page.locator(".ls-attend > li", has_text=name).first
            box = row.bounding_box()
            assert box["height"] >= 44
            row.locator("label").click(position={"x": 250, "y": 12})
            taps += 1
    expect(page.locator(".ls-count strong")).to_have_text("13")
    check_axe(page)
    shoot(page, "fremmoede")
    page.get_by_role("button", name="Gem").click()
    taps += 1
    expect(page.get_by_text("Gemt. 13 er her.")).to_be_visible()
    seconds = time.monotonic() - began
    record_property("attendance", f"{taps} taps, {seconds:.1f} seconds")
    print(f"attendance: {taps} taps, {seconds:.1f} s")
    assert seconds < 60
    assert here() == set(PEOPLE) - absent
    page.get_by_text("Kom der en uden plads?").click()
    page.get_by_label("Hvad må vi kalde personen?").fill("Zeb")
    page.get_by_role("button", name="Skriv på listen").click()
    expect(page.locator(".ls-count")).to_contain_text("14 af 16 er her")
    assert "Zeb" in here()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    shoot(page, "fremmoede-gemt")
    page.reload()
    expect(page.locator(".ls-count")).to_contain_text("14 af 16 er her")


def test_ticked_without_scripts_and_by_two_at_once(page_at, live_site, sign_in, session):
    begin(session)
    address = f"{live_site.url}/recoveryskole/hold/{session.pk}/fremmoede/"
    karen, jonas = page_at(360, javascript=False), page_at(360)
    for page, email in ((karen, KAREN), (jonas, JONAS)):
        sign_in(page, email)
        page.goto(address)
    karen.get_by_label("Anders").check(force=True)
    jonas.get_by_label("Bølle").check(force=True)
    karen.get_by_role("button", name="Gem").click()
    expect(karen.get_by_text("Gemt. 1 er her.")).to_be_visible()
    jonas.get_by_role("button", name="Gem").click()
    expect(jonas.get_by_text("Gemt. 2 er her.")).to_be_visible()
    wait_until(jonas, lambda: here() == {"Anders", "Bølle"}, "both ticks stand")


def test_both_write_the_plan(page_at, live_site, sign_in, check_axe, shoot, session):
    base = f"{live_site.url}/recoveryskole/hold/{session.pk}/"
    karen, jonas = page_at(360), page_at(1280)
    for page, email in ((karen, KAREN), (jonas, JONAS)):
        sign_in(page, email)
        page.goto(base)
    expect(karen.get_by_text("Jonas har skrevet i planen")).to_be_visible()
    for page in (karen, jonas):
        page.get_by_role("link", name="Ret planen").click()
    jonas.get_by_label("Hvad").nth(4).fill("To og to")
    jonas.get_by_label("Fra").nth(4).fill("17:45")
    check_axe(jonas)
    shoot(jonas, "plan-ret")
    jonas.get_by_role("button", name="Gem planen").click()
    expect(jonas.get_by_text("Gemt. I kan begge se det.")).to_be_visible()
    karen.get_by_label("Hvad").nth(4).fill("Farvel")
    shoot(karen, "plan-ret")
    karen.get_by_role("button", name="Gem planen").click()
    expect(karen.get_by_role("heading", name="I har begge skrevet")).to_be_visible()
    check_axe(karen)
    shoot(karen, "plan-begge")
    karen.get_by_role("button", name="Gem planen").click()
    expect(karen.get_by_text("Gemt. I kan begge se det.")).to_be_visible()
    for words in ("To og to", "Farvel"):
        expect(karen.locator("main").get_by_text(words)).to_be_visible()


def test_looks(page_at, live_site, sign_in, check_axe, shoot, session):
    make_session(session.workshop, days=9, is_published=False).teachings.create(
        facilitator=session.facilitators.order_by("pk").first()
    )
    base = f"{live_site.url}/recoveryskole/hold/"
    addresses = {
        "hold": base,
        "undervisere": f"{base}{session.pk}/",
        "foer": f"{base}{session.pk}/fremmoede/",
    }
    for is_calm in (False, True):
        User.objects.filter(email=KAREN).update(calm_mode=is_calm)
        for width in (360, 1280, 320):
            page = page_at(width)
            sign_in(page, KAREN)
            for name, address in addresses.items():
                page.goto(address)
                check_axe(page)
                shoot(page, f"{name}-rolig" if is_calm else name)
                assert page.evaluate("document.documentElement.scrollWidth") <= width
    begin(session)
    for width in (360, 1280):
        page = page_at(width)
        sign_in(page, KAREN)
        page.goto(addresses["foer"])
        check_axe(page)
        shoot(page, "fremmoede-rolig")
    User.objects.filter(email=KAREN).update(calm_mode=False)
    page = page_at(1280)
    sign_in(page, KAREN)
    page.goto(addresses["foer"])
    shoot(page, "fremmoede")
