"""Whoever opens the house's pages and comes upon somebody else's name leaves a trace for that one.

A page that names people and records nothing fails here, until it records or FREE says why it need not.
"""

import datetime as dt
import re
from collections import Counter, deque
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from accounts.enums import JobFunction, Role
from accounts.models import Leave, PersonalRead, User
from assessments.h5p.models import XAPIStatement
from courses.domain.runs import sign_up
from courses.domain.site import ensure_site
from courses.models import Completion
from courses.proofs.domain.proofs import make_proof
from development.domain.talks.opening import open_talk
from tests.factories.accounts import make_employment, make_person, make_unit
from tests.factories.competences import make_job_requirement, make_requirement
from tests.factories.courses import make_course, make_enrolment
from tests.factories.h5p import make_content
from tests.factories.runs import make_run
from tests.factories.talks import agree

pytestmark = [pytest.mark.django_db, pytest.mark.crawl]
# Pages of one shape say things of one kind: two of each are enough.
SAME_SHAPE = 2
# Not opened: where a name stands without anything said about its bearer, or as the author of common work.
FREE = {
    r"^/cms/(reports|users/history|users/usage)": "what was done to what, for who runs the platform",
    r"^/cms/(pages|images|documents|workflows|tasks|bulk)": "who wrote or brought something",
    r"^/cms/(collections|settings|snippets|redirects|sites|search)": "nobody is spoken of",
    r"^/cms/(h5p/(?!forskelle)|courserun|groups|history)": "who brought or changed something",
    r"^/cms/metodevejledere/": "whom everybody may ask; a form to choose somebody",
    r"^/vaerksted/": "who writes and signs, for those who write and sign",
}
# The menu of the CMS is drawn by its script, from such a list.
HREF = re.compile(r'(?:href=|"url": )"(/[^"#]*)"')
# What changes who is asking, or is a file.
LEFT_OUT = re.compile(
    r"logout|log-af|/hent/|/static/|\.pdf|\.csv|export=|/sprog/|/demo/|/en/|/locale/|/sprite/"
)


class Town:
    """Somebody whom all sorts of people can come upon, and those people."""

    def __init__(self) -> None:
        ensure_site()
        unit = make_unit(name="Huset", slug="huset")
        self.person = make_person(display_name="Quirina Zahlbruckner")
        self.away = make_person(display_name="Ottilie Zahlbruckner")
        for one in (self.person, self.away):
            employment = make_employment(one, unit)
        Leave.objects.create(employment=employment, start=timezone.localdate() - dt.timedelta(days=3))
        make_job_requirement(make_requirement(code="M.1"))
        course = make_course("Kursus", modules=1)
        module = course.get_children().get()
        make_enrolment(self.person, course)
        self.teacher = make_person(display_name="Lærer")
        sign_up(self.person, make_run(course, teachers=[self.teacher]))
        done = Completion.objects.create(person=self.person, page=module, kind="module", title="Modulet")
        make_proof(done)
        version = make_content().current
        assert version is not None
        XAPIStatement.objects.create(
            id="0b7d6c2e-8c0a-4b0e-9a1e-000000000001",
            person=self.person,
            block_id="0b7d6c2e-8c0a-4b0e-9a1e-000000000002",
            version=version,
            registration="0b7d6c2e-8c0a-4b0e-9a1e-000000000003",
            verb="answered",
            claimed_score=2,
            claimed_max_score=2,
            score=1,
            max_score=2,
            is_mismatch=True,
            statement={},
        )
        manager = make_person(display_name="Leder")
        make_employment(manager, unit, is_manager=True, job_function=JobFunction.LEDER)
        agree(open_talk(self.person, manager, by=self.person))
        self.readers = {
            "manager": manager,
            "teacher": self.teacher,
            "coordinator": make_person(Role.COORDINATOR, display_name="Koord"),
            "admin": make_person(display_name="Admin", is_superuser=True),
        }

    def met_without_trace(self, reader: User) -> set[str]:
        """Addresses on which the reader read a name and nothing was written down."""
        client = Client()
        client.force_login(reader, backend="django.contrib.auth.backends.ModelBackend")
        waiting = deque(["/", "/min-laering/", "/rapporter/", "/cms/", "/konto/"])
        known, shapes, silent = set(), Counter[str](), set()
        while waiting:
            address = waiting.popleft()
            shape = re.sub(r"\d+|\?.*", "#", address)
            is_free = any(re.search(pattern, address) for pattern in FREE)
            if address in known or is_free or LEFT_OUT.search(address) or shapes[shape] == SAME_SHAPE:
                continue
            known.add(address)
            shapes[shape] += 1
            PersonalRead.objects.all().delete()
            response = client.get(address)
            if response.status_code in (301, 302):
                waiting.append(response["Location"])
            if response.status_code != 200 or "html" not in response.get("Content-Type", ""):
                continue
            words = response.content.decode()
            waiting.extend(unescape(found) for found in HREF.findall(words))
            told = set(PersonalRead.objects.filter(reader=reader).values_list("person", flat=True))
            for one in (self.person, self.away):
                if one.display_name in words and one.pk not in told:
                    silent.add(f"{address}: {one.display_name}")
        self.opened = shapes
        return silent


@pytest.mark.parametrize(
    ("role", "least"), [("manager", 20), ("teacher", 15), ("coordinator", 60), ("admin", 80)]
)
def test_no_name_is_read_without_a_trace(role: str, least: int) -> None:
    town = Town()
    assert town.met_without_trace(town.readers[role]) == set()
    assert len(town.opened) >= least
