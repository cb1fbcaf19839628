"""Somebody is looked at, and sees by whom; the one who looked goes, and is nobody's name any more."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.domain.reads import record_read
from accounts.enums import JobFunction, Role
from accounts.models import Employment, PersonalRead, User
from courses.models import ContactSettings
from tests.factories.accounts import make_employment, make_person, make_unit

CAMILLA, HANNE, ADMIN = "camilla@example.org", "hanne@example.org", "admin@example.org"
PATH = "/min-laering/hvem-har-set/"


@pytest.fixture
def unit_with_a_manager(live_site: LiveServer) -> None:
    contact = ContactSettings.load()
    contact.email = "hjaelp@example.org"
    contact.save()
    unit = make_unit(name="Kløvermarken", slug="kloevermarken")
    make_employment(make_person(email=CAMILLA, display_name="Camilla Østergaard-Ærenlund"), unit)
    hanne = make_person(email=HANNE, display_name="Hanne Toft")
    make_employment(hanne, unit, is_manager=True, job_function=JobFunction.LEDER)
    make_person(email=ADMIN, display_name="Administrator", is_superuser=True)


def looked_before(what: str, days: int, *roles: Role, name: str) -> None:
    """Somebody of that name looked so many days ago."""
    reader = make_person(*roles, display_name=name)
    make_employment(reader, job_function=JobFunction.PAEDAGOG)
    record_read(User.objects.get(email=CAMILLA), reader, what)
    moment = timezone.now() - dt.timedelta(days=days)
    PersonalRead.objects.filter(reader=reader).update(read_at=moment)


@pytest.mark.parametrize("width", [360, 1280])
def test_a_person_sees_who_has_looked(
    width: int,
    unit_with_a_manager: None,
    page_at: Callable[..., Page],
    live_site: LiveServer,
    sign_in: Callable[[Page, str], None],
    check_axe: Callable[[Page], None],
    shoot: Callable[[Page, str], None],
) -> None:
    mine = page_at(width)
    sign_in(mine, CAMILLA)
    mine.goto(live_site.url + PATH)
    expect(mine.get_by_text("Ingen har set noget om dig endnu.")).to_be_visible()

    manager = page_at(1280)
    sign_in(manager, HANNE)
    employment = Employment.objects.get(user__email=CAMILLA)
    manager.goto(f"{live_site.url}/rapporter/kloevermarken/")
    manager.goto(f"{live_site.url}/rapporter/kloevermarken/ansat/{employment.pk}/")
    looked_before("courses.participants", 40, name="Mette Aagaard")
    looked_before("proofs.proof", 41, Role.COORDINATOR, name="Stine Juhl")

    mine.goto(live_site.url + "/min-laering/kompetencer/")
    mine.goto(live_site.url + "/konto/")
    mine.get_by_role("link", name="Hvem har set dine data?").click()
    expect(mine.get_by_role("heading", name="Hanne Toft, din leder")).to_have_count(2)
    expect(mine.get_by_role("heading", name="Stine Juhl, koordinator")).to_be_visible()
    expect(mine.get_by_role("heading", name="Mette Aagaard, pædagog")).to_be_visible()
    assert mine.evaluate("document.documentElement.scrollWidth") <= width
    check_axe(mine)
    shoot(mine, "hvem-har-set")


def test_a_person_is_emptied_in_the_cms(
    unit_with_a_manager: None,
    page_at: Callable[..., Page],
    live_site: LiveServer,
    sign_in: Callable[[Page, str], None],
    check_axe: Callable[[Page], None],
    shoot: Callable[[Page, str], None],
) -> None:
    camilla, hanne = User.objects.get(email=CAMILLA), User.objects.get(email=HANNE)
    record_read(camilla, hanne, "reports.person")
    admin = page_at(1280)
    sign_in(admin, ADMIN)
    admin.goto(f"{live_site.url}/cms/users/delete/{hanne.pk}/")
    expect(admin.get_by_role("heading", name="Det forsvinder med det samme")).to_be_visible()
    check_axe(admin)
    shoot(admin, "fjern-personen")
    admin.get_by_role("button", name="Fjern personen nu").click()
    expect(admin.get_by_text("Personen er fjernet.")).to_be_visible()
    expect(admin.get_by_text("Hanne Toft")).to_have_count(0)
    admin.goto(f"{live_site.url}/cms/users/delete/{hanne.pk}/")
    expect(admin.get_by_role("button", name="Fjern personen nu")).to_have_count(0)
    admin.goto(f"{live_site.url}/cms/bulk/accounts/user/delete/?id={camilla.pk}")
    expect(admin.get_by_role("link", name="Camilla Østergaard-Ærenlund")).to_be_visible()
    check_axe(admin)
    shoot(admin, "fjern-flere")

    mine = page_at(360)
    sign_in(mine, CAMILLA)
    mine.goto(live_site.url + PATH)
    expect(mine.get_by_role("heading", name="En, der ikke er her mere", exact=True)).to_be_visible()
    shoot(mine, "hvem-har-set-uden-navn")
