"""The programme on paper: what stands in it, and that it can be read aloud."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone, translation

from recoveryskole.domain.prospectus import prospectus_document, term_to_print, write_prospectus
from recoveryskole.models import SchoolIndexPage, Session, Term
from tests.courses.proofs.pdf import opened, tags
from tests.factories.school import make_place, make_session, make_term, make_workshop

pytestmark = pytest.mark.django_db

PDF = "/recoveryskole/program.pdf"
ADDRESS = "https://laersammen.example/recoveryskole/"


def test_prospectus_is_a_tagged_pdf_on_a4(school: SchoolIndexPage, client: Client) -> None:
    make_session(make_workshop("Søvn 😴"), term=make_term(title="Forår 2027"))
    response = client.get(PDF)
    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/pdf")
    pdf = opened(response.content)
    assert pdf.Root.MarkInfo.Marked
    assert str(pdf.Root.Lang).startswith("da")
    assert "Forår 2027" in str(pdf.docinfo["/Title"])
    assert {"H1", "H2", "Figure"} <= set(tags(pdf))
    _left, _bottom, width, height = (float(side) for side in pdf.pages[0].MediaBox)
    assert (round(width), round(height)) == (595, 842)


def test_same_programme_gives_the_same_bytes(school: SchoolIndexPage) -> None:
    session, now = make_session(), timezone.now()
    assert write_prospectus(session.term, ADDRESS, now) == write_prospectus(session.term, ADDRESS, now)


def test_term_under_way_is_printed_of_its_own_accord(school: SchoolIndexPage, client: Client) -> None:
    today = timezone.localdate()
    assert client.get(PDF).status_code == 404
    spring = make_term(title="Forår", starts_on=today, ends_on=today + dt.timedelta(days=60))
    autumn = make_term(
        title="Efterår", starts_on=today + dt.timedelta(days=61), ends_on=today + dt.timedelta(days=90)
    )
    assert term_to_print(today) == spring
    assert term_to_print(today + dt.timedelta(days=61)) == autumn
    assert client.get(PDF, {"forloeb": autumn.slug}).status_code == 200
    Term.objects.filter(pk=autumn.pk).update(is_published=False)
    assert client.get(PDF, {"forloeb": autumn.slug}).status_code == 404


def test_paper_names_nobody_and_no_meeting(school: SchoolIndexPage) -> None:
    place = make_place(name="Biblioteket", has_steps=False, for_facilitators="Nøglen")
    session = make_session(
        starts_at=dt.datetime(2027, 12, 31, 22, tzinfo=dt.UTC),
        place=place,
        online_url="https://example.org/rum",
    )
    with translation.override("da"):
        said = prospectus_document(session.term, list(Session.objects.all()), ADDRESS, dt.date(2027, 12, 1))
    ((month,), (where,)) = said["months"], said["places"]
    assert month["name"] == "December 2027"
    assert month["sessions"][0]["time"] == "fredag 23.00-01.00"
    assert where["steps"] is False
    assert where["lift"] is None
    assert said["address"] == "laersammen.example/recoveryskole"
    assert not [word for word in ("Karen", "Nøglen", "example.org/rum") if word in str(said)]


def test_paper_leaves_out_what_is_cancelled_over_or_hidden(school: SchoolIndexPage, client: Client) -> None:
    term = make_session(make_workshop("Kommer")).term
    now = timezone.now()
    before = write_prospectus(term, ADDRESS, now)
    make_session(make_workshop("Aflyst"), cancelled_at=now)
    make_session(make_workshop("Ovre"), days=-3)
    make_session(make_workshop("Skjult"), is_published=False)
    assert write_prospectus(term, ADDRESS, now) == before
