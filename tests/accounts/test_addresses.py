"""Who may go where: every address of the house, tried by every kind of person.

An address that is not in the table fails the test: whoever adds one says here who may open it.
"""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from wagtail.models import get_page_models

from accounts.enums import JobFunction, Role
from accounts.models import User
from courses.domain.site import ensure_site
from courses.models import CourseRun
from development.domain.talks.goals import Wanted, write_goal
from development.domain.talks.opening import open_talk
from recoveryskole.domain.school import ensure_school
from recoveryskole.models import WorkshopPage
from tests.accounts.addresses_at_work import AT_WORK, ROLES, Row, all_get, signed_in
from tests.factories.accounts import make_employment, make_person, make_unit
from tests.factories.competences import make_requirement
from tests.factories.courses import lessons_of, make_course, make_test
from tests.factories.practice_papers import make_paper
from tests.factories.school import make_session
from tests.factories.talks import agree
from tests.slips import find_slips_of
from tests.wellformed import find_faults_of

IN_WORKSHOP = dict.fromkeys(["author", "peer", "professional", "coordinator", "admin"], 200)

# Address by name -> what each person gets. A name that begins with POST is tried with an empty form.
TABLE: dict[str, Row] = {
    "health": all_get(200),
    "robots": all_get(200),
    "sitemap": all_get(200),
    "favicon": all_get(302),
    "manifest": all_get(200),
    # Nobody is named in the tests.
    "security": all_get(404),
    "set_language": all_get(302),
    "POST set_language": all_get(302),
    "accounts:account": signed_in(200),
    "home": signed_in(302),
    "accounts:calm": all_get(405),
    "POST accounts:calm": all_get(302),
    "demo:sign_in": all_get(405),
    "POST demo:sign_in": all_get(404),
    "account_login": all_get(302, anonymous=200),
    "account_logout": signed_in(200),
    "account_inactive": all_get(200),
    "account_signup": all_get(302, anonymous=200),
    "account_reauthenticate": signed_in(200),
    # No code by mail instead of a password: nothing of a mailbox opens what a password guards.
    "account_request_reauthentication_code": signed_in(302),
    "account_confirm_reauthentication_code": signed_in(302),
    "account_email": signed_in(200),
    "account_change_password": signed_in(200),
    "account_set_password": signed_in(302),
    "account_reset_password": all_get(200),
    "account_reset_password_done": all_get(200),
    "mfa_index": signed_in(200),
    "mfa_reauthenticate": signed_in(302),
    "mfa_activate_totp": signed_in(302),
    "mfa_deactivate_totp": signed_in(404),
    "mfa_view_recovery_codes": signed_in(404),
    "mfa_generate_recovery_codes": signed_in(302),
    "mfa_download_recovery_codes": signed_in(404),
    # Frameworks hold no people: other programs read them without signing in.
    "case:documents": all_get(200),
    "case:part": all_get(404),
    "case:unknown": all_get(404),
    "development:my_learning": signed_in(200),
    "development:profile": signed_in(200),
    # Where it lay before.
    "development:requirements": all_get(301),
    "development:who_has_seen": signed_in(200),
    "development:news_seen": all_get(405),
    "POST development:news_seen": signed_in(400),
    "development:cards": signed_in(200),
    "POST development:cards": signed_in(400),
    "courses:enrol": all_get(405),
    "POST courses:enrol": signed_in(303),
    "courses:pause": all_get(405),
    "POST courses:pause": signed_in(403),
    "courses:resume": all_get(405),
    "POST courses:resume": signed_in(403),
    "courses:restart": all_get(405),
    "POST courses:restart": signed_in(403),
    "courses:retake": all_get(405),
    "POST courses:retake": signed_in(403),
    "courses:start_test": all_get(405),
    "POST courses:start_test": signed_in(403),
    "courses:answer_test": all_get(405),
    "POST courses:answer_test": signed_in(403),
    "courses:save_test_draft": all_get(405),
    # No page: a script asks.
    "POST courses:save_test_draft": all_get(403, anonymous=401),
    "courses:hand_in_test": all_get(405),
    "POST courses:hand_in_test": signed_in(403),
    "courses:answer": all_get(405),
    "POST courses:answer": signed_in(403),
    "courses:save_draft": all_get(405),
    "POST courses:save_draft": signed_in(403),
    "courses:share": all_get(405),
    "POST courses:share": signed_in(404),
    "courses:complete_lesson": all_get(405),
    "POST courses:complete_lesson": signed_in(403),
    # The first lesson of a course is open to everybody. Any other leads to the course.
    "courses:lesson_by_address": all_get(200),
    "courses:try_lesson": all_get(302),
    "POST courses:try_lesson": all_get(404),
    "proofs:transcript": signed_in(200),
    "proofs:transcript_pdf": signed_in(200),
    "proofs:transcript_json": signed_in(200),
    # Only one's own: nobody in this world has completed anything.
    "proofs:proof": signed_in(404),
    "proofs:proof_pdf": signed_in(404),
    "proofs:proof_badge": signed_in(404),
    "proofs:proof_badge_png": signed_in(404),
    "proofs:proof_badge_svg": signed_in(404),
    "proofs:make_proof": all_get(405),
    "POST proofs:make_proof": signed_in(404),
    "proofs:check_proofs": all_get(200),
    "proofs:check_proof": all_get(404),
    "proofs:badge_issuer": all_get(200),
    "proofs:revoked_proofs": all_get(200),
    "proofs:signing_key": all_get(404),
    "proofs:jwks": all_get(200),
    "courses:run": signed_in(404, professional=200),
    "courses:join_run": all_get(405),
    "POST courses:join_run": signed_in(303),
    "courses:leave_run": all_get(405),
    "POST courses:leave_run": signed_in(303),
    "courses:attendance": all_get(405),
    "POST courses:attendance": signed_in(404, professional=303),
    "cocreation:drafts": signed_in(403, **IN_WORKSHOP),
    "cocreation:choose_module": signed_in(403, author=200, peer=200, coordinator=200, admin=200),
    "reports:index": signed_in(403, manager=302, coordinator=302),
    "reports:outside": signed_in(403, manager=200, coordinator=200),
    # No release has been made.
    "reports:download_outside": signed_in(403, manager=404, coordinator=404),
    "reports:gap": signed_in(403, manager=200),
    # Opened by a token in the address, and never by who is signed in.
    "lesson_h5p:frame": all_get(403),
    "lesson_h5p:asset": all_get(403),
    "lesson_h5p:state": all_get(405),
    # No page: a script asks. 415 is for an empty form, that the script never sends.
    "POST lesson_h5p:state": all_get(415, anonymous=401),
    "lesson_h5p:statement": all_get(405),
    "POST lesson_h5p:statement": all_get(415, anonymous=401),
    "reports:requirement": signed_in(403, manager=404),
    "reports:person": signed_in(403, manager=200),
    "reports:download": signed_in(403, manager=200),
    "wagtail_serve": all_get(200),
    **AT_WORK,
}

