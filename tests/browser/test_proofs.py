"""From a completed course to a proof that a stranger checks, without a script too."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from assessments.ledger.domain.evidence import Event, record_evidence
from assessments.ledger.enums import EvidenceKind
from competences.models import Competence
from courses.domain.queries import completion_origin
from courses.enums import CompletionKind
from courses.models import Completion, ContactSettings
from courses.proofs.domain.proofs import revoke_proof
from courses.proofs.domain.signing_keys import make_key
from courses.proofs.models import Proof
from tests.factories.courses import make_course, make_enrolment, make_module, make_person

WIDTHS = [1280, 360]
EMAIL = "camilla@example.org"


@pytest.fixture
def completion(live_site: LiveServer, settings, tmp_path) -> Completion:
    """Camilla has completed a course that counts towards two requirements; there is a key for badges."""
    settings.SIGNING_KEYS_DIR = tmp_path / "keys"
    settings.WAGTAILADMIN_BASE_URL = live_site.url
    make_key()
    contact = ContactSettings.load()
    contact.operator = "Solbjerg Kommune, Center for Socialpsykiatri"
    contact.save()
    course = make_course(
        "Målene er borgerens", duration_minutes=80, objectives="<ul><li>Høre et mål</li></ul>"
    )
    module = make_module(course, "Hvis mål er det?")
    person = make_person(EMAIL, display_name="Camilla Østergaard-Ærenlund")
    make_enrolment(person, course)
    Completion.objects.create(
        person=person, page_id=module.pk, kind=CompletionKind.MODULE, title=module.title
    )
    completion = Completion.objects.create(
        person=person, page_id=course.pk, kind=CompletionKind.COURSE, title=course.title
    )
    requirements = Competence.objects.current().filter(code__in=["M.1", "R1.1"])
    record_evidence(
        Event(
            kind=EvidenceKind.SOLVED,
            origin=completion_origin(completion.pk),
            title=course.title,
        ),
        person,
        [(requirement, 2) for requirement in requirements],
    )
    return completion


@pytest.fixture
def look(
    check_axe: Callable[[Page], None], shoot: Callable[[Page, str], None]
) -> Callable[[Page, str], None]:
    """Axe finds nothing, nothing sticks out sideways, and the page is kept as a picture."""

    def look_at(page: Page, name: str) -> None:
        check_axe(page)
        too_wide = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert too_wide <= 0, f"{page.url} is {too_wide} px too wide"
        shoot(page, name)

    return look_at


@pytest.mark.parametrize("width", WIDTHS)
def test_proof_is_made_fetched_and_checked(
    page_at, live_site, sign_in, look, completion: Completion, width: int
) -> None:
    page = page_at(width)
    sign_in(page, EMAIL)
    page.goto(f"{live_site.url}/min-laering/alt/")
    look(page, "proof-1-transcript")
    page.get_by_role("link", name="Målene er borgerens").click()
    look(page, "proof-2-make")
    page.locator("main form button").click()
    proof = Proof.objects.get(completion=completion)
    expect(page.locator("main")).to_contain_text(proof.number)
    look(page, "proof-3-made")
    for ending in ("bevis.pdf", "badge.jwt"):
        with page.expect_download() as caught:
            page.locator(f'a[href$="{ending}"]').click()
        assert proof.number in caught.value.suggested_filename

    stranger = page_at(width, javascript=False)
    stranger.goto(f"{live_site.url}/bevis/")
    stranger.get_by_role("textbox").fill("LS-00000-00000-00000")
    stranger.get_by_role("textbox").press("Enter")
    expect(stranger.get_by_role("alert")).to_be_visible()
    stranger.get_by_role("textbox").fill(proof.number.lower().replace("-", " "))
    stranger.locator("main form button").click()
    expect(stranger.locator("main")).to_contain_text("Camilla Østergaard-Ærenlund")

    page.goto(f"{live_site.url}/bevis/")
    look(page, "proof-4-form")
    page.goto(f"{live_site.url}/bevis/LS-00000-00000-00000/")
    look(page, "proof-5-unknown")
    page.goto(f"{live_site.url}/bevis/{proof.number}/")
    look(page, "proof-6-holds")
    revoke_proof(proof, by=User.objects.get(email=EMAIL), reason="Det var et andet hold, der var færdigt.")
    page.reload()
    expect(page.locator("main")).not_to_contain_text("Camilla")
    look(page, "proof-7-revoked")
    page.goto(f"{live_site.url}/min-laering/bevis/{completion.pk}/")
    expect(page.locator("main")).to_contain_text("Det var et andet hold")
    look(page, "proof-8-own-revoked")
