"""An H5P activity as somebody might bring it: taken in through the gate, put in a lesson, and played."""

import json
import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from django.core.files.base import ContentFile
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from accounts.models import User
from assessments.h5p.domain.packing import pack
from assessments.h5p.domain.payload import ANSWERED, SUB_CONTENT, VERBS, read_posted
from assessments.h5p.domain.tokens import Play, make_token
from assessments.h5p.domain.uploads import receive_package, take_in
from assessments.h5p.models import H5PContent
from courses.domain.enrolment import enrol
from courses.exchange.domain.course_files import import_courses
from courses.h5p.domain.statements import submit_statement
from courses.models import CoursePage, LessonPage
from demo.domain.data import ROOT, read
from demo.domain.pages import BLOCK_IDS

CONTENT_TYPE = "laersammen_dilemma"
Story = Mapping[str, Any]
# A scene's key and the place of the choice in it.
Step = tuple[str, int]


def build_packages(author: User) -> None:
    """Publish the course of data/h5p.yaml with the package in its lesson, and let its people play it."""
    data = read("data/h5p")
    story = read_story(data["content"])
    content = _bring(story, data["content"], author)
    [imported] = import_courses([ROOT / "content" / "kurser" / data["course"]])
    lesson = _put_in_lesson(imported.course, data, content, tell(story))
    for played in data["played"]:
        _play(User.objects.get(email=played["email"]), lesson, content, walk(story, played["way"]))


def read_story(name: str) -> Story:
    """The dilemma as `content_types/laersammen_dilemma/semantics.json` describes it."""
    story: Story = json.loads((ROOT / "content" / "h5p" / f"{name}.json").read_text(encoding="utf-8"))
    return story


def walk(story: Story, places: list[int]) -> tuple[list[Step], str]:
    """The steps of this way, and the key of what it leads to. Raises KeyError beyond an ending."""
    scenes = {scene["key"]: scene for scene in story["scenes"]}
    key, steps = story["scenes"][0]["key"], []
    for place in places:
        steps.append((key, place))
        key = scenes[key]["choices"][place]["to"]
    return steps, key


def tell(story: Story) -> SafeString:
    """The whole dilemma as text to read: every scene with its choices and what came of them, every ending."""
    return format_html_join("", "{}", ((part,) for part in _parts(story)))


def _parts(story: Story) -> Iterator[SafeString]:
    scenes, endings = story["scenes"], story["endings"]
    places = {part["key"]: number for number, part in enumerate([*scenes, *endings], start=1)}
    yield format_html("<p>{}</p>", story["who"])
    for scene in scenes:
        yield format_html("<p><b>{}. {}</b></p>", places[scene["key"]], scene["question"])
        yield format_html("<p>{}</p>", scene["text"])
        choices = (
            (choice["text"], _what_came_of(choice), places[choice["to"]]) for choice in scene["choices"]
        )
        lines = format_html_join("", "<li>{} {} Læs videre i {}.</li>", choices)
        yield format_html("<ul>{}</ul>", lines)
    for ending in endings:
        yield format_html("<p><b>{}. {}</b></p>", places[ending["key"]], ending["title"])
        yield format_html("<p>{}</p>", ending["text"])
        for who in ("expert", "citizen"):
            yield format_html("<p>{}: {}</p>", ending[f"{who}Name"], ending[who])


def _what_came_of(choice: Story) -> str:
    whys = (choice[area]["why"] for area in ("relation", "selfDetermination", "dutyOfCare"))
    return " ".join([choice["happened"], *whys])


def _bring(story: Story, name: str, author: User) -> H5PContent:
    upload = receive_package(ContentFile(pack(CONTENT_TYPE, story), name=f"{name}.h5p"), by=author)
    # Now, and not when a worker comes to it: the lesson needs it. The worker finds it done.
    take_in(upload)
    upload.refresh_from_db()
    assert upload.version is not None, upload.problem
    return upload.version.content


def _put_in_lesson(course: CoursePage, data: dict[str, Any], content: H5PContent, text: str) -> LessonPage:
    lesson = LessonPage.objects.descendant_of(course).get(slug=data["lesson"])
    blocks = list(lesson.body.raw_data)
    place = next(place for place, block in enumerate(blocks) if block["type"] == data["before"])
    value = {"content": content.pk, "alternative": text, "is_required": True}
    blocks.insert(place, {"type": "h5p", "value": value, "id": str(uuid.uuid5(BLOCK_IDS, lesson.url_path))})
    lesson.body = LessonPage._meta.get_field("body").to_python(json.dumps(blocks))
    lesson.save_revision().publish()
    return lesson


def _play(person: User, lesson: LessonPage, content: H5PContent, way: tuple[list[Step], str]) -> None:
    """What the person's browser would have sent at the end of this way."""
    steps, ending = way
    enrolment = enrol(person, lesson.get_parent().get_parent().specific)
    block = next(block for block in lesson.body if block.block_type == "h5p")
    assert content.current_id is not None
    play = uuid.uuid5(BLOCK_IDS, f"{person.email}/{block.id}")
    posted = {
        "token": make_token(Play(person.pk, content.current_id, enrolment.pk)),
        "question": block.id,
        "registration": str(play),
        "acted": True,
        "statement": {
            "id": str(uuid.uuid5(play, ending)),
            **_said(f"{VERBS}completed", {"completion": True, "response": ending}),
        },
        "children": [
            {"statement": _said(ANSWERED, {"completion": True, "response": str(place)}, scene)}
            for scene, place in steps
        ],
    }
    submit_statement(person=person, lesson_id=lesson.pk, posted=read_posted(json.dumps(posted).encode()))


def _said(verb: str, result: dict[str, Any], scene: str = "") -> dict[str, Any]:
    definition = {"extensions": {SUB_CONTENT: scene}} if scene else {}
    name = verb.rpartition("/")[2]
    return {
        "verb": {"id": verb, "display": {"en-US": name}},
        "object": {"objectType": "Activity", "id": "https://example.org/skuffen", "definition": definition},
        "result": result,
    }
