"""A development talk on two phones: prepared, agreed on, changed, agreed on again, followed up."""

import datetime as dt
import time

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.enums import JobFunction
from accounts.models import User
from competences.enums import CompetenceKind
from competences.models import Competence, JobRequirement
from development.domain.talks.goals import Wanted, save_note, write_goal
from development.models import AgreementVersion, FollowUp, Talk
from tests.factories.accounts import make_employment, make_person, make_unit
from tests.factories.courses import make_course
from tests.factories.ledger import show
from tests.factories.talks import agree, line, write

LONE, HANNE = "lone@example.org", "hanne@example.org"
TALKS = "/min-laering/samtaler/"
WISH = "Jeg vil turde tale med de pårørende, når de er vrede"
FIRST = "Lone går med Mette til to samtaler med pårørende."
SECOND = "Lone følger Sanne på tre nattevagter."


@pytest.fixture
def two(live_site):
    """Lone works where Hanne leads, and has come a step on with the relatives."""
    unit = make_unit(name="Bostedet Kløvermarken")
    lone = make_person(email=LONE, display_name="Lone Kjær")
    make_employment(lone, unit)
    hanne = make_person(email=HANNE, display_name="Hanne Toft")
    make_employment(hanne, unit, job_function=JobFunction.LEDER, is_manager=True)
    for competence in Competence.objects.current().filter(kind=CompetenceKind.REQUIREMENT):
        JobRequirement.objects.update_or_create(
            competence=competence,
            job_function=JobFunction.SOSU_ASSISTENT,
            setting=unit.setting,
            workplace=None,
            defaults={"level": 3, "valid_from": dt.date(2020, 1, 1)},
        )
    relatives = Competence.objects.current().get(code="R3.3")
    today = timezone.localdate()
    show(lone, relatives, 1, on=today - dt.timedelta(days=500))
    show(lone, relatives, 2, on=today - dt.timedelta(days=50))
    show(lone, relatives, 2, "self_assessment")
    make_course("De pårørende med ved bordet")
    return lone, hanne


class Phone:
    """One of the two, on a page of their own."""

    def __init__(self, page, base: str) -> None:
        self.page, self.base, self.taps = page, base, 0

    def go(self, address: str) -> None:
        self.page.goto(self.base + address)

    def press(self, name: str) -> None:
        self.taps += 1
        self.page.get_by_role("button", name=name).first.click()

    def follow(self, name: str) -> None:
        self.taps += 1
        self.page.get_by_role("link", name=name).first.click()

    def sees(self, words: str) -> None:
        expect(self.page.get_by_text(words).first).to_be_visible()


