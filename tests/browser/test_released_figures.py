"""Figures of all places, as a coordinator reads them on a phone and on a desk."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.enums import JobFunction, Role
from assessments.ledger.enums import EvidenceKind
from assessments.practice.domain.citizen_questions import QUESTIONS
from assessments.practice.domain.citizen_voice import make_link, take_answers
from competences.models import Competence
from releases.domain.making import make_release, newest_day
from tests.factories.accounts import make_employment, make_person, make_workplace
from tests.factories.ledger import show
from tests.factories.releases import staff

ANSWERS = ("yes", "no", "little")
EMAIL = "koordinator@example.org"


@pytest.fixture
def figures(live_site: LiveServer) -> LiveServer:
    centre = make_workplace(make_workplace(name="Solbjerg Kommune"), name="Center for Socialpsykiatri")
    requirements = list(Competence.objects.current().filter(code__in=["M.1", "R1.1", "R2.4"]))
    day = newest_day(timezone.localdate())
    for name, number in (("Bostedet Kløvermarken", 9), ("Bostedet Havblik", 3), ("Værestedet", 4)):
        centre.refresh_from_db()
        people = staff(make_workplace(centre, name=name), number)
        for person in people[::2]:
            show(person, requirements[0], 2, EvidenceKind.OBSERVATION, on=day)
        for at, person in enumerate(people):
            show(person, requirements[0], at % 4, EvidenceKind.SELF_ASSESSMENT, on=day)
            link = make_link(person)
            for _citizen in range(5):
                take_answers(link, {question.key: ANSWERS[at % len(ANSWERS)] for question in QUESTIONS})
    leader = make_person(Role.COORDINATOR, email=EMAIL, display_name="Karen Holm")
    other = make_workplace(centre.get_parent(), name="Center Øst", slug="oest")
    make_employment(leader, other, job_function=JobFunction.LEDER, is_manager=True)
    staff(other, 5)
    make_release(day)
    return live_site


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_coordinator_reads_released_figures(
    figures: LiveServer, page_at: Callable[..., Page], sign_in: Callable[[Page, str], None],
    check_axe: Callable[[Page], None], shoot: Callable[..., None], width: int,
) -> None:  # fmt: skip
    page = page_at(width)
    sign_in(page, EMAIL)
    page.goto(f"{figures.url}/rapporter/tal/")
    expect(page.get_by_role("heading", name="Tal fra alle steder")).to_be_visible()
    expect(page.locator("tbody tr")).not_to_have_count(0)
    check_axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    shoot(page, "released")
    page.get_by_label("Sted", exact=True).select_option(label="Bostedet Kløvermarken")
    page.get_by_role("button", name="Vis", exact=True).click()
    expect(page.get_by_label("Sted", exact=True).locator("option:checked")).to_have_text(
        "Bostedet Kløvermarken"
    )
    shoot(page, "released-one")
    for figure in ("Hvordan folk ser sig selv", "Det, borgerne mærker"):
        page.get_by_label("Tal", exact=True).select_option(label=figure)
        page.get_by_role("button", name="Vis", exact=True).click()
        expect(page.get_by_label("Tal", exact=True).locator("option:checked")).to_have_text(figure)
        expect(page.locator("tbody tr")).not_to_have_count(0)
        check_axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        shoot(page, f"released-{figure[:12].lower().replace(' ', '-')}")
