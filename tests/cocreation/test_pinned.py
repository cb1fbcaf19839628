"""What two have signed stays what readers see, whatever one of them replaces: walked through the CMS."""

import importlib
import json
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image as Picture
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection

from accounts.enums import Role
from accounts.models import User
from assessments.domain.activities import ACTIVITIES
from courses.domain.replacing import CannotAsk, ask_anew, outdated_pages, pages_showing
from courses.models import LessonPage, ModulePage, NewerFile, Signature
from courses.models.shown import files_shown, fingerprint
from tests.factories.accounts import make_person
from tests.factories.h5p import add_version, h5p_block, make_content, make_library

pytestmark = pytest.mark.django_db
SignIn = Callable[[Any], Client]
KINDS = ["activity", "picture", "document", "film", "captions", "link in text"]


def png(colour: str) -> bytes:
    out = BytesIO()
    Picture.new("RGB", (8, 8), colour).save(out, "PNG")
    return out.getvalue()


def block(kind: str, value: Any) -> dict[str, Any]:
    return {"type": kind, "id": "11111111-1111-4111-8111-111111111111", "value": value}


class Shown:
    """A live lesson that two have signed, with one thing that lies outside its page."""

    def __init__(self, kind: str, module: ModulePage, owner: User, peer: User, professional: User) -> None:
        self.kind = kind
        self.old, body = self.make(kind)
        lesson = LessonPage(title="Altanen", live=False, owner=owner, body=json.dumps([body]))
        module.refresh_from_db()
        module.add_child(instance=lesson)
        lesson.save_revision(user=owner)
        self.pk = lesson.pk
        lesson.get_workflow().start(lesson, owner)
        self.sign(peer, professional)

    def make(self, kind: str) -> tuple[Any, dict[str, Any]]:
        if kind == "activity":
            content = make_content(make_library("H5P.Blanks"), {"text": "gammel"}, title="Udfyld")
            return content, h5p_block(content)
        if kind == "picture":
            file = SimpleUploadedFile("billede.png", png("red"), "image/png")
            image = get_image_model().objects.create(title="Billede", file=file)
            return image, block("image", {"image": image.pk, "alt_text": "En altan", "decorative": False})
        ending = {"film": "mp4", "captions": "vtt"}.get(kind, "txt")
        row = get_document_model().objects.create(
            title="Skema", file=ContentFile(b"gammel", name=f"skema.{ending}")
        )
        if kind == "link in text":
            return row, block("text", f'<p>Læs <a linktype="document" id="{row.pk}">skemaet</a>.</p>')
        if kind == "document":
            return row, block("download", {"title": "Skema", "file": row.pk})
        film = {"title": "Film", "file": None, "captions": None, "transcript": "<p>Hej</p>"}
        return row, block("video", film | {"file" if kind == "film" else "captions": row.pk})

    def replace(self, client: Client) -> Any:
        """The same thing with something else in it, as one person does it alone."""
        if self.kind == "activity":
            return add_version(self.old, self.old.current.main_library, {"text": "ny"})
        is_image = self.kind == "picture"
        name = str(self.old.file.name).rsplit("/")[-1]
        file = SimpleUploadedFile(name, png("blue") if is_image else b"ny")
        address = reverse(f"wagtail{'images' if is_image else 'docs'}:edit", args=[self.old.pk])
        form = {"title": self.old.title, "file": file, "collection": Collection.get_first_root_node().pk}
        form |= {"description": "", "tags": ""}
        response = client.post(address, form)
        assert response.status_code == 302, response.context["form"].errors
        return response

    @property
    def lesson(self) -> LessonPage:
        return LessonPage.objects.get(pk=self.pk)

    def sign(self, *people: User) -> None:
        for person in people:
            lesson = self.lesson
            lesson.current_workflow_task.on_action(lesson.current_workflow_task_state, person, "approve")

    def seen(self) -> Any:
        """What readers get: the bytes of the file, or the words of the activity."""
        lesson = self.lesson
        if self.kind == "activity":
            value = next(iter(lesson.body)).value
            version = ACTIVITIES["h5p"].snapshot(value)["version"]
            return self.old.versions.get(pk=version).params["text"]
        ((model, pk),) = files_shown(lesson)
        with model.objects.get(pk=pk).file.open("rb") as source:
            return source.read()


