"""Bringing a package, and an activity's own page."""

from http import HTTPStatus
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import Role
from assessments.h5p.domain.gate import PackageRefused
from assessments.h5p.domain.libraries import refuse_library
from assessments.h5p.domain.tokens import Play, read_token
from assessments.h5p.enums import LibraryState, UploadState
from assessments.h5p.models import H5PContent, Library, Upload
from assessments.h5p.viewsets import packages
from tests.assessments.h5p.cms import enter, some_content
from tests.factories.accounts import make_person
from tests.factories.h5p import add_version, make_content, make_library

pytestmark = pytest.mark.django_db


def package(name: str = "ro.h5p", body: bytes = b"PK") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, body)


@pytest.fixture
def received(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What is handed on to the gate, which has tests of its own."""
    calls: list[dict[str, Any]] = []

    def receive(file: Any, *, by: Any, replaces: H5PContent | None = None) -> Upload:
        calls.append({"name": file.name, "by": by, "replaces": replaces})
        return Upload.objects.create(name=file.name, size=file.size, brought_by=by, replaces=replaces)

    monkeypatch.setattr(packages, "receive_package", receive)
    return calls


def test_author_brings_a_package_and_sees_how_far_it_is(received: list[dict[str, Any]]) -> None:
    client = enter(Role.AUTHOR)
    answer = client.post(reverse("h5p_packages:add"), {"file": package(), "replaces": ""}, follow=True)
    upload = Upload.objects.get()
    assert answer.redirect_chain == [(reverse("h5p_packages:inspect", args=[upload.pk]), 302)]
    assert received == [{"name": "ro.h5p", "by": upload.brought_by, "replaces": None}]
    assert answer.context["upload"] == upload
    assert upload.get_state_display() in answer.text


def test_author_replaces_the_package_of_an_activity(received: list[dict[str, Any]]) -> None:
    content = some_content(title="Ro på")
    client = enter(Role.AUTHOR)
    address = f"{reverse('h5p_packages:add')}?replaces={content.pk}"
    assert f'href="{address}"' in client.get(reverse("h5p_contents:inspect", args=[content.pk])).text
    form = client.get(address)
    assert "Ro på" in form.text
    assert form.context["form"].initial["replaces"] == content
    client.post(address, {"file": package(), "replaces": content.pk})
    assert received[0]["replaces"] == content


def test_refused_package_is_explained_at_the_field(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(file: Any, **_: Any) -> Upload:
        raise PackageRefused("Filen er ikke en H5P-pakke.")

    monkeypatch.setattr(packages, "receive_package", refuse)
    answer = enter(Role.AUTHOR).post(reverse("h5p_packages:add"), {"file": package(), "replaces": ""})
    assert answer.context["form"].errors == {"file": ["Filen er ikke en H5P-pakke."]}
    assert not Upload.objects.exists()


@pytest.mark.parametrize(
    "fields", [{}, {"file": ""}, {"file": b""}, {"file": b"PK", "replaces": "99"}, {"replaces": "x"}]
)
def test_form_without_a_package_or_with_a_wrong_activity_brings_nothing(
    fields: dict[str, Any], received: list[dict[str, Any]]
) -> None:
    if isinstance(fields.get("file"), bytes):
        fields = {**fields, "file": package(body=fields["file"])}
    answer = enter(Role.AUTHOR).post(reverse("h5p_packages:add"), fields)
    assert answer.status_code == HTTPStatus.OK
    assert answer.context["form"].errors
    assert received == []


class Unread:
    """A body that fails the test when somebody reads it."""

    def read(self, *_: Any) -> bytes:
        raise AssertionError("The body was read.")

    readline = read


def test_package_that_is_too_large_is_refused_before_it_is_read() -> None:
    client = enter(Role.AUTHOR)
    answer = client.generic(
        "POST",
        reverse("h5p_packages:add"),
        content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(settings.H5P_MAX_UPLOAD_BYTES + 10**6),
        **{"wsgi.input": Unread()},
    )
    assert answer.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    assert "for meget på én gang" in answer.text


def test_package_without_the_key_against_forgery_is_refused(received: list[dict[str, Any]]) -> None:
    signed_in = enter(Role.AUTHOR)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = signed_in.cookies
    answer = strict.post(reverse("h5p_packages:add"), {"file": package()})
    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert received == []


def test_package_of_some_megabytes_waits_on_disk(
    received: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    kinds = []
    receive = packages.receive_package

    def look(file: Any, **fields: Any) -> Upload:
        kinds.append(type(file).__name__)
        return receive(file, **fields)

    monkeypatch.setattr(packages, "receive_package", look)
    large = package(body=b"x" * (settings.FILE_UPLOAD_MAX_MEMORY_SIZE + 1))
    enter(Role.AUTHOR).post(reverse("h5p_packages:add"), {"file": large, "replaces": ""})
    assert kinds == ["TemporaryUploadedFile"]


def test_states_of_a_package_are_told(received: list[dict[str, Any]]) -> None:
    client = enter(Role.AUTHOR)
    quarantined = make_library("X.New", state=LibraryState.QUARANTINED)
    content = make_content(quarantined)
    rows = {
        UploadState.WAITING: Upload.objects.create(name="a.h5p", size=1),
        UploadState.AWAITING_LIBRARIES: Upload.objects.create(
            name="b.h5p", size=1, version=content.current, state=UploadState.AWAITING_LIBRARIES
        ),
        UploadState.REFUSED: Upload.objects.create(
            name="c.h5p", size=1, state=UploadState.REFUSED, problem="Billedet er ikke et billede."
        ),
    }
    listed = client.get(reverse("h5p_packages:index")).text
    for state, upload in rows.items():
        shown = client.get(reverse("h5p_packages:inspect", args=[upload.pk])).text
        assert str(state.label) in shown
        assert str(state.label) in listed
        assert ("X.New 1.16.4" in shown) == (state == UploadState.AWAITING_LIBRARIES)
    assert "Billedet er ikke et billede." in shown
    assert "Billedet er ikke et billede." in listed


def test_activity_page_tells_what_the_package_said_and_the_versions() -> None:
    main, part = make_library("H5P.Blanks"), make_library("H5P.JoubelUI", (1, 3, 2))
    content = make_content(
        main,
        libraries=(part,),
        title="Ro på",
        language="da",
        licence="CC BY-SA",
        authors="Åse Ærø",
        created_by=make_person(display_name="Bo Bertelsen"),
    )
    newer = make_library("H5P.Blanks", (1, 16, 9))
    add_version(content, newer)
    shown = enter(Role.AUTHOR).get(reverse("h5p_contents:inspect", args=[content.pk]))
    for words in ("Ro på", "CC BY-SA", "Åse Ærø", "Bo Bertelsen", "H5P.Blanks 1.16.4", "H5P.JoubelUI 1.3.2"):
        assert words in shown.text
    assert [(version.number, libraries) for version, libraries in shown.context["versions"]] == [
        (2, [newer]),
        (1, [main, part]),
    ]


def test_newer_libraries_are_offered_and_taken_into_use() -> None:
    content = make_content(make_library("H5P.Blanks", (1, 14, 1)))
    client = enter(Role.AUTHOR)
    inspect = reverse("h5p_contents:inspect", args=[content.pk])
    upgrade = reverse("h5p_contents:upgrade", args=[content.pk])
    assert upgrade not in client.get(inspect).text
    client.post(upgrade)
    assert content.versions.count() == 1
    newer = make_library("H5P.Blanks", (1, 14, 6))
    assert upgrade in client.get(inspect).text
    assert client.get(upgrade).status_code == HTTPStatus.METHOD_NOT_ALLOWED
    client.post(upgrade)
    content.refresh_from_db()
    assert content.current is not None
    assert (content.current.number, content.current.main_library) == (2, newer)
    assert content.versions.count() == 2


def test_author_gives_an_activity_another_title() -> None:
    content = some_content(title="opgave1.h5p", licence="CC BY")
    address = reverse("h5p_contents:edit", args=[content.pk])
    enter(Role.AUTHOR).post(address, {"title": "Ro på", "licence": "U"})
    content.refresh_from_db()
    assert (content.title, content.licence) == ("Ro på", "CC BY")


def test_author_tries_an_activity_without_being_enrolled() -> None:
    content = some_content()
    client = enter(Role.AUTHOR)
    frame = client.get(reverse("h5p_contents:try", args=[content.pk])).context["frame_url"]
    token = frame.rstrip("/").rsplit("/", 1)[-1]
    person_id = int(client.session["_auth_user_id"])
    assert read_token(token) == Play(person_id, content.current_id or 0, None)
    assert client.get(frame).status_code == HTTPStatus.OK


def test_activity_that_is_not_ready_cannot_be_tried() -> None:
    content = H5PContent.objects.create(title="På vej", machine_name="H5P.Blanks")
    client = enter(Role.AUTHOR)
    assert client.get(reverse("h5p_contents:try", args=[content.pk])).context["frame_url"] == ""
    assert client.get(reverse("h5p_contents:inspect", args=[content.pk])).status_code == HTTPStatus.OK
    client.post(reverse("h5p_contents:upgrade", args=[content.pk]))
    assert content.versions.count() == 0


@pytest.mark.parametrize("name", ["h5p_contents", "h5p_packages"])
def test_lists_ask_no_more_for_more_rows(name: str) -> None:
    client = enter(Role.COORDINATOR)
    counts = []
    for _ in range(3):
        content = some_content()
        Upload.objects.create(
            name="a.h5p", size=1, version=content.current, state=UploadState.READY, brought_by=make_person()
        )
        client.get(reverse(f"{name}:index"))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse(f"{name}:index")).status_code == HTTPStatus.OK
        counts.append(len(queries))
    assert counts[0] == counts[2], counts


@pytest.fixture
def waiting() -> Upload:
    """A package of two libraries that nobody has decided about, and one that is refused."""
    libraries = [
        make_library(name, state=LibraryState.QUARANTINED) for name in ("H5P.Blanks", "H5P.Question")
    ]
    content = make_content(libraries[0], libraries=libraries[1:])
    return Upload.objects.create(
        name="a.h5p", size=1, state=UploadState.AWAITING_LIBRARIES, version=content.current, replaces=content
    )


def test_administrator_approves_all_that_a_package_waits_for(waiting: Upload) -> None:
    client = enter(is_superuser=True)
    page = client.get(reverse("h5p_packages:inspect", args=[waiting.pk])).text
    address = reverse("h5p_packages:approve_all", args=[waiting.pk])
    assert f'action="{address}"' in page
    answer = client.post(address, follow=True)
    assert set(Library.objects.values_list("state", flat=True)) == {LibraryState.APPROVED}
    assert answer.context["upload"].state == UploadState.READY
    assert "Koden er godkendt." in answer.text


def test_package_that_was_refused_meanwhile_approves_nothing(waiting: Upload) -> None:
    refuse_library(Library.objects.get(machine_name="H5P.Question"), by=None)
    enter(is_superuser=True).post(reverse("h5p_packages:approve_all", args=[waiting.pk]))
    states = dict(Library.objects.values_list("machine_name", "state"))
    assert states == {"H5P.Blanks": LibraryState.QUARANTINED, "H5P.Question": LibraryState.REFUSED}


@pytest.mark.parametrize("role", [Role.AUTHOR, Role.COORDINATOR])
def test_nobody_else_approves_anything(waiting: Upload, role: Role) -> None:
    client = enter(role)
    address = reverse("h5p_packages:approve_all", args=[waiting.pk])
    assert address not in client.get(reverse("h5p_packages:inspect", args=[waiting.pk])).text
    client.post(address)
    assert set(Library.objects.values_list("state", flat=True)) == {LibraryState.QUARANTINED}
