"""Short ways to set up what a person's own pages show, and to read them."""

import datetime as dt
import re

from django.urls import reverse

from accounts.enums import JobFunction
from accounts.models import Employment
from assessments.ledger.domain.evidence import Event, record_evidence
from assessments.ledger.enums import EvidenceKind
from development.domain.me import read_me
from development.domain.my_learning import read_my_learning

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
