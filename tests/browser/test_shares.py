"""A link to one's profile is made on a phone, opened elsewhere without an account, withdrawn, and dead."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from assessments.ledger.enums import EvidenceKind
from competences.models import Competence
from development.models import ProfileShare
from tests.factories.ledger import show
from tests.factories.shares import share

EMAIL = "assistent@example.org"
MINE = "/min-laering/kompetencer/del/"


@pytest.fixture
def owner(town: LiveServer) -> User:
    """The demo's assistant, who has said something of herself too."""
    person = User.objects.get(email=EMAIL)
    for number, requirement in enumerate(Competence.objects.current().requirements()[:6]):
        show(person, requirement, 1 + number % 4, kind=EvidenceKind.SELF_ASSESSMENT)
    return person


def has_no_sideways_scroll(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def look_at(page: Page, name: str, check_axe: Callable[[Page], None], shoot: Callable[..., None]) -> None:
    check_axe(page)
    assert has_no_sideways_scroll(page), name
    shoot(page, name)


@pytest.mark.parametrize(("width", "is_calm"), [(360, False), (1280, False), (360, True), (1280, True)])
def test_link_from_making_to_withdrawing(
    town: LiveServer, owner: User, page_at: Callable[..., Page], sign_in: Callable[[Page, str], None],
    check_axe: Callable[[Page], None], shoot: Callable[..., None], width: int, is_calm: bool,
) -> None:  # fmt: skip
    mode = "calm" if is_calm else "plain"
    User.objects.filter(pk=owner.pk).update(calm_mode=is_calm)
    page, stranger = page_at(width), page_at(width)
    sign_in(page, EMAIL)
    page.goto(town.url + MINE)
    look_at(page, f"shares-none-{mode}", check_axe, shoot)
    taps = 0
    page.get_by_label("Hvem er det til?").fill("Lederen i mit nye job på Kløvermarken")
    for label in ("7 dage", "Vis også min egen vurdering"):
        page.get_by_text(label, exact=True).click()
        taps += 1
    page.get_by_role("button", name="Lav linket").click()
    taps += 1
    expect(page.get_by_role("heading", name="Dit link er klar")).to_be_visible()
    address = page.get_by_label("Linket").input_value()
    assert re.fullmatch(rf"{town.url}/kompetencer/delt/[a-z2-7]{{32}}/", address)
    # The clipboard is the browser's to give: here it is not given, and the field can be marked.
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Kopiér linket").click()
    expect(page.get_by_role("status")).to_have_text("Linket er kopieret.")
    assert page.evaluate("navigator.clipboard.readText()") == address
    look_at(page, f"shares-made-{mode}", check_axe, shoot)
    assert taps == 3

    stranger.goto(address)
    expect(stranger.get_by_role("heading", level=1, name=owner.display_name)).to_be_visible()
    expect(stranger.get_by_text("Egen vurdering: trin").first).to_be_visible()
    look_at(stranger, f"shares-profile-{mode}", check_axe, shoot)
    with stranger.expect_download() as fetched:
        stranger.get_by_role("link", name="Hent som PDF").click()
    assert fetched.value.suggested_filename.endswith(".pdf")
    assert {cookie["name"] for cookie in stranger.context.cookies()} == set()

    page.get_by_role("link", name="Del din profil").click()
    expect(page.get_by_text(re.compile("Åbnet 2 gange, senest den"))).to_be_visible()
    look_at(page, f"shares-one-{mode}", check_axe, shoot)
    page.get_by_role("button", name=re.compile("Træk tilbage.*Lederen i mit nye job")).click()
    expect(page.get_by_text("Linket er trukket tilbage. Ingen kan åbne det mere.")).to_be_visible()
    page.get_by_text("Links, der ikke virker mere").click()
    look_at(page, f"shares-withdrawn-{mode}", check_axe, shoot)
    answer = stranger.goto(address)
    assert answer is not None
    assert answer.status == 410
    expect(stranger.get_by_role("heading", name="Linket åbner ikke noget")).to_be_visible()
    look_at(stranger, f"shares-over-{mode}", check_axe, shoot)


def test_all_of_it_works_without_a_script(
    town: LiveServer, owner: User, page_at: Callable[..., Page], sign_in: Callable[[Page, str], None]
) -> None:
    page = page_at(360, javascript=False)
    sign_in(page, EMAIL)
    page.goto(town.url + MINE)
    page.get_by_role("button", name="Lav linket").click()
    expect(page.get_by_label("Linket")).to_have_value(re.compile("/kompetencer/delt/"))
    expect(page.get_by_role("button", name="Kopiér linket")).to_be_hidden()
    page.goto(town.url + MINE)
    page.get_by_label("Med min egen vurdering").check()
    for button, suffix in (("Hent som PDF", "pdf"), ("Hent som fil (JSON)", "json")):
        with page.expect_download() as fetched:
            page.get_by_role("button", name=button).click()
        assert re.search(rf"/profil\.{suffix}\?selv=on$", fetched.value.url)


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_as_many_links_as_one_can_have(
    town: LiveServer, owner: User, page_at: Callable[..., Page], sign_in: Callable[[Page, str], None],
    check_axe: Callable[[Page], None], shoot: Callable[..., None], width: int,
) -> None:  # fmt: skip
    for number in range(5):
        share(
            owner, meant_for="Camilla Østergaard-Ærenlund på Socialpsykiatrisk Center" if number % 2 else ""
        )
    ProfileShare.objects.filter(meant_for="").update(times_opened=1, last_opened_on="2026-11-30")
    page = page_at(width)
    sign_in(page, EMAIL)
    page.goto(town.url + MINE)
    expect(page.get_by_text("Du har 5 links, der virker.")).to_be_visible()
    look_at(page, "shares-full", check_axe, shoot)
