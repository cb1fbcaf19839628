"""What people see of papers, and what their browsers are told of the files."""

import datetime as dt
import re
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from accounts.enums import JobFunction, Role
from assessments.ledger.models import Evidence
from assessments.practice.domain.prior_learning import decide
from assessments.practice.enums import PaperState
from assessments.practice.models import PriorLearning
from tests.factories.accounts import make_employment, make_person
from tests.factories.competences import make_requirement
from tests.factories.papers import pdf
from tests.factories.photos import jpeg
from tests.factories.practice_papers import find, make_paper

pytestmark = pytest.mark.django_db
MINE = "/min-laering/papirer/"
QUEUE = "/praksis/papirer/"


def page(client: Client, person, address: str, status: int = 200) -> str:
    client.force_login(person)
    response = client.get(address)
    assert response.status_code == status
    return " ".join(response.content.decode().split())


def filled(requirement, **fields):
    return {
        "paper": [SimpleUploadedFile("IMG_0001.JPG", jpeg())],
        "title": "Motiverende samtale, 2 dage",
        "issuer": "SOSU Syd",
        "issued": "maj 2024",
        "krav": [requirement.pk],
        f"trin-{requirement.pk}": 3,
        **fields,
    }


def test_a_paper_is_sent_and_waits(client, lone, requirements):
    client.force_login(lone)
    response = client.post(MINE, filled(requirements[1]))
    assert (response.status_code, response.url) == (303, MINE)
    paper = PriorLearning.objects.get()
    assert (paper.title, paper.issued_on, paper.day_is_known) == (
        "Motiverende samtale, 2 dage",
        dt.date(2024, 5, 1),
        False,
    )
    assert [(claim.competence, claim.level) for claim in paper.claims.all()] == [(requirements[1], 3)]
    text = page(client, lone, MINE)
    assert "Thank you. Somebody will look at your paper." in text
    assert "Came today" in text


def test_several_pictures_are_one_paper(client, lone, requirements):
    client.force_login(lone)
    files = [SimpleUploadedFile(f"{number}.jpg", jpeg()) for number in range(3)]
    client.post(MINE, filled(requirements[1], paper=files))
    assert PriorLearning.objects.get().files.count() == 3
    assert "picture 2 of 3" in page(client, lone, MINE)


NOT_TAKEN = [
    ({"paper": [SimpleUploadedFile("bevis.pdf", b"<svg></svg>")]}, "We do not take drawings (SVG)."),
    ({"paper": [SimpleUploadedFile("bevis.pdf", b"PK\x03\x04word/document.xml")]}, "Save it as a PDF"),
    ({"paper": []}, "Choose a file, or take a picture of the paper."),
    ({"krav": []}, "Choose at least one requirement that the paper shows."),
    ({"issued": "i fjor"}, "Write it like »maj 2024« or »17.5.2024«."),
    ({"issued": "maj 2999"}, "This day has not come yet."),
    ({"valid_until": "maj 2020"}, "This day has passed."),
    ({"title": ""}, "This field is required."),
]


@pytest.mark.parametrize(("fields", "sentence"), NOT_TAKEN)
def test_what_is_not_taken_is_said_and_the_form_stays_filled_in(
    client, lone, requirements, stored, fields, sentence
):
    for file in fields.get("paper", []):
        file.seek(0)
    client.force_login(lone)
    response = client.post(MINE, filled(requirements[0], **fields))
    text = " ".join(response.content.decode().split())
    assert response.status_code == 422
    assert sentence in text
    assert 'value="SOSU Syd"' in text
    is_chosen = f'value="{requirements[0].pk}" checked' in text
    assert is_chosen == ("krav" not in fields)
    assert f'<option value="3" selected>' in text  # noqa: F541 (as the page writes it)
    assert (stored(), PriorLearning.objects.count()) == ([], 0)


def test_what_no_form_of_ours_sends_is_400(client, lone, requirements, stored):
    client.force_login(lone)
    for fields in ({"krav": ["x"]}, {"krav": [requirements[0].pk], f"trin-{requirements[0].pk}": "x"}):
        assert client.post(MINE, filled(requirements[0], **fields)).status_code == 400
    assert client.post(MINE, filled(requirements[0].parent)).status_code == 400
    assert (stored(), PriorLearning.objects.count()) == ([], 0)