# Sub-trees that are not ours: Wagtail's CMS guards itself, page by page and view by view.
FOREIGN = ("cms/", "dokumenter/", "_util/", "static/", "media/")
# Reached only with a key from an e-mail or half-way through a sign-in; allauth's own tests see to them.
BY_KEY = {
    *("account_confirm_email", "account_reset_password_from_key", "account_confirm_login_code"),
    *("mfa_authenticate", "account_email_verification_sent", "account_reset_password_from_key_done"),
}

PAGES: dict[str, str] = {
    "courses.HomePage": "/",
    "courses.CatalogueIndexPage": "/kurser/",
    "courses.CoursePage": "/kurser/kursus/",
    "courses.ModulePage": "/kurser/kursus/modul/",
    "courses.LessonPage": "/kurser/kursus/modul/lektion/",
    "courses.TestPage": "/kurser/kursus/proeve/",
    "courses.TextPage": "/was/",
    "recoveryskole.SchoolIndexPage": "/recoveryskole/",
    "recoveryskole.WorkshopPage": "/recoveryskole/nat/",
}
PAGE_ROWS: dict[str, Row] = {
    "courses.HomePage": all_get(200),
    "courses.CatalogueIndexPage": all_get(200),
    "courses.CoursePage": all_get(200),
    "courses.ModulePage": all_get(302),
    "courses.LessonPage": all_get(200),
    "courses.TestPage": signed_in(302),
    "courses.TextPage": all_get(200),
    "recoveryskole.SchoolIndexPage": all_get(200),
    "recoveryskole.WorkshopPage": all_get(200),
}