def test_a_talk_on_two_phones(page_at, live_site, sign_in, check_axe, shoot, two):
    pages = {email: page_at(360) for email in (LONE, HANNE)}
    for email, page in pages.items():
        sign_in(page, email)
    lone, hanne = (Phone(pages[email], live_site.url) for email in (LONE, HANNE))
    began = time.monotonic()

    # Hanne invites, Lone finds it on Min læring and writes a goal.
    hanne.go(TALKS)
    check_axe(hanne.page)
    shoot(hanne.page, "samtaler-leder-foer")
    hanne.press("Inviter til en samtale")
    hanne.follow("Vælg en dag")
    day = timezone.localdate() + dt.timedelta(days=3)
    hanne.page.fill("input[name=day]", day.isoformat())
    hanne.page.fill("input[name=time]", "10:00")
    hanne.page.fill("input[name=place]", "i det lille køkken")
    check_axe(hanne.page)
    hanne.press("Gem dagen")
    hanne.sees("kl. 10.00, i det lille køkken.")
    lone.go("/min-laering/")
    check_axe(lone.page)
    shoot(lone.page, "min-laering-samtale")
    lone.follow("Forbered din samtale med Hanne")
    shoot(lone.page, "samtale-tom")
    check_axe(lone.page)
    lone.follow("Skriv et mål")
    lone.page.fill("textarea[name=text]", WISH)
    lone.page.fill("textarea[name=why]", "Sidst gik jeg i stå. Jeg ville gerne have haft en sætning klar.")
    lone.page.locator("select[name=competence]").select_option(
        str(Competence.objects.current().get(code="R3.3").pk)
    )
    check_axe(lone.page)
    shoot(lone.page, "samtale-maal")
    lone.press("Gem målet")
    lone.sees(WISH)
    lone.page.fill("textarea[name=note]", "At jeg gerne vil have færre aftenvagter i træk.")
    lone.press("Gem noten")
    lone.press("Del din egen vurdering med Hanne")
    lone.sees("fordi du har delt den")

    # They write the agreements together.
    hanne.go(f"{TALKS}{Talk.objects.get().pk}/")
    hanne.sees(WISH)
    expect(hanne.page.get_by_text("aftenvagter")).to_have_count(0)
    hanne.follow("Skriv en aftale")
    hanne.page.fill("textarea[name=r0-what]", FIRST)
    hanne.page.fill("input[name=r0-by_when]", (day + dt.timedelta(days=25)).isoformat())
    hanne.page.fill("input[name=r0-who]", "Hanne finder timerne")
    check_axe(hanne.page)
    shoot(hanne.page, "samtale-skriv-aftaler")
    assert hanne.page.evaluate("document.documentElement.scrollWidth") <= 360
    hanne.press("Gem aftalerne")
    hanne.press("Ja, det er vores aftale")
    hanne.sees("Du har sagt ja.")
    check_axe(hanne.page)
    shoot(hanne.page, "samtale-leder")

    # Lone changes something: Hanne's yes is gone, and both say it again.
    lone.page.reload()
    shoot(lone.page, "samtale")
    check_axe(lone.page)
    assert lone.page.evaluate("document.documentElement.scrollWidth") <= 360
    lone.follow("Ret noget")
    lone.page.fill("textarea[name=r1-what]", SECOND)
    lone.page.fill("input[name=r1-by_when]", (day + dt.timedelta(days=60)).isoformat())
    lone.page.locator("select[name=r1-leads_to]").select_option(label="De pårørende med ved bordet")
    lone.press("Gem aftalerne")
    lone.sees("I skal begge sige ja til det, som det står nu.")
    expect(lone.page.locator(".ls-ring.is-done")).to_have_count(0)
    lone.press("Ja, det er vores aftale")
    assert AgreementVersion.objects.agreed().count() == 0
    # Hanne has not loaded the page anew: her yes is to words that stand no more.
    hanne.go(f"{TALKS}{Talk.objects.get().pk}/")
    hanne.press("Ja, det er vores aftale")
    hanne.sees("I har begge sagt ja.")
    assert AgreementVersion.objects.agreed().get().number == 2
    check_axe(hanne.page)
    shoot(hanne.page, "samtale-aftalt-leder")
    lone.page.reload()
    check_axe(lone.page)
    shoot(lone.page, "samtale-aftalt")

    # The plan, and done.
    lone.go("/min-laering/plan/")
    check_axe(lone.page)
    shoot(lone.page, "plan")
    assert lone.page.evaluate("document.documentElement.scrollWidth") <= 360
    lone.follow("Fortæl, hvad det blev til")
    lone.page.get_by_text("Det er gjort").first.click()
    lone.page.fill("input[name=words]", "To gode samtaler.")
    check_axe(lone.page)
    shoot(lone.page, "plan-foelg-op")
    lone.page.get_by_role("button", name="Gem", exact=True).click()
    lone.sees("Gemt. I kan begge se det.")
    assert FollowUp.objects.get().kind == "done"
    shoot(lone.page, "plan-gjort")
    hanne.go(TALKS)
    check_axe(hanne.page)
    shoot(hanne.page, "samtaler-leder")
    print(f"talk: {lone.taps} + {hanne.taps} taps, {time.monotonic() - began:.1f} s of machine")