@pytest.fixture
def make_shown(module: ModulePage, peer: User, professional: User) -> Callable[[str], Shown]:
    return lambda kind: Shown(kind, module, peer, peer, professional)


@pytest.fixture
def admin_client(signed_in: SignIn) -> Client:
    return signed_in(make_person(is_superuser=True))


@pytest.mark.parametrize("kind", KINDS)
def test_replacing_changes_nothing_until_both_have_signed_again(
    kind: str, make_shown: Callable[[str], Shown], admin_client: Client, peer: User, professional: User
) -> None:
    shown = make_shown(kind)
    before, signed = shown.seen(), fingerprint(shown.lesson.live_revision)
    shown.replace(admin_client)
    assert shown.seen() == before
    assert fingerprint(shown.lesson.live_revision) == signed
    (outdated,) = outdated_pages()
    assert (outdated.page.pk, len(outdated.things)) == (shown.pk, 1)
    ask_anew(shown.lesson, by=peer)
    with pytest.raises(CannotAsk):
        ask_anew(shown.lesson, by=peer)
    assert shown.seen() == before
    shown.sign(peer)
    assert shown.seen() == before
    shown.sign(professional)
    assert shown.seen() != before
    assert fingerprint(shown.lesson.live_revision) != signed
    assert outdated_pages() == []


@pytest.mark.parametrize("kind", KINDS[1:])
def test_file_that_is_replaced_twice_leads_to_the_newest(
    kind: str, make_shown: Callable[[str], Shown], admin_client: Client, peer: User, professional: User
) -> None:
    shown = make_shown(kind)
    shown.replace(admin_client)
    shown.replace(admin_client)
    newest = NewerFile.objects.order_by("-pk")[0].new_id
    ask_anew(shown.lesson, by=peer)
    shown.sign(peer, professional)
    assert {pk for _model, pk in files_shown(shown.lesson)} == {newest}


@pytest.mark.parametrize("kind", ["picture", "document"])
def test_file_changed_between_the_signatures_is_not_what_the_first_signed(
    kind: str, make_shown: Callable[[str], Shown], admin_client: Client, peer: User, professional: User
) -> None:
    shown = make_shown(kind)
    shown.replace(admin_client)
    ask_anew(shown.lesson, by=peer)
    shown.sign(peer)
    newer = type(shown.old).objects.get(pk=NewerFile.objects.get().new_id)
    assert pages_showing(newer).exists(), "what waits for the second signature is kept too"
    storage, name = newer.file.storage, newer.file.name
    storage.delete(name)
    storage.save(name, ContentFile(png("green")))
    before = shown.seen()
    with pytest.raises(PermissionDenied):
        shown.sign(professional)
    assert shown.seen() == before


@pytest.mark.parametrize("kind", ["picture", "document"])
def test_nobody_deletes_what_a_lesson_shows(
    kind: str, make_shown: Callable[[str], Shown], admin_client: Client
) -> None:
    shown = make_shown(kind)
    app, model = ("wagtailimages", "image") if kind == "picture" else ("wagtaildocs", "document")
    admin_client.post(reverse(f"{app}:delete", args=[shown.old.pk]))
    bulk = reverse("wagtail_bulk_action", args=[app, model, "delete"])
    admin_client.post(f"{bulk}?id={shown.old.pk}")
    assert type(shown.old).objects.filter(pk=shown.old.pk).exists()
    shown.lesson.unpublish()
    admin_client.post(reverse(f"{app}:delete", args=[shown.old.pk]))
    assert not type(shown.old).objects.filter(pk=shown.old.pk).exists()