def own_addresses(patterns: list[Any], prefix: str = "", namespace: str = "") -> Iterator[tuple[str, str]]:
    """Every (name, pattern) of the resolver, foreign sub-trees left out."""
    for entry in patterns:
        route = prefix + str(entry.pattern)
        if route.startswith(FOREIGN):
            continue
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from own_addresses(entry.url_patterns, route, inner)
        elif isinstance(entry, URLPattern) and entry.name:
            yield f"{namespace}{entry.name}", route


ROUTES = {name: route for name, route in own_addresses(get_resolver().url_patterns)}
OF_A_TALK = (
    *("talk", "plan_talk", "new_goal", "agreements", "say_yes", "talk_note", "share_talk", "end_talk"),
)
# By the kind of a part.
NOBODYS = {"slug": "x" * 32, "str": "x" * 32, "uuid": "00000000-0000-4000-8000-000000000000", "row": 0}
PROOFS = [f"proofs:proof{what}" for what in ("", "_pdf", "_badge", "_badge_png", "_badge_svg")]


class World:
    """One of everything that an address can name, and one of every kind of person."""

    def __init__(self) -> None:
        house = ensure_site()
        school = ensure_school(house.home)
        school.add_child(instance=WorkshopPage(title="Nat", slug="nat"))
        self.session = make_session(WorkshopPage.objects.get(), is_published=False)
        self.course = make_course("Kursus", slug="kursus", modules=1)
        self.module = self.course.get_children().get()
        self.lesson = lessons_of(self.course)[0]
        self.test = make_test(self.course)
        for page, slug in ((self.module, "modul"), (self.lesson, "lektion"), (self.test, "proeve")):
            page.slug = slug
            page.save()
        self.unit = make_unit(slug="huset")
        started = dt.date(2024, 1, 1)
        self.people: dict[str, User | None] = {
            "anonymous": None,
            "citizen": make_person(),
            "employee": make_person(),
            "author": make_person(Role.AUTHOR),
            "peer": make_person(Role.AUTHOR, Role.LIVED_EXPERIENCE),
            "professional": make_person(Role.PROFESSIONAL),
            "coordinator": make_person(Role.COORDINATOR),
            "manager": make_person(),
            "admin": make_person(is_superuser=True),
        }
        today = timezone.localdate()
        self.run = CourseRun(course=self.course, starts_on=today, ends_on=today, place="Kulturhuset")
        self.run.teachers = [self.people["professional"]]
        self.run.save()
        self.employment = make_employment(self.people["employee"], self.unit, start=started)
        make_employment(
            self.people["manager"],
            self.unit,
            start=started,
            is_manager=True,
            job_function=JobFunction.LEDER,
        )
        employee, manager = self.people["employee"], self.people["manager"]
        assert employee is not None
        assert manager is not None
        self.talk = open_talk(employee, manager, by=employee)
        self.goal = write_goal(self.talk, Wanted("Mit mål."), by=employee)
        (self.agreement,) = agree(self.talk)
        self.paper = make_paper(self.people["employee"], {make_requirement(): 2})

    def arguments(self, name: str) -> list[Any]:
        known: dict[str, list[Any]] = {
            "case:part": ["CFItems", "00000000-0000-4000-8000-000000000000"],
            "case:unknown": ["CFItems"],
            "practice:citizen_questions": ["x" * 32],
            "courses:enrol": [self.course.pk],
            **{f"courses:{act}": [self.course.pk] for act in ("pause", "resume", "restart")},
            "courses:retake": [self.module.pk],
            **{f"courses:{act}_test": [self.test.pk] for act in ("start", "answer", "hand_in")},
            "courses:save_test_draft": [self.test.pk],
            "courses:answer": [self.lesson.pk],
            "courses:save_draft": [self.lesson.pk],
            "lesson_h5p:frame": ["x"],
            "lesson_h5p:asset": ["x", "h5p.json"],
            "lesson_h5p:state": [self.lesson.pk],
            "lesson_h5p:statement": [self.lesson.pk],
            "courses:share": [0],
            "courses:complete_lesson": [self.lesson.pk],
            "courses:try_lesson": [self.lesson.pk],
            "courses:lesson_by_address": ["kursus", "modul", "lektion"],
            **{key: [1] for key in PROOFS},
            "practice:observation": [0],
            "practice:observe": [0],
            "practice:ask_for": [0, 0],
            "practice:choose_for": [0],
            "practice:observe_by_link": ["x"],
            **{f"development:shared_{what}": ["x"] for what in ("profile", "pdf", "json")},
            "development:withdraw_share": [0],
            "proofs:make_proof": [1],
            "proofs:check_proof": ["LS-00000-00000-00000"],
            "proofs:signing_key": ["unknown"],
            "courses:run": [self.run.pk],
            "courses:join_run": [self.run.pk],
            "courses:leave_run": [self.run.pk],
            "courses:attendance": [self.run.pk],
            "practice:own_answer": ["M.1"],
            "practice:close_round": [1],
            **{f"practice:{act}": [self.paper.pk] for act in ("withdraw_paper", "delete_paper_files")},
            **{f"practice:{act}": [self.paper.pk] for act in ("paper", "revoke_paper")},
            "practice:paper_file": [self.paper.files.get().pk],
            "practice:end_method": [1],
            "practice:download_methods": ["csv"],
            **{f"development:{name}": [self.talk.pk] for name in OF_A_TALK},
            "development:goal": [self.talk.pk, self.goal.pk],
            "development:follow_up": [self.agreement.pk],
            "recoveryskole:workshop_calendar": [WorkshopPage.objects.get().pk],
            "reports:download_outside": ["csv"],
            "reports:gap": ["huset"],
            "reports:requirement": ["huset", "M.1"],
            "reports:person": ["huset", self.employment.pk],
            "reports:download": ["huset", "csv"],
            "recoveryskole:sign_up": [0],
            "recoveryskole:act": ["x", "ja"],
            "wagtail_serve": [""],
        }
        return known.get(name) or self.nobodys(name)

    def nobodys(self, name: str) -> list[Any]:
        """What an address asks for that names no more than a session: keys that nobody has."""
        parts = re.findall(r"<(\w+):(\w+)>", ROUTES[name])
        return [self.session.pk if part == "session_id" else NOBODYS[kind] for kind, part in parts]

    def client(self, role: str) -> Client:
        client = Client()
        person = self.people[role]
        if person is not None:
            client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return client

    def ask(self, role: str, method: str, address: str) -> int:
        """The status that the person gets; what the request wrote is taken back."""
        with transaction.atomic():
            response = getattr(self.client(role), method)(address)
            transaction.set_rollback(True)
        assert find_slips_of(response) == [], f"{address} for {role}"
        assert find_faults_of(response) == [], f"{address} for {role}"
        return int(response.status_code)

    def answers(self, key: str) -> Row:
        method, _, name = key.rpartition(" ")
        address = reverse(name, args=self.arguments(name))
        # Many people ask with one key here. How often a link may be used is tried elsewhere.
        cache.clear()
        return {role: self.ask(role, method.lower() or "get", address) for role in ROLES}


