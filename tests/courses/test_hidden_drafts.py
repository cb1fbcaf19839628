"""No address of the CMS says anything of a draft that is hidden from the person: all are tried."""

import itertools
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, TaskState

from accounts.enums import Role
from accounts.models import User
from courses.domain.site import ensure_site
from courses.models import CoursePage, LessonPage, ModulePage, TestPage
from tests.factories.accounts import make_person
from tests.factories.courses import question

pytestmark = pytest.mark.django_db
TITLE, SLUG, WORDS, OWNER = "Zebrakladden", "zebra-kladde", "hvinende skydedør", "Xenia Quistgaard"
SECRETS = (TITLE, SLUG, WORDS, OWNER)
# What a parameter of an address may be, where its name says so; numbers are those of the draft.
TEXTS = {
    "app_label": ["courses", "wagtailcore"],
    "model_name": ["lessonpage", "page", "testpage"],
    "content_type_app_name": ["courses"],
    "content_type_model_name": ["lessonpage"],
    "action": ["delete", "move", "publish", "unpublish"],
    "action_type": ["delete", "move", "publish", "unpublish"],
    "workflow_action_name": ["approve", "reject"],
    "action_name": ["approve"],
    "slug": [SLUG],
    "mode": ["", "form"],
}


def addresses(resolver: URLResolver, before: str = "") -> Iterator[str]:
    """Every address below, with its parameters."""
    for found in resolver.url_patterns:
        route = str(found.pattern)
        if isinstance(found, URLResolver):
            yield from addresses(found, before + route)
        elif isinstance(found, URLPattern):
            yield before + route


def fill(route: str, numbers: list[Any]) -> Iterator[str]:
    """The address with every choice of its parameters; those written as regular expressions too."""
    plain = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", route)
    plain = plain.replace("^", "").replace("$", "").replace("\\", "").replace(")?", "").replace("(?:", "")
    names = re.findall(r"<(?:(\w+):)?(\w+)>", plain)
    choices = [
        TEXTS.get(name, numbers if kind != "str" or "id" in name or name == "pk" else ["x"])
        for kind, name in names
    ]
    if len(names) > 2:
        choices = [choice[:2] for choice in choices]
    for values in itertools.product(*choices):
        yield "/" + re.sub(r"<(?:\w+:)?\w+>", "%s", plain) % values


def make_draft(kind: type[Any], parent: Page, owner: User, **fields: Any) -> Any:
    parent.refresh_from_db()
    draft = parent.add_child(
        instance=kind(title=TITLE, slug=f"{SLUG}-{kind.__name__.lower()}", live=False, owner=owner, **fields)
    )
    draft.save_revision(user=owner, log_action=True)
    return draft


@pytest.fixture
def drafts(db: None) -> list[Any]:
    """Another author's lesson, which waits for signatures, and a test, which nobody has sent off."""
    house = ensure_site()
    owner = make_person(Role.AUTHOR, display_name=OWNER, email="x@example.org")
    course = house.catalogue.add_child(instance=CoursePage(title="Kurset", slug="kurset", duration_minutes=9))
    module = course.add_child(instance=ModulePage(title="Modulet", slug="modulet"))
    body = json.dumps([{"type": "text", "value": f"<p>{WORDS}</p>"}])
    lesson = make_draft(LessonPage, module, owner, body=body, written_by=OWNER)
    lesson.get_workflow().start(lesson, owner)
    test = make_draft(
        TestPage, module, owner, draws=1, pass_mark=1, pool=json.dumps([question()]), intro=f"<p>{WORDS}</p>"
    )
    Redirect.objects.create(old_path="/gammel", redirect_page=lesson)
    return [lesson, test]


def numbers_of(draft: Any) -> list[Any]:
    state = TaskState.objects.get(revision=draft.latest_revision_id)
    about = [draft.pk, draft.latest_revision_id, state.pk, state.workflow_state_id]
    return sorted(set(about), key=about.index)


def leaks(response: Any) -> list[str]:
    if response.streaming:
        said = b"".join(response.streaming_content).decode(errors="replace")
    else:
        said = response.content.decode(errors="replace")
    said += str(response.headers)
    return leaks_in(said)


def leaks_in(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret in text]


def look(client: Client, method: str, address: str, **sent: Any) -> list[str]:
    """What is said of the draft there and on the page that the person is led to; nothing is kept of it."""
    try:
        with transaction.atomic():
            response = getattr(client, method)(address, sent, follow=True)
            said = leaks(response)
            transaction.set_rollback(True)
    except Exception as error:
        return [f"{type(error).__name__}: {error}"] if leaks_in(str(error)) else []
    return said


@pytest.mark.crawl
def test_no_address_of_the_cms_tells_of_anothers_draft(drafts: list[Any]) -> None:
    lesson, test = drafts
    client = Client(raise_request_exception=False)
    client.force_login(make_person(Role.AUTHOR), backend="django.contrib.auth.backends.ModelBackend")
    both = [lesson.pk, test.pk]
    names = ("id", "ids", "page_id", "object_id", "parent_page_id", "exclude")
    asked = urlencode({"q": TITLE, "p": 1, **dict.fromkeys(names, both)}, doseq=True)
    among_all = urlencode({"id": "all", "childOf": lesson.get_parent().pk})
    tried, found = 0, {}
    for route in addresses(get_resolver()):
        if not route.startswith("cms/") or "logout" in route or "password_reset" in route:
            continue
        for address in fill(route, numbers_of(lesson)):
            tried += 1
            for method, whole in (
                ("get", f"{address}?{asked}"),
                ("post", f"{address}?{urlencode({'id': both}, doseq=True)}"),
                *([("get", f"{address}?{among_all}")] if "bulk" in route else []),
            ):
                # What was asked for stands in the search field again.
                said = [
                    one for one in look(client, method, whole) if not (one == TITLE and whole.endswith(asked))
                ]
                if said:
                    found[f"{method} {whole}"] = said
    assert tried > 500
    assert found == {}


def test_who_is_to_sign_opens_the_draft(drafts: list[Any]) -> None:
    lesson, test = drafts
    signer = Client()
    person = make_person(Role.AUTHOR, Role.LIVED_EXPERIENCE)
    signer.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    edit = "wagtailadmin_pages:edit"
    assert TITLE in signer.get(reverse(edit, args=[lesson.pk])).content.decode()
    assert signer.get(reverse(edit, args=[test.pk])).status_code == 404
