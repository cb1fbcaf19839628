"""Every page of what is shown at work, in the calm view: nothing is cut, and all is large enough to hit."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page

from accounts.domain.reads import record_reads
from accounts.enums import JobFunction, Role
from accounts.models import User
from assessments.practice import urls
from assessments.practice.domain.citizen_voice import make_link, take_answers, token_of
from assessments.practice.domain.prior_learning import decide
from assessments.practice.enums import RoundKind
from competences.models import Competence, Method
from releases.domain.making import make_release, newest_day
from tests.browser.test_reading import TOO_WIDE
from tests.factories.accounts import make_employment, make_person, make_unit
from tests.factories.ledger import show
from tests.factories.practice_observation import ask, link_of, make_supervisor, sign_both, tell, words
from tests.factories.practice_own_view import make_assessment, make_round, say
from tests.factories.practice_papers import find, make_certificate, make_paper
from tests.factories.releases import staff

KEYS = ("matters", "decides", "objects", "hope")
# What answers no GET with a page of its own: it acts, sends a file, or leads on.
NO_PAGES = {
    *("withdraw_example_signature", "withdraw_paper", "delete_paper_files", "revoke_paper", "paper_file"),
    *("download_methods", "end_method", "make_citizen_link", "delete_citizen_answers"),
}
# The menu is gone, and what a badge says is plain words.
NOT_CALM = """() => {
    const isLoud = (one) => {
        const style = getComputedStyle(one);
        return style.borderTopWidth !== '0px' || style.backgroundColor !== 'rgba(0, 0, 0, 0)';
    };
    const badges = [...document.querySelectorAll('.badge')].filter(isLoud);
    const menus = [...document.querySelectorAll('html:not(.ls-calm), .navigation-menu, .breadcrumbs')];
    return [...badges, ...menus].map((one) => one.outerHTML.slice(0, 80));
}"""
# Whatever a finger is to hit, and how high it is; a link inside a sentence is as high as its line.
TOO_LOW = """() => {
    const low = [];
    const isSeen = (one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true });
    const inASentence = (one) => one.matches('a:not(.button, .ls-link, .back-link)')
        && one.parentElement.textContent.trim() !== one.textContent.trim();
    document.querySelectorAll('main :is(a, button, summary, select, textarea, input)').forEach((one) => {
        const target = one.matches('[type=radio], [type=checkbox]') ? one.labels[0] : one;
        if (!target || one.type === 'hidden' || !isSeen(target) || inASentence(one)) return;
        const box = target.getBoundingClientRect();
        if (box.width < 2) return;
        const least = one.matches('.button') ? 56 : 44;
        const words = target.textContent.trim().slice(0, 40);
        if (box.height < least - 0.5) low.push(`${one.tagName} ${Math.round(box.height)} ${words}`);
    });
    return low;
}"""


class World:
    """Lone and all who have to do with what she shows at work; everybody reads calmly."""

    def __init__(self) -> None:
        unit = make_unit(name="Bostedet Kløvermarken")
        self.people = {
            "lone": self.person("lone", "Lone Kjær"),
            "mette": self.person("mette", "Mette Aagaard"),
            "hanne": self.person("hanne", "Hanne Toft"),
            "kira": self.person("kira", "Kira Østergaard", Role.COORDINATOR),
            "stine": self.person("stine", "Stine Juhl", Role.PROFESSIONAL),
            "maja": self.person("maja", "Maja Ærø", Role.LIVED_EXPERIENCE),
            "vibeke": self.person("vibeke", "Vibeke Friis-Østergaard"),
        }
        lone, mette, kira = (self.people[who] for who in ("lone", "mette", "kira"))
        make_employment(lone, unit)
        make_employment(self.people["vibeke"], unit)
        make_employment(make_supervisor(mette), unit)
        make_employment(self.people["hanne"], unit, job_function=JobFunction.LEDER, is_manager=True)
        known = {row.code: row for row in Competence.objects.current().requirements()}
        first, second = known["M.1"], known["R1.1"]
        show(lone, first, 1)
        self.own_views(unit, lone, first)
        self.observations(lone, mette, first, second)
        self.papers(lone, kira, known["F.2"])
        link = make_link(lone)
        for _number in range(5):
            take_answers(link, dict.fromkeys(KEYS, "yes"))
        self.slip = reverse("practice:citizen_questions", args=[token_of(link)])
        staff(unit, 6)
        make_release(newest_day(timezone.localdate()))
        record_reads([lone.pk], self.people["hanne"], "practice.methods")
        self.first, self.second = first, second

    @staticmethod
    def person(name: str, display_name: str, *roles: Role) -> User:
        return make_person(*roles, email=f"{name}@example.org", display_name=display_name, calm_mode=True)

    def own_views(self, unit, lone, first) -> None:
        before = make_round(unit)
        assessment = make_assessment(lone, before)
        say(assessment, first, 2, wants_more=True, comment="Bo hjalp mig.")
        make_assessment(self.people["vibeke"], make_round(unit, RoundKind.AFTER))
        self.round = before

    def observations(self, lone, mette, first, second) -> None:
        self.waiting = ask(lone, first, mette, note="Om jeg venter.")
        self.told = tell(
            ask(lone, first, mette),
            words(
                situation="Vi sad i køkkenet med en borger. Lone spurgte, hvad han savnede. Så ventede hun.",
                done_well="Hun lod ham tie uden at fylde det ud. Han kom selv til målet.",
                next_step="Skriv målet med hans ord, mens han er der.",
            ),
        )
        self.signed = sign_both(ask(lone, second, mette), words(), comment="Det var en god dag.")
        self.outside = ask(lone, second, email="inger@example.org")

    def papers(self, lone, kira, requirement) -> None:
        self.paper = make_paper(lone, {requirement: 3}, title="Motiverende samtale, 2 dage")
        decided = make_paper(lone, {requirement: 2}, title="Åben dialog, grundkursus")
        decide(decided, find(decided, 2), by=self.people["stine"])
        self.decided = decided
        method = Method.objects.get(code="MI")
        make_certificate(lone, method, kira, expires_on=timezone.localdate() + dt.timedelta(days=20))

    def pages(self) -> list[tuple[str, str, str]]:
        """Who opens what; the same name of an address may stand here more than once."""
        lone, first = self.people["lone"], self.first

        def at(name: str, *args: object, more: str = "") -> tuple[str, str]:
            return name, reverse(f"practice:{name}", args=args) + more

        return [
            ("lone", *at("own_view")),
            ("lone", *at("own_answer", self.second.code)),
            ("lone", *at("own_answer", first.code)),
            ("lone", *at("own_answer", first.code, more="?ret=1")),
            ("lone", *at("end_own_view")),
            ("vibeke", *at("own_answer", first.code)),
            ("vibeke", *at("end_own_view")),
            ("kira", *at("rounds")),
            ("kira", *at("close_round", self.round.pk)),
            ("lone", *at("observations")),
            ("lone", *at("ask")),
            ("lone", *at("ask", more="?krav=M.1")),
            ("lone", *at("observation", self.told.pk)),
            ("lone", *at("observation", self.signed.pk)),
            ("mette", *at("waiting")),
            ("mette", *at("observe", self.waiting.pk)),
            ("mette", *at("observe", self.told.pk)),
            ("hanne", *at("observe", self.signed.pk)),
            ("hanne", *at("choose_for", lone.pk)),
            ("hanne", *at("ask_for", lone.pk, first.pk)),
            ("hanne", "observe_by_link", link_of(self.outside)),
            ("lone", *at("papers")),
            ("vibeke", *at("papers")),
            ("stine", *at("paper_queue")),
            ("kira", *at("paper", self.paper.pk)),
            ("kira", *at("paper", self.decided.pk)),
            ("kira", *at("methods")),
            ("hanne", *at("methods")),
            ("kira", *at("record_method")),
            ("stine", *at("examples")),
            ("maja", *at("examples", more="?vis=R1.1")),
            ("lone", *at("citizen_voice")),
            ("vibeke", *at("citizen_voice")),
            ("lone", *at("citizen_slips")),
            ("hanne", "citizen_questions", self.slip),
            ("hanne", *at("citizen_thanks")),
            ("hanne", *at("citizen_no_thanks")),
            ("kira", "outside", reverse("reports:outside")),
            ("lone", "who_has_seen", reverse("development:who_has_seen")),
        ]


@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_reads_calmly(live_site, page_at, sign_in, check_axe, shoot, width) -> None:
    world = World()
    pages = world.pages()
    named = {entry.name for entry in urls.urlpatterns}
    assert named - {name for _who, name, _path in pages} == NO_PAGES
    readers: dict[str, Page] = {}
    faults: dict[str, object] = {}
    for number, (who, name, path) in enumerate(pages):
        if who not in readers:
            readers[who] = page_at(width)
            sign_in(readers[who], f"{who}@example.org")
        page, where = readers[who], f"{who} {path}"
        answer = page.goto(live_site.url + path)
        assert answer is not None
        assert (answer.status, page.url) == (200, live_site.url + path), where
        shoot(page, f"{number:02}-{name}-{who}")
        found = {
            "not calm": page.evaluate(NOT_CALM),
            "too low": page.evaluate(TOO_LOW),
            # It opens all that is folded: the last look but one.
            "too wide": page.evaluate(TOO_WIDE),
        }
        faults |= {f"{where}: {what}": fault for what, fault in found.items() if fault}
        check_axe(page)
    assert faults == {}