def test_a_body_that_is_too_long_is_not_read(client, lone, settings):
    client.force_login(lone)
    settings.BODY_MAX_BYTES = {"practice:papers": 70_000}
    big = SimpleUploadedFile("big.pdf", b"%PDF-" + b"x" * 80_000)
    assert client.post(MINE, {"paper": [big]}).status_code == 413


def test_requirements_of_my_job_that_i_lack_stand_first(client, lone, requirements):
    text = page(client, lone, MINE)
    assert text.index("F.2") < text.index("Show 1 more requirement") < text.index("F.1")
    text = page(client, lone, f"{MINE}?krav=F.1")
    assert f'value="{requirements[0].pk}" checked' in text
    assert text.index("F.1") < text.index("F.2")


def test_the_owner_sees_what_became_of_it(client, lone, stine, requirements):
    paper = make_paper(lone, {requirements[1]: 3}, sent=timezone.now() - dt.timedelta(days=4))
    assert "Has waited for 4 days" in page(client, lone, MINE)
    decide(
        paper, find(paper, 2, words="To dage er en god start.", valid_until=dt.date(2029, 5, 31)), by=stine
    )
    text = page(client, lone, MINE)
    assert "F.2 level 2 until 31 May 2029" in text
    assert "Stine writes: »To dage er en god start.«" in text
    assert "The file is deleted by itself on" in text


def test_the_owner_takes_it_back_or_deletes_its_file(client, lone, stine, requirements, stored):
    waits, decided = (make_paper(lone, {requirements[1]: 3}) for _number in range(2))
    decide(decided, find(decided, 3), by=stine)
    client.force_login(lone)
    assert client.post(f"{MINE}{waits.pk}/traek-tilbage/").status_code == 303
    assert client.post(f"{MINE}{decided.pk}/slet-fil/").status_code == 303
    assert client.post(f"{MINE}{decided.pk}/traek-tilbage/").status_code == 409
    assert "What it proved stands." in page(client, lone, MINE)
    client.force_login(stine)
    assert client.post(f"{MINE}{waits.pk}/traek-tilbage/").status_code == 404


def test_the_queue_begins_with_whom_has_waited_for_longest(client, lone, stine, coordinator, requirements):
    now = timezone.now()
    make_paper(lone, {requirements[1]: 3}, title="Nyt", sent=now - dt.timedelta(days=1))
    make_paper(lone, {requirements[1]: 3}, title="Gammelt", sent=now - dt.timedelta(days=6))
    make_paper(stine, {requirements[1]: 3}, title="Stines", sent=now - dt.timedelta(days=9))
    text = page(client, stine, QUEUE)
    assert "2 papers. The oldest has waited for 6 days." in text
    assert "<h3>Gammelt</h3>" in text
    assert "Stines" not in text
    assert "SOSU" in text
    assert "Kløvermarken" in text
    assert "3 papers." in page(client, coordinator, QUEUE)
    assert ModelLogEntry.objects.filter(action="practice.read_paper", user=stine).count() == 1


def test_deciding_on_the_page(client, lone, stine, requirements):
    paper = make_paper(lone, {requirements[1]: 3})
    address, (claim,) = f"{QUEUE}{paper.pk}/", paper.claims.all()
    client.force_login(stine)
    said = {f"trin-{claim.pk}": 2, "kind": "certificate", "words": " ", "ja": ""}
    response = client.post(address, said)
    assert response.status_code == 422
    text = " ".join(response.content.decode().split())
    assert "Write a few words." in text
    assert "Words to Lone" in text
    assert '<option value="2" selected>' in text
    response = client.post(address, {**said, "words": "To dage er en god start.", "valid_until": "31.5.2029"})
    assert (response.status_code, response.url) == (303, QUEUE)
    row = Evidence.objects.get()
    assert (row.person, row.level, row.valid_until) == (lone, 2, dt.date(2029, 5, 31))
    again = client.post(address, {**said, "words": "x"})
    assert again.status_code == 409
    assert "Somebody else has decided" in again.content.decode()


def test_saying_no_on_the_page_whatever_the_levels_say(client, lone, stine, requirements):
    paper = make_paper(lone, {requirements[1]: 3})
    (claim,) = paper.claims.all()
    client.force_login(stine)
    said = {f"trin-{claim.pk}": 3, "kind": "certificate", "words": "Det hører ikke til et krav.", "nej": ""}
    assert client.post(f"{QUEUE}{paper.pk}/", said).status_code == 303
    paper.refresh_from_db()
    assert paper.state == PaperState.REJECTED
    for broken in ({f"trin-{claim.pk}": "x"}, {"trin-1000000": 1}):
        other = make_paper(lone, {requirements[0]: 1})
        response = client.post(f"{QUEUE}{other.pk}/", {**broken, "kind": "certificate", "words": "x"})
        assert response.status_code == 400


