"""What is decided about a library, and what that does to the content that is played with it."""

from http import HTTPStatus

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from wagtail.log_actions import registry as log_actions
from wagtail.models import ModelLogEntry

from accounts.enums import Role
from assessments.h5p.domain import uploads
from assessments.h5p.domain.libraries import approve_library, refuse_library, upgrade_content
from assessments.h5p.domain.play import open_version
from assessments.h5p.domain.uploads import receive_package
from assessments.h5p.enums import LibraryState, UploadState
from assessments.h5p.models import H5PContent, Library
from tests.assessments.h5p.cms import enter
from tests.factories.accounts import make_person
from tests.factories.courses import make_course, make_enrolment, make_lesson, make_module
from tests.factories.h5p import h5p_block, make_content, make_library, token_for
from tests.factories.h5p_code import make_quiz
from tests.factories.h5p_packages import MACHINE_NAME, as_upload, make_package

pytestmark = pytest.mark.django_db

REASON = "Den henter skrifttyper fra nettet."


def test_reason_is_told_to_who_brought_the_package_and_to_the_next(person):
    person.language = "en"
    person.save()
    first = receive_package(as_upload(make_package()), by=person)
    library = Library.objects.get()

    refuse_library(library, person, reason=REASON)

    second = receive_package(as_upload(make_package(libraries=[])), by=person)
    for upload in (first, second):
        upload.refresh_from_db()
        assert upload.problem == f"It needs H5P.Probe 1.0.0, and that may not run here: {REASON}"
    shown = enter(is_superuser=True).get(reverse("h5p_libraries:index")).text
    assert REASON in shown


def test_reason_belongs_to_the_refusal_alone(person):
    library = make_library(state=LibraryState.REFUSED, reason=REASON)
    approve_library(library, person)
    library.refresh_from_db()
    assert (library.state, library.reason) == (LibraryState.APPROVED, "")
    with pytest.raises(IntegrityError), transaction.atomic():
        Library.objects.update(reason=REASON)


def test_same_decision_again_is_no_decision(person):
    library = make_library(state=LibraryState.QUARANTINED)
    approve_library(library, person)
    decided = Library.objects.get().decided_at
    other = make_person()

    approve_library(library, other)

    library = Library.objects.get()
    assert (library.decided_by, library.decided_at) == (person, decided)
    refuse_library(library, other)
    refuse_library(library, other, reason=REASON)
    refuse_library(library, person, reason=REASON)
    library = Library.objects.get()
    assert (library.decided_by, library.reason) == (other, REASON)
    acts = ModelLogEntry.objects.filter(action__startswith="h5p.").values_list("action", flat=True)
    assert sorted(acts) == ["h5p.approve_library", "h5p.refuse_library", "h5p.refuse_library"]


def test_administrator_gives_a_reason_and_changes_nothing_that_the_package_says():
    library = make_library(state=LibraryState.QUARANTINED, licence="MIT")
    facts = Library.objects.values("machine_name", "patch", "title", "licence", "metadata", "files", "digest")
    before = facts.get()
    client = enter(is_superuser=True)
    address = reverse("h5p_libraries:edit", args=[library.pk])

    forged = {
        "title": "X",
        "licence": "X",
        "machine_name": "X",
        "patch": "9",
        "metadata": "{}",
        "files": "{}",
    }
    client.post(address, {"state": "refused", "reason": REASON, **forged})

    assert facts.get() == before
    assert Library.objects.get().reason == REASON
    form = client.get(address)
    assert set(form.context["form"].fields) == {"state", "reason"}
    assert form.context["form"].initial == {"state": "refused", "reason": REASON}
    assert REASON in client.get(reverse("h5p_libraries:inspect", args=[library.pk])).text
    client.post(address, {"state": "approved", "reason": REASON})
    assert Library.objects.get().reason == ""
    too_long = client.post(address, {"state": "refused", "reason": "x" * 201})
    assert set(too_long.context["form"].errors) == {"reason"}


