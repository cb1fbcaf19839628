"""Short ways to set up what a person's own pages show, and to read them."""

import datetime as dt
import re

from django.urls import reverse

from accounts.enums import JobFunction
from accounts.models import Employment
from assessments.ledger.domain.evidence import Event, record_evidence
from assessments.ledger.enums import EvidenceKind
from courses.enums import CompletionKind
from courses.models import Completion
from development.domain.me import read_me
from development.domain.my_learning import read_my_learning
from development.domain.my_profile import read_my_profile
from tests.factories.courses import make_course, make_test

JOB = JobFunction.SOSU_ASSISTENT


def employ(person, workplace, job=JOB, **fields) -> Employment:
    fields.setdefault("start", dt.date(2020, 1, 1))
    return Employment.objects.create(user=person, workplace=workplace, job_function=job, **fields)


def show(person, competence, level=2, kind=EvidenceKind.OBSERVATION, origin="test:1", **fields):
    return record_evidence(Event(kind=kind, origin=origin, **fields), person, [(competence, level)])


def state_of(person, code="M.1"):
    demands = read_my_learning(read_me(person)).requirements.demands
    return next((d.judgement.state, d.judgement.gap) for d in demands if d.code == code)


def read(client, person, name="my_learning") -> str:
    client.force_login(person)
    response = client.get(reverse(f"development:{name}"))
    assert response.status_code == 200
    # White space at the edges of an element, and after one that takes whole lines, is nothing on the page.
    html = re.sub(r"(</(?:dd|div|dt|li|p)>) ", r"\1", " ".join(response.content.decode().split()))
    return re.sub(r" (?=</)", "", re.sub(r"(<[a-z][^>]*>) ", r"\1", html))


def make_tested_course(title="Kurset"):
    """A course that can be solved: its final test may lift somebody to level 2."""
    course = make_course(title, modules=1)
    make_test(course)
    return course


def entry_of(person, code="M.1"):
    """What the profile says of the requirement."""
    profile = read_my_profile(person)
    entries = [entry for part in profile.areas for entry in part.entries] + [*profile.beyond]
    return next(entry for entry in entries if entry.demand.code == code)


def ways_of(person, code="M.1") -> list[str]:
    """What the profile offers to do about the requirement: what stands first, then the others."""
    ways = entry_of(person, code).ways
    return [act.way for act in (ways.first, *ways.others) if act is not None]


def main(page: str) -> str:
    """What the page says, without its head and menus."""
    return page[page.index("<main") : page.index("</main>")]


def complete(person, page, competence, level=2, until=None, kind=EvidenceKind.SOLVED):
    """As if the person had completed the page, with evidence of it until a day."""
    done = Completion.objects.create(
        person=person, page=page, kind=CompletionKind.COURSE, title=page.title, proves=kind
    )
    origin = f"courses.completion:{done.pk}"
    return show(person, competence, level, kind, origin=origin, title=page.title, valid_until=until)[0]