def test_taking_an_approval_back_on_the_page(client, lone, stine, requirements):
    paper = make_paper(lone, {requirements[1]: 3})
    decide(paper, find(paper, 3), by=stine)
    assert "Take the approval back" in page(client, stine, f"{QUEUE}{paper.pk}/")
    assert client.post(f"{QUEUE}{paper.pk}/tag-tilbage/", {"words": ""}).status_code == 422
    assert client.post(f"{QUEUE}{paper.pk}/tag-tilbage/", {"words": "Ikke dit."}).status_code == 303
    assert not Evidence.objects.unrevoked().exists()
    assert client.post(f"{QUEUE}{paper.pk}/tag-tilbage/", {"words": "Ikke dit."}).status_code == 409


def test_a_file_is_handed_over_and_never_shown(client, lone, stine, requirements):
    paper = make_paper(lone, {requirements[1]: 3}, files=[BytesIO(pdf())])
    address = reverse("practice:paper_file", args=[paper.files.get().pk])
    for person in (lone, stine):
        client.force_login(person)
        response = client.get(address)
        assert response.status_code == 200
        assert response["Content-Type"] == "application/pdf"
        assert response["Content-Disposition"] == 'attachment; filename="motiverende-samtale-2-dage-1.pdf"'
        assert response["X-Content-Type-Options"] == "nosniff"
        assert set(response["Cache-Control"].split(", ")) == {"private", "no-store"}
        policy = response["Content-Security-Policy"]
        assert "sandbox" in policy
        assert "default-src 'none'" in policy
        assert b"".join(response.streaming_content).startswith(b"%PDF")
    read = ModelLogEntry.objects.filter(action="practice.read_paper")
    assert [(entry.user_id, entry.data) for entry in read] == [(stine.pk, {"file": 1})]


def test_a_file_is_there_for_its_owner_and_reviewers_alone(client, lone, unit, requirements):
    paper = make_paper(lone, {requirements[1]: 3})
    address = reverse("practice:paper_file", args=[paper.files.get().pk])
    manager = make_person()
    make_employment(manager, unit, is_manager=True, job_function=JobFunction.LEDER)
    for person in (manager, make_person(), make_person(Role.AUTHOR), make_person(is_superuser=True)):
        page(client, person, address, 404)
    assert client.get(f"/media/{paper.files.get().file.name}").status_code == 404


def test_a_file_that_is_gone_from_the_disk_is_told(client, lone, requirements):
    paper = make_paper(lone, {requirements[1]: 3})
    file = paper.files.get()
    file.file.storage.delete(file.file.name)
    page(client, lone, reverse("practice:paper_file", args=[file.pk]), 404)


def count(client: Client, person, address: str) -> int:
    page(client, person, address)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        page(client, person, address)
    return len([query for query in asked if "django_session" not in query["sql"]])


@pytest.mark.parametrize("who", ["lone", "stine"])
def test_queries_do_not_grow_with_papers(client, lone, stine, requirements, who):
    person, address = {"lone": (lone, MINE), "stine": (stine, QUEUE)}[who]
    others = [make_requirement(requirements[0].parent) for _number in range(4)]
    first = make_paper(lone, {requirements[1]: 3})
    make_paper(lone, {requirements[1]: 3})
    decide(first, find(first, 2), by=stine)
    few = count(client, person, address)
    for _number in range(3):
        paper = make_paper(lone, dict.fromkeys(others, 2), files=[BytesIO(pdf()), BytesIO(pdf())])
        decide(paper, find(paper, 2, 2, 2, 1), by=stine)
        make_paper(lone, dict.fromkeys(others, 2), files=[BytesIO(pdf()), BytesIO(pdf())])
    assert count(client, person, address) == few


def test_nothing_says_amu_certificate(client, lone, stine, requirements):
    paper = make_paper(lone, {requirements[1]: 3}, title="IKV i sygepleje")
    assert re.search(r'value="assessment" selected', page(client, stine, QUEUE))
    decide(paper, find(paper, 3), by=stine)
    for person, address in ((lone, MINE), (stine, f"{QUEUE}{paper.pk}/")):
        assert "AMU" not in page(client, person, address)