def test_two_who_wrote_at_once_on_a_phone(page_at, live_site, sign_in, check_axe, shoot, two):
    talk = Talk.objects.create(person=two[0], manager=two[1], opened_by=two[0])
    day = (timezone.localdate() + dt.timedelta(days=20)).isoformat()
    pages = [page_at(360) for _email in (LONE, HANNE)]
    for page, email, words in zip(pages, (LONE, HANNE), (FIRST, SECOND), strict=True):
        sign_in(page, email)
        page.goto(f"{live_site.url}{TALKS}{talk.pk}/aftaler/")
        page.fill("textarea[name=r0-what]", words)
        page.fill("input[name=r0-by_when]", day)
    for page in pages:
        page.get_by_role("button", name="Gem aftalerne").click()
    page = pages[1]
    expect(page.get_by_role("heading", name="I har begge skrevet")).to_be_visible()
    check_axe(page)
    shoot(page, "samtale-begge")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    expect(page.locator("textarea[name=r0-what]")).to_have_value(SECOND)
    expect(page.locator("textarea[name=r1-what]")).to_have_value(FIRST)
    page.get_by_role("button", name="Gem aftalerne").click()
    expect(page.get_by_text("Gemt. I skal begge sige ja")).to_be_visible()
    newest = AgreementVersion.objects.order_by("-number").first()
    assert [one.what for one in newest.agreements.all()] == [SECOND, FIRST]


def _prepared(two) -> Talk:

    lone, hanne = (User.objects.get(pk=one.pk) for one in two)
    talk = Talk.objects.create(
        person=lone,
        manager=hanne,
        opened_by=lone,
        planned_for=timezone.now(),
        place="i det lille køkken",
    )
    competences = Competence.objects.current()
    why = "Sidst gik jeg i stå. Jeg ville gerne have haft en sætning klar."
    write_goal(talk, Wanted(WISH, why, competences.get(code="R3.3").pk), by=lone)
    known = competences.get(code="M.1").pk
    write_goal(
        talk, Wanted("Jeg vil lære en ny kollega op til natten", "Jeg kan det i fingrene.", known), by=lone
    )
    write_goal(talk, Wanted("Du kunne tage en studerende med"), by=hanne)
    save_note(talk, "At jeg gerne vil have færre aftenvagter i træk.", by=lone)
    agree(talk, line(FIRST, 20, who="Hanne finder timerne"), line(SECOND, 50, who="Lone og Sanne"))
    return talk


def test_wide_calm_and_print(page_at, live_site, sign_in, check_axe, shoot, two):
    talk = _prepared(two)
    for width in (1280, 320):
        page = page_at(width)
        sign_in(page, LONE)
        for address, name in (
            (f"{TALKS}{talk.pk}/", "samtale"),
            (TALKS, "samtaler"),
            ("/min-laering/plan/", "plan"),
        ):
            page.goto(live_site.url + address)
            check_axe(page)
            shoot(page, name)
            assert page.evaluate("document.documentElement.scrollWidth") <= width
    page = page_at(1280)
    sign_in(page, HANNE)
    page.goto(f"{live_site.url}{TALKS}{talk.pk}/")
    shoot(page, "samtale-leder")
    page.goto(f"{live_site.url}{TALKS}")
    shoot(page, "samtaler-leder")
    User.objects.filter(email=LONE).update(calm_mode=True)
    for width in (360, 1280):
        page = page_at(width)
        sign_in(page, LONE)
        for address, name in ((f"{TALKS}{talk.pk}/", "samtale"), ("/min-laering/plan/", "plan")):
            page.goto(live_site.url + address)
            check_axe(page)
            shoot(page, f"{name}-rolig")
            assert page.evaluate("document.documentElement.scrollWidth") <= width
    User.objects.filter(email=LONE).update(calm_mode=False)
    page = page_at(800)
    sign_in(page, LONE)
    page.goto(f"{live_site.url}{TALKS}{talk.pk}/")
    page.emulate_media(media="print")
    expect(page.get_by_text(FIRST).first).to_be_visible()
    expect(page.locator("textarea[name=note]")).to_be_hidden()
    expect(page.get_by_text("Ret noget")).to_be_hidden()
    shoot(page, "samtale-print")


def test_yes_by_keyboard_alone(page_at, live_site, sign_in, two):

    lone, hanne = two
    talk = Talk.objects.create(person=lone, manager=hanne, opened_by=lone)
    write(talk, line(FIRST))
    page = page_at(1280)
    sign_in(page, LONE)
    page.goto(f"{live_site.url}{TALKS}{talk.pk}/")
    for _tab in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == "Ja, det er vores aftale":
            break
    page.keyboard.press("Enter")
    expect(page.get_by_text("Du har sagt ja. Nu venter den på den anden.")).to_be_visible()
