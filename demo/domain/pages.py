"""The demo's pages: courses, workshops, front page, and what is being written in the workshop."""

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Any

from wagtail.models import Page

from accounts.models import User
from competences.models import Competence
from courses.domain.site import House
from courses.models import ContactSettings, CoursePage, LessonPage, ModulePage, Outcome
from demo.domain.data import at, read
from recoveryskole.models import SchoolIndexPage, WorkshopPage, WorkshopSession

COURSES = ("maalene-er-borgerens", "naar-relationen-er-svaer", "medicin-og-bivirkninger")
# Block ids grow from the page's address and the block's place, so that every load gives the same ones.
BLOCK_IDS = uuid.uuid5(uuid.NAMESPACE_URL, "https://example.org/laersammen/demo")


@dataclass(frozen=True, slots=True)
class Part:
    """A course or a module as history needs it: `outcomes` are competence ids and levels."""

    page_id: int
    title: str
    revision_id: int | None
    outcomes: list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Course:
    """A published course: itself, and its modules with their lessons, in order."""

    part: Part
    modules: list[tuple[Part, list[LessonPage]]]

    @property
    def lessons(self) -> list[LessonPage]:
        return [lesson for _part, lessons in self.modules for lesson in lessons]


def build_courses(house: House) -> dict[str, Course]:
    """Publish the three courses under the catalogue. By slug, with what history needs to know of them."""
    codes = dict(Competence.objects.current().requirements().values_list("code", "pk"))
    return {slug: _build_course(house, read(f"content/{slug}"), codes) for slug in COURSES}


def build_workshops(school: SchoolIndexPage, today: dt.date) -> list[WorkshopPage]:
    """Publish the workshops, their sessions so many days from today."""
    return [_build_workshop(school, content, today) for content in read("content/workshops")["workshops"]]


def fill_site() -> None:
    """Say whose site this is, and how to reach those who run it."""
    contact = ContactSettings.load()
    contact.operator = "Sønderå Kommune, Center for Socialpsykiatri"
    contact.phone = "00 00 00 00"
    contact.email = "hjaelp@example.org"
    contact.save()


def build_drafts(author: User) -> None:
    """The lessons that the peer is writing: one waits for its signatures, one nobody has seen."""
    for content in read("data/drafts")["drafts"]:
        module = ModulePage.objects.descendant_of(CoursePage.objects.get(slug=content["course"])).last()
        assert module is not None
        lesson = _lesson(content)
        lesson.live, lesson.has_unpublished_changes, lesson.owner = False, True, author
        module.add_child(instance=lesson)
        lesson.save_revision(user=author)
        if content["is_submitted"]:
            workflow = lesson.get_workflow()
            assert workflow is not None
            workflow.start(lesson, author)


def stream_of(address: str, blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Blocks as the content files write them, in the form that a StreamField stores."""
    return [
        _raw_block(f"{address}/{place}", kind, value)
        for place, block in enumerate(blocks)
        for kind, value in block.items()
    ]


def paragraph(text: str) -> str:
    """Plain text as a paragraph of rich text; what has tags already stays as it is."""
    text = text.strip()
    return text if text.startswith("<") else f"<p>{escape(text, quote=False)}</p>"


def _build_course(house: House, content: dict[str, Any], codes: dict[str, int]) -> Course:
    page = CoursePage(
        slug=content["slug"],
        title=content["title"],
        summary=content["summary"].strip(),
        duration_minutes=content["duration_minutes"],
        form=content["form"],
        objectives=_bullets(content["objectives"]),
    )
    course = _publish(house.catalogue, page, content["outcomes"], codes)
    modules = []
    for module in content["modules"]:
        module_page = ModulePage(slug=module["slug"], title=module["title"], intro=module["intro"].strip())
        part = _publish(page, module_page, module["outcomes"], codes)
        lessons = [_lesson(lesson) for lesson in module["lessons"]]
        for lesson in lessons:
            _publish(module_page, lesson, [], codes)
        modules.append((part, lessons))
    return Course(course, modules)


def _bullets(lines: list[str]) -> str:
    return "<ul>" + "".join(f"<li>{escape(line, quote=False)}</li>" for line in lines) + "</ul>"


def _lesson(content: dict[str, Any]) -> LessonPage:
    return LessonPage(
        slug=content["slug"],
        title=content["title"],
        minutes=content["minutes"],
        written_by=content.get("written_by", ""),
        body=stream_of(content["slug"], content["body"]),
    )


def _publish(parent: Page, page: Page, outcomes: list[dict[str, Any]], codes: dict[str, int]) -> Part:
    parent.add_child(instance=page)
    taught = [(codes[outcome["code"]], outcome["level"]) for outcome in outcomes]
    if taught:
        page.outcomes = [
            Outcome(competence_id=competence, level=level, sort_order=place)
            for place, (competence, level) in enumerate(taught)
        ]
    page.save_revision().publish()
    page.refresh_from_db()
    return Part(page.pk, page.title, page.live_revision_id, taught)


def _build_workshop(school: SchoolIndexPage, content: dict[str, Any], today: dt.date) -> WorkshopPage:
    page = WorkshopPage(
        slug=content["slug"],
        title=content["title"],
        summary=content["summary"],
        body=stream_of(content["slug"], list(_split_at_headings(content["body"]))),
    )
    school.add_child(instance=page)
    page.sessions = [
        WorkshopSession(
            starts_at=at(day, _minute(session["start"])),
            ends_at=at(day, _minute(session["end"])),
            place=content["place"],
            room=content["room"],
            sort_order=place,
        )
        for place, session in enumerate(content["sessions"])
        for day in [today + dt.timedelta(days=session["days_from_today"])]
    ]
    page.save_revision().publish()
    return page


def _minute(clock: str) -> int:
    """Minutes after midnight of "16:30"."""
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def _split_at_headings(body: str) -> Iterator[dict[str, Any]]:
    """Rich text with <h2> as a text block, then a heading and a text block for each part."""
    first, *parts = body.split("<h2>")
    if first.strip():
        yield {"text": first}
    for part in parts:
        heading, text = part.split("</h2>", 1)
        yield {"heading": heading}
        yield {"text": text}


def _raw_block(address: str, kind: str, value: Any) -> dict[str, Any]:
    if kind == "question":
        kind, value = "multiple_choice", _raw_question(address, value)
    elif kind in {"text", "try_it"}:
        value = paragraph(value)
    elif kind in {"scene", "callout"}:
        value = {**value, "text": paragraph(value["text"])}
    elif isinstance(value, str):
        value = value.strip()
    return {"type": kind, "value": value, "id": _block_id(address)}


def _raw_question(address: str, question: dict[str, Any]) -> dict[str, Any]:
    return {
        "question": question["question"],
        "context": paragraph(question["context"]) if question.get("context") else "",
        "several": question["several"],
        "answers": [
            {
                "type": "item",
                "id": _block_id(f"{address}/{number}"),
                "value": {
                    "text": answer["text"],
                    "is_right": answer["right"],
                    "feedback": answer["feedback"].strip(),
                },
            }
            for number, answer in enumerate(question["answers"])
        ],
    }


def _block_id(address: str) -> str:
    return str(uuid.uuid5(BLOCK_IDS, address))
