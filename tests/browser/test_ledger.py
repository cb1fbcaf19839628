"""A row of the ledger is put right in the CMS, and the person it is about reads why."""

import datetime as dt

from django.utils import timezone
from playwright.sync_api import expect

from assessments.ledger.enums import EvidenceKind
from assessments.ledger.models import Evidence
from competences.models import Competence
from tests.factories.accounts import make_employment, make_person
from tests.factories.ledger import show

CHIEF, PERSON = "inga@example.org", "aase@example.org"


def test_a_wrong_level_is_put_right_and_the_person_reads_why(page_at, live_site, sign_in, check_axe, shoot):
    make_person(email=CHIEF, is_superuser=True)
    person = make_person(email=PERSON, display_name="Åse Ærø")
    make_employment(person)
    medicine = Competence.objects.current().requirements().get(code="R2.4")
    row = show(
        person,
        medicine,
        4,
        EvidenceKind.CERTIFICATE,
        title="Medicinkursus",
        until=timezone.localdate() + dt.timedelta(days=200),
    )

    page = page_at(1280)
    sign_in(page, CHIEF)
    page.goto(f"{live_site.url}/cms/dokumentation/")
    shoot(page, "ledger-list")
    page.locator(f"a[href$='/inspect/{row.pk}/']").first.click()
    expect(page.locator("main")).to_contain_text("Som den blev skrevet.")
    shoot(page, "ledger-row")
    page.goto(f"{live_site.url}/cms/dokumentation/edit/{row.pk}/")
    page.get_by_label("Skriv den ind igen med det rigtige trin").check()
    page.get_by_label("Det rigtige trin", exact=True).select_option("2")
    page.get_by_label("Begrundelse").fill("Beviset siger trin 2")
    shoot(page, "ledger-correct")
    page.get_by_role("button", name="Ret", exact=True).click()
    expect(page.locator(".messages .success")).to_be_visible()
    assert Evidence.objects.get(reason="Beviset siger trin 2").level == 2

    own = page_at(360)
    sign_in(own, PERSON)
    own.goto(f"{live_site.url}/min-laering/kompetencer/")
    own.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    expect(own.get_by_text("Rettet. Grund: Beviset siger trin 2")).to_be_visible()
    expect(own.get_by_text("Taget tilbage: Medicinkursus, trin 4")).to_be_visible()
    check_axe(own)
    shoot(own, "ledger-own")