@pytest.fixture
def content() -> H5PContent:
    part = make_library("H5P.Part", (1, 0, 0), files={"a.js": b"1"})
    return make_content(make_library(MACHINE_NAME, (1, 0, 0)), libraries=(part,), title="Ro på")


@pytest.fixture
def part(content: H5PContent) -> Library:
    return Library.objects.get(machine_name="H5P.Part")


def test_player_serves_nothing_of_content_whose_library_was_refused(content, part, person):
    course = make_course()
    lesson = make_lesson(make_module(course), body=[h5p_block(content)])
    make_enrolment(person, course)
    token = token_for(person, lesson, content)
    paths = ["H5P.Part-1.0/a.js", "H5P.Probe-1.0/library.json", "content/content.json", "h5p.json"]
    addresses = [reverse("lesson_h5p:asset", args=[token, path]) for path in paths]
    addresses.append(reverse("lesson_h5p:frame", args=[token]))
    client = enter()
    assert {client.get(address).status_code for address in addresses} == {HTTPStatus.OK}

    refuse_library(part, person)

    assert open_version(content.current_id) is None
    assert {client.get(address).status_code for address in addresses} == {HTTPStatus.FORBIDDEN}
    approve_library(part, person)
    assert {client.get(address).status_code for address in addresses} == {HTTPStatus.OK}


def test_closed_content_says_so_and_is_not_offered_to_lessons(content, part, person):
    client = enter(Role.AUTHOR)
    pages = [
        reverse(f"h5p_contents:{name}", args=[] if name == "index" else [content.pk])
        for name in ("index", "inspect", "try")
    ]
    chooser = reverse("h5p_chooser:choose")
    assert client.get(pages[2]).context["frame_url"]
    assert "Ro på" in client.get(chooser).json()["html"]
    assert H5PContent.objects.playable().get() == content

    refuse_library(part, person, reason=REASON)

    assert client.get(pages[0]).context["object_list"][0].is_closed
    for page in pages[1:]:
        assert f"H5P.Part 1.0.0: {REASON}" in client.get(page).text
    assert client.get(pages[2]).context["frame_url"] == ""
    assert "Ro på" not in client.get(chooser).json()["html"]
    assert not H5PContent.objects.playable().exists()


def test_newer_library_opens_closed_content_again(content, part, person):
    refuse_library(part, person)
    make_library("H5P.Part", (1, 0, 1))

    upgrade_content(content, person)

    assert H5PContent.objects.playable().get() == content
    assert open_version(H5PContent.objects.get().current_id) is not None


def test_library_that_is_refused_while_a_package_is_unpacked_refuses_it(person, monkeypatch):
    library = make_library(MACHINE_NAME, (1, 0, 0))
    resolve = uploads.resolve

    def resolve_and_lose(*args, **options):
        found = resolve(*args, **options)
        Library.objects.filter(pk=library.pk).update(state=LibraryState.REFUSED, reason=REASON)
        return found

    monkeypatch.setattr(uploads, "resolve", resolve_and_lose)
    upload = receive_package(as_upload(make_package(libraries=[])), by=person)

    upload.refresh_from_db()
    assert upload.state == UploadState.REFUSED
    assert REASON in upload.problem


def test_factories_make_as_many_as_are_asked_for():
    libraries = [make_library().version for _ in range(3)]
    assert libraries == ["1.16.4", "1.16.5", "1.16.6"]
    assert [make_quiz().current.main_library.version for _ in range(2)] == ["1.0.0", "1.0.1"]


def test_every_act_that_the_log_knows_is_done_somewhere():
    sources = "".join(
        path.read_text(encoding="utf-8")
        for path in (settings.BASE_DIR / "assessments" / "h5p").rglob("*.py")
        if path.name != "wagtail_hooks.py"
    )
    known = [action for action, _label in log_actions.get_choices() if action.startswith("h5p.")]
    assert known
    assert [action for action in known if f'"{action}"' not in sources] == []