def test_every_address_is_in_the_table() -> None:
    named = {name for name, _route in own_addresses(get_resolver().url_patterns)}
    known = {key.rpartition(" ")[2] for key in TABLE} | BY_KEY
    assert named - known == set(), "say in TABLE who may open these"
    assert known - named == set(), "these addresses are gone"


def test_every_page_type_is_in_the_table() -> None:
    ours = {
        model._meta.label for model in get_page_models() if not model._meta.app_label.startswith("wagtail")
    }
    assert ours == set(PAGES) == set(PAGE_ROWS)


@pytest.mark.crawl
@pytest.mark.django_db
def test_addresses_answer_as_the_table_says() -> None:
    world = World()
    found = {key: world.answers(key) for key in TABLE}
    wrong = {
        f"{key} for {role}": (status, TABLE[key][role])
        for key, row in found.items()
        for role, status in row.items()
        if status != TABLE[key][role]
    }
    assert wrong == {}, "(is, should be)"


@pytest.mark.django_db
def test_cms_is_for_those_who_work_there() -> None:
    world = World()
    found = {role: world.ask(role, "get", reverse("wagtailadmin_home")) for role in ROLES}
    assert found == signed_in(403, **IN_WORKSHOP)


@pytest.mark.django_db
def test_pages_answer_as_the_table_says() -> None:
    world = World()
    found = {
        label: {role: world.ask(role, "get", address) for role in ROLES} for label, address in PAGES.items()
    }
    assert found == PAGE_ROWS