def test_form_says_what_will_happen_before_and_the_list_after(
    make_shown: Callable[[str], Shown], admin_client: Client, peer: User, signed_in: SignIn
) -> None:
    shown = make_shown("picture")
    form = admin_client.get(reverse("wagtailimages:edit", args=[shown.old.pk])).content.decode()
    assert "Én lektion viser den underskrevne udgave." in form
    assert "»Altanen«" in form
    shown.replace(admin_client)
    stranger = make_person(Role.AUTHOR)
    for person, may_ask in ((peer, True), (stranger, False)):
        page = signed_in(person).get(reverse("newer")).content.decode()
        assert "Altanen" in page
        assert (f'value="{shown.pk}"' in page) is may_ask
    signed_in(stranger).post(reverse("newer"), {"lesson": shown.pk})
    assert not shown.lesson.workflow_in_progress
    signed_in(peer).post(reverse("newer"), {"lesson": shown.pk})
    assert shown.lesson.workflow_in_progress
    for nonsense in ("", "x", "99999999999999999999"):
        assert signed_in(peer).post(reverse("newer"), {"lesson": nonsense}).status_code == 404


def test_more_lessons_cost_the_list_no_more_queries(
    make_shown: Callable[[str], Shown], peer: User, signed_in: SignIn, admin_client: Client
) -> None:
    told = []
    for _round in range(3):
        for kind in ("picture", "film", "activity"):
            make_shown(kind).replace(admin_client)
        reader = signed_in(peer)
        reader.get(reverse("newer"))
        with CaptureQueriesContext(connection) as queries:
            page = reader.get(reverse("newer"))
        told.append((page.content.count(b"<tr>"), len(queries)))
    rows, costs = zip(*told, strict=True)
    assert rows[0] < rows[1] < rows[2]
    assert costs[0] == costs[1] == costs[2]


def test_asking_leaves_a_draft_to_its_writer(make_shown: Callable[[str], Shown], peer: User) -> None:
    shown = make_shown("activity")
    add_version(shown.old, shown.old.current.main_library, {"text": "ny"})
    shown.lesson.save_revision(user=peer)
    with pytest.raises(CannotAsk):
        ask_anew(shown.lesson, by=peer)


def test_file_that_nothing_signed_shows_is_replaced_in_its_place(admin_client: Client) -> None:
    shown = Shown.__new__(Shown)
    shown.kind = "document"
    shown.old, _body = shown.make("document")
    shown.replace(admin_client)
    assert get_document_model().objects.count() == 1
    with get_document_model().objects.get().file.open("rb") as source:
        assert source.read() == b"ny"


def test_title_of_an_activity_is_signed_with_it(make_shown: Callable[[str], Shown]) -> None:
    shown = make_shown("activity")
    shown.old.title = "Byttet om"
    shown.old.save()
    assert ACTIVITIES["h5p"].snapshot(next(iter(shown.lesson.body)).value)["question"] == "Udfyld"


def test_every_signature_keeps_what_it_stands_on(make_shown: Callable[[str], Shown]) -> None:
    shown = make_shown("picture")
    prints = set(Signature.objects.values_list("fingerprint", flat=True))
    assert prints == {fingerprint(shown.lesson.live_revision)}
    assert Signature.objects.count() == 2


def test_lessons_from_before_are_pinned_to_what_they_play(make_shown: Callable[[str], Shown]) -> None:
    shown = make_shown("activity")
    played = shown.old.current_id
    for stored in (shown.lesson, shown.lesson.live_revision):
        body = stored.body.raw_data if isinstance(stored, LessonPage) else json.loads(stored.content["body"])
        blocks = [
            {**block, "value": {k: v for k, v in block["value"].items() if k not in ("version", "title")}}
            for block in body
        ]
        if isinstance(stored, LessonPage):
            LessonPage.objects.filter(pk=stored.pk).update(body=json.dumps(blocks))
        else:
            stored.content["body"] = json.dumps(blocks)
            stored.save()
    importlib.import_module("courses.migrations.0017_signed_things_are_pinned").pin_what_is_live(apps, None)
    add_version(shown.old, shown.old.current.main_library, {"text": "ny"})
    assert shown.seen() == "gammel"
    assert json.loads(shown.lesson.live_revision.content["body"])[0]["value"]["version"] == played
