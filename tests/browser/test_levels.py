"""Levels that change from a day on, and the report beside which people on leave stand."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.enums import JobFunction, Role
from accounts.models import Leave
from competences.models import Competence, JobRequirement
from tests.factories.accounts import make_employment, make_person, make_unit
from tests.factories.ledger import show

COORDINATOR, MANAGER = "kaj@example.org", "hanne@example.org"


@pytest.mark.parametrize("width", [360, 1280])
def test_coordinator_raises_a_level_from_a_day_and_takes_it_back(
    page_at, live_site, sign_in, check_axe, shoot, settings, width
):
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0
    make_person(Role.COORDINATOR, email=COORDINATOR)
    page: Page = page_at(width)
    sign_in(page, COORDINATOR)
    page.goto(f"{live_site.url}/cms/job_requirements/?job_function=peer")
    shoot(page, "levels")
    page.locator("td.title a").first.click()
    page.wait_for_url("**/edit/**")
    row = JobRequirement.objects.get(pk=page.url.rstrip("/").split("/")[-1])
    level = next(level for level in (4, 3) if level != row.level)
    day = timezone.localdate() + dt.timedelta(days=30)
    page.locator("#id_level").select_option(str(level))
    page.locator("#id_is_proposal").uncheck()
    page.locator("#id_valid_from").fill(day.isoformat())
    page.keyboard.press("Escape")
    shoot(page, "level")
    page.get_by_role("button", name="Gem", exact=True).click()
    expect(page.locator(".messages .success")).to_be_visible()
    shoot(page, "levels-one-comes")
    page.goto(f"{live_site.url}/cms/job_requirements/edit/{row.pk}/")
    history = page.get_by_role("region", name="Trinnet før, nu og senere")
    expect(history.get_by_role("listitem")).to_have_count(2)
    expect(history.get_by_role("listitem").first).to_contain_text("Kommer")
    expect(page.get_by_text("Et andet trin kommer")).to_be_visible()
    check_axe(page)
    shoot(page, "level-with-history")
    history.scroll_into_view_if_needed()
    page.evaluate("document.querySelector('#level-history').scrollIntoView()")
    shoot(page, "level-history")
    # Nothing runs over the edge of a phone.
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    history.get_by_role("button", name="Tag det tilbage").click()
    expect(page.locator(".messages .success")).to_be_visible()
    expect(history.get_by_role("listitem")).to_have_count(1)
    page.goto(f"{live_site.url}/cms/job_requirements/delete/{row.pk}/")
    check_axe(page)
    shoot(page, "level-ends")
    page.get_by_role("button", name="Lad trinnet ophøre").click()
    expect(page.locator(".messages .success")).to_be_visible()
    assert JobRequirement.objects.of(row.line).last().level is None


@pytest.mark.parametrize("width", [360, 1280])
def test_people_on_leave_stand_beside_the_report(page_at, live_site, sign_in, check_axe, shoot, width):
    unit = make_unit(name="Kløvermarken", slug="kloevermarken")
    leader = make_person(email=MANAGER)
    make_employment(leader, unit, job_function=JobFunction.LEDER, is_manager=True)
    goals = Competence.objects.current().requirements().first()
    for number, name in enumerate(("Asta Bo", "Bo Friis", "Henrik Bay")):
        job = make_employment(make_person(display_name=name), unit)
        show(job.user, goals, 1 + number)
    Leave.objects.create(employment=job, start=timezone.localdate())
    page: Page = page_at(width)
    sign_in(page, MANAGER)
    page.goto(f"{live_site.url}/rapporter/kloevermarken/")
    expect(page.get_by_text("På orlov: Henrik Bay.")).to_be_visible()
    if width > 360:
        expect(page.get_by_role("columnheader", name="På orlov")).to_be_visible()
    check_axe(page)
    shoot(page, "report-with-leave")
