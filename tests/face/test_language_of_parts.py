"""What people wrote is Danish, and says so on an English page; our own words do not."""

import uuid
from typing import Any

import pytest
from bs4 import BeautifulSoup, NavigableString, Tag
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from accounts.templatetags.face import danish
from courses.models import CoursePage, LessonPage
from tests.factories.accounts import make_person
from tests.factories.courses import (
    answer_form,
    lessons_of,
    make_course,
    make_lesson,
    make_module,
    make_test,
    question,
    questions_of,
)

MARK = "Mærkeord"
# Keys of a block whose words an author wrote.
OURS = {"Answer", "Next", "Courses", "Continue", "Remember:", "Save", "Try again"}
WRITTEN = {"question", "context", "text", "feedback", "heading", "title", "task", "statement"}


def marked(value: Any, key: str = "") -> Any:
    """A block's value with the mark in every text that somebody reads."""
    if isinstance(value, dict):
        return {name: marked(part, name) for name, part in value.items()}
    if isinstance(value, list):
        return [marked(part, key) for part in value]
    if isinstance(value, str) and key in WRITTEN:
        return value.replace("<p>", f"<p>{MARK} ") if "<p>" in value else f"{MARK} {value}"
    return value


def block(kind: str, value: Any) -> Any:
    return {"type": kind, "id": str(uuid.uuid4()), "value": value}


def body() -> list[Any]:
    asked = question("Hvad gør du?")
    return [
        block("heading", f"{MARK} som overskrift"),
        block("text", f"<p>{MARK} i teksten.</p>"),
        block("scene", {"heading": f"{MARK} om Karin", "text": f"<p>{MARK} på altanen.</p>"}),
        block("remember", f"{MARK}: spørg først."),
        block("callout", {"kind": "tip", "heading": f"{MARK} som råd", "text": f"<p>{MARK} igen.</p>"}),
        {**asked, "value": marked(asked["value"])},
        block("true_false", marked({"statement": "Det er sådan.", "context": "", "is_true": True})),
        block("reflection", {"question": f"{MARK}: hvad tænker du?", "help": "", "name": ""}),
    ]


@pytest.fixture
def course(db: None) -> CoursePage:
    made = make_course(f"{MARK} som kursus", summary=f"{MARK} i kort form.")
    module = make_module(made, f"{MARK} som modul", intro=f"{MARK} før modulet.")
    for number in range(2):
        make_lesson(module, f"{MARK} som lektion {number}", body=body())
    make_test(module, f"{MARK} som prøve", pool=[question(f"{MARK} i prøven?")])
    return made


@pytest.fixture
def learner(course: CoursePage, client: Client) -> User:
    person = make_person(display_name="Bo", language="en")
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[1])
    client.post(reverse("courses:enrol", args=[course.pk]))
    return person


def language_of(node: NavigableString) -> str:
    holder = next((one for one in node.parents if isinstance(one, Tag) and one.has_attr("lang")), None)
    return str(holder["lang"]) if holder else ""


def texts(client: Client, path: str) -> list[tuple[str, str]]:
    """The texts of a page's content, each with the language that it says it is in."""
    page = BeautifulSoup(client.get(path, follow=True).text, "html.parser")
    assert page.html is not None
    assert page.html["lang"] == "en"
    assert page.main is not None
    nodes = [node for node in page.main.find_all(string=True) if node.strip()]
    return [(str(node).strip(), language_of(node)) for node in nodes]


def addresses(course: CoursePage) -> list[str]:
    module = course.get_children().get()
    first, _second = lessons_of(course)
    catalogue = course.get_parent()
    pages = [catalogue.get_parent(), catalogue, course, module, first, *module.get_children()]
    own = [reverse("development:my_learning"), reverse("proofs:transcript")]
    return [f"/en{path}" for path in dict.fromkeys([*(page.url for page in pages), *own])] + [
        f"/en{course.get_parent().url}?q={MARK}"
    ]


def wrong(client: Client, course: CoursePage) -> dict[str, list[str]]:
    """Danish that does not say so, by address."""
    found, seen = {}, 0
    for path in addresses(course):
        said = [(text, language) for text, language in texts(client, path) if MARK in text]
        # What somebody looks for is their own word.
        silent = [text for text, language in said if language != "da" and text != f"»{MARK}«"]
        seen += len(said)
        if silent:
            found[path] = silent
    assert seen > 10
    return found


def test_content_says_that_it_is_danish(course: CoursePage, learner: User, client: Client) -> None:
    assert wrong(client, course) == {}
    lesson = lessons_of(course)[0]
    form = answer_form(questions_of(lesson)[0], 1)
    client.post(f"/en{reverse('courses:answer', args=[lesson.pk])}", form)
    assert wrong(client, course) == {}


def test_strangers_read_it_so_too(course: CoursePage, client: Client) -> None:
    assert wrong(client, course) == {}


def test_our_own_words_do_not_say_it(course: CoursePage, learner: User, client: Client) -> None:
    said = [
        text
        for path in addresses(course)
        for text, language in texts(client, path)
        if language == "da" and text in OURS
    ]
    assert said == []


def test_a_danish_page_says_it_once(course: CoursePage, client: Client) -> None:
    page = BeautifulSoup(client.get(course.url).text, "html.parser")
    assert page.main is not None
    assert page.main.select("[lang]") == []


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        ("<b>Tit</b>", '<span lang="da">&lt;b&gt;Tit&lt;/b&gt;</span>'),
        ("", ""),
        (None, None),
    ],
)
def test_content_in_words(content: Any, shown: Any) -> None:
    with translation.override("en"):
        assert danish(content) == shown
    with translation.override("da"):
        assert danish(content) == content


@pytest.mark.django_db
def test_content_of_paragraphs_stands_in_a_part_of_its_own() -> None:
    lesson = LessonPage(title="x")
    value = LessonPage._meta.get_field("body").to_python([block("text", "<p>Hej</p>")])
    assert lesson.title
    with translation.override("en"):
        assert danish(value[0].value).startswith('<div lang="da"><p>Hej')
