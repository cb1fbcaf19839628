"""One's own view on a phone: 27 requirements, a requirement at a time, with its taps and seconds."""

import datetime as dt
import time

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.enums import JobFunction, Role
from assessments.practice.enums import RoundKind
from assessments.practice.models import OwnAnswer, SelfAssessment, SharedOwnView
from competences.enums import CompetenceKind
from competences.models import Competence, JobRequirement
from tests.factories.accounts import make_employment, make_person, make_unit
from tests.factories.practice_own_view import make_round

EMAIL = "lone@example.org"
OVERVIEW = "/min-laering/egen-vurdering/"


@pytest.fixture
def unit(live_site):
    """Lone works where all 27 requirements hold, and Hanne leads the place."""
    unit = make_unit(name="Bostedet Kløvermarken")
    lone = make_person(email=EMAIL, display_name="Lone Kjær")
    make_employment(lone, unit)
    hanne = make_person(display_name="Hanne Toft")
    make_employment(hanne, unit, job_function=JobFunction.LEDER, is_manager=True)
    job = JobFunction.SOSU_ASSISTENT
    for competence in Competence.objects.current().filter(kind=CompetenceKind.REQUIREMENT):
        JobRequirement.objects.update_or_create(
            competence=competence,
            job_function=job,
            setting=unit.setting,
            workplace=None,
            defaults={"level": 3},
        )
    return unit


class Taps:
    """Taps by their place, and how many there were."""

    def __init__(self, page) -> None:
        self.page, self.number = page, 0

    def on(self, target) -> None:
        self.number += 1
        target.click()


@pytest.mark.parametrize("javascript", [True, False])
def test_27_requirements_on_a_phone(page_at, live_site, sign_in, check_axe, shoot, unit, javascript):
    make_round(unit)
    page = page_at(360, javascript=javascript)
    sign_in(page, EMAIL)
    page.goto(live_site.url + OVERVIEW)
    taps, began = Taps(page), time.monotonic()
    taps.on(page.get_by_role("button", name="Begynd"))
    total = 27
    for number in range(1, total + 1):
        expect(page.get_by_text(f"Krav {number} af {total}")).to_be_visible()
        if number == 1 and javascript:
            check_axe(page)
            shoot(page, "egen-vurdering")
        taps.on(page.get_by_text("Kan det med støtte"))
        taps.on(page.get_by_role("button", name="Svar", exact=True))
        expect(page.get_by_text("Dit svar tæller til jeres samtale.")).to_be_visible()
        if number == 1 and javascript:
            check_axe(page)
            shoot(page, "egen-vurdering-svar")
            assert page.evaluate("document.documentElement.scrollWidth") <= 360
        taps.on(page.get_by_role("link", name="Næste krav" if number < total else "Gå til slutningen"))
    expect(page.get_by_text("27 af 27 er gemt")).to_be_visible()
    if javascript:
        check_axe(page)
        shoot(page, "rustet")
    taps.on(page.get_by_text("Meget godt"))
    taps.on(page.get_by_role("button", name="Gem, og afslut"))
    expect(page.get_by_text("Tak. Dine svar er gemt.")).to_be_visible()
    seconds = time.monotonic() - began
    print(f"own view of {total} requirements: {taps.number} taps, {seconds:.1f} s of machine")
    assert taps.number == 1 + 3 * total + 2
    assert OwnAnswer.objects.count() == total
    assert SelfAssessment.objects.get().prepared == 4
    if javascript:
        check_axe(page)
        shoot(page, "egen-vurdering-oversigt")


def test_pause_come_back_change_and_share(page_at, live_site, sign_in, check_axe, shoot, unit):
    page = page_at(360)
    sign_in(page, EMAIL)
    page.goto(live_site.url + OVERVIEW)
    shoot(page, "egen-vurdering-start")
    page.get_by_role("button", name="Begynd").click()
    page.get_by_role("button", name="Svar", exact=True).click()
    expect(page.get_by_text("Vælg det svar, der passer bedst på dig.")).to_be_visible()
    check_axe(page)
    shoot(page, "egen-vurdering-fejl")
    page.get_by_text("Skriv et par ord til dig selv").click()
    page.fill("#comment", "Bo hjalp mig.")
    page.get_by_text("Jeg vil gerne lære mere om det").click()
    page.get_by_text("Kender til det").click()
    page.get_by_role("button", name="Svar", exact=True).click()
    page.get_by_role("link", name="Næste krav").click()
    page.get_by_role("link", name="Spring over").click()
    expect(page.get_by_text("Krav 3 af 27")).to_be_visible()
    page.get_by_role("link", name="Hold pause").click()
    page.get_by_role("link", name="Gå videre").click()
    expect(page.get_by_text("Krav 2 af 27")).to_be_visible()
    page.get_by_role("link", name="Egen vurdering").click()
    page.get_by_role("link", name=OwnAnswer.objects.get().competence.title).click()
    page.get_by_role("link", name="Ret mit svar").click()
    expect(page.locator("#comment")).to_have_value("Bo hjalp mig.")
    page.get_by_text("Kan det selv").click()
    page.get_by_role("button", name="Svar", exact=True).click()
    expect(page.get_by_text("Først sagde du: Kender til det.")).to_be_visible()
    page.get_by_role("button", name="Del alle mine svar med Hanne").click()
    expect(page.get_by_text("Hanne Toft kan se alle dine svar")).to_be_visible()
    check_axe(page)
    shoot(page, "egen-vurdering-delt")
    page.get_by_role("button", name="Stop med at dele med Hanne").click()
    expect(page.get_by_text("Kun du kan se det.").first).to_be_visible()
    assert SharedOwnView.objects.holding().count() == 0


def test_then_and_now_at_320_and_on_wide(page_at, live_site, sign_in, check_axe, shoot, unit):
    make_round(unit, RoundKind.AFTER)
    for width in (320, 360, 1280):
        page = page_at(width)
        sign_in(page, EMAIL)
        page.goto(live_site.url + OVERVIEW)
        if page.get_by_role("button", name="Begynd").count():
            page.get_by_role("button", name="Begynd").click()
        else:
            page.get_by_role("link", name="Gå videre").click()
        page.locator("#then-1").click()
        page.locator("#now-2").click()
        check_axe(page)
        shoot(page, "foer-og-nu")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.get_by_role("button", name="Næste krav").click()
    answer = OwnAnswer.objects.order_by("pk").first()
    assert (answer.then_level, answer.level) == (1, 2)
    assert OwnAnswer.objects.count() == 3


def test_rounds_at_360(page_at, live_site, sign_in, check_axe, shoot, unit):
    make_person(Role.COORDINATOR, email="koordinator@example.org")
    page = page_at(360)
    sign_in(page, "koordinator@example.org")
    page.goto(live_site.url + "/praksis/runder/")
    page.select_option("select[name=workplace]", str(unit.pk))
    last = timezone.localdate() + dt.timedelta(days=28)
    page.fill("input[name=closes_on]", last.isoformat())
    page.get_by_role("button", name="Lav runden").click()
    expect(page.get_by_text("2 bliver spurgt.")).to_be_visible()
    check_axe(page)
    shoot(page, "runder")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_role("link", name="Luk den før tid").click()
    check_axe(page)
    page.get_by_role("button", name="Luk den nu").click()
    expect(page.get_by_text("Runden er lukket.")).to_be_visible()
