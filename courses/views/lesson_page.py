"""Putting a lesson's page together, whole or, in calm view, one part at a time."""

from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.domain.activities import ACTIVITIES
from assessments.domain.asking import Question, Visit, ask_questions
from assessments.domain.sharing import earlier_reflections
from assessments.models import Attempt
from courses.domain.help_lines import Help, read_help
from courses.domain.outline import CourseOutline
from courses.domain.queries import question_blocks
from courses.domain.signing import is_live_signed
from courses.domain.wording import lesson_sentence
from courses.models import LessonPage
from courses.views.reached import find_turn, next_step, read_reached, still_open
from courses.views.sender import sender_of
from courses.views.shown import ShownQuestion, read_additions, show

# In calm view these and all activities begin a new part of the lesson, so that there is one thing at a time.
PART_STARTS = {"heading", "scene", "earlier_reflection"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A block of the lesson's body; the question's state if it is one, what was written earlier, or whom to
    call.
    """

    block: Any
    question: ShownQuestion | None = None
    earlier: Attempt | None = None
    help: Help | None = None

    @property
    def template(self) -> str:
        """What draws the block. It is included: `{% include_block %}` copies the whole context for each."""
        return str(self.block.block.get_template(self.block.value))

    @property
    def is_only_read(self) -> bool:
        """An activity that cannot be answered here."""
        return self.question is None and self.block.block_type in ACTIVITIES

    @property
    def is_turn(self) -> bool:
        """The lesson was done with this answer, or nearly."""
        return self.question is not None and bool(self.question.reached)


def calm_parts(page: LessonPage) -> list[list[Any]]:
    """The body in parts of one thing each."""
    parts: list[list[Any]] = []
    for block in page.body:
        if not parts or block.block_type in PART_STARTS or block.block_type in ACTIVITIES:
            parts.append([])
        parts[-1].append(block)
    return parts or [[]]


def _part_number(page: LessonPage, block_id: str) -> int:
    for number, blocks in enumerate(calm_parts(page), start=1):
        if any(block.id == block_id for block in blocks):
            return number
    return 1


def part_address(request: HttpRequest, page: LessonPage, block_id: str) -> str:
    if not request.user.calm_mode:
        return page.url
    return f"{page.url}?del={_part_number(page, block_id)}"


def render_lesson(
    request: HttpRequest,
    page: LessonPage,
    outline: CourseOutline,
    visit: Visit,
    *,
    status: int = 200,
) -> HttpResponse:
    """The lesson's page, to somebody who comes as `visit` says."""
    visit = replace(
        visit,
        again=request.GET.get("igen", ""),
        goes_on=request.GET.get("videre") == "1",
        since=outline.since(page),
    )
    sent, is_preview = visit.sent, visit.is_preview
    activities = question_blocks(page)
    questions = _show_questions(
        request, page, ask_questions(request.user, page, activities, visit), outline, is_preview
    )
    module = outline.module_of(page)
    context: dict[str, Any] = {
        "page": page,
        "outline": outline,
        "is_preview": is_preview,
        "here": outline.lesson(page),
        "module": module,
        "place": module.place_of(page) if module else None,
        "question_count": len(questions),
        "answered_count": sum(1 for question in questions.values() if question.attempt),
        "rule": lesson_sentence(page, activities),
        "is_ready": not still_open(page, questions),
        "error": sent.error if sent else "",
        "is_taken_down": not is_preview and outline.lesson(page) is None,
        # A preview shows the lesson as it will be, and then two have signed.
        "is_signed": is_preview or is_live_signed(page),
    }
    blocks = list(page.body)
    if not is_preview and request.user.is_authenticated and request.user.calm_mode:
        blocks = _add_calm_part(request, page, context, sent.block_id if sent else "", questions)
    else:
        context["is_last_part"] = True
    earlier = {} if is_preview else _read_earlier(request, page, blocks)
    if context["here"] and not is_preview:
        _add_way_on(request, page, outline, context, questions)
    numbers = read_help(blocks)
    context["parts"] = [
        Part(
            block=block,
            question=questions.get(block.id),
            earlier=earlier.get(block.id),
            help=numbers.get(block.id),
        )
        for block in blocks
    ]
    context["is_turn_seen"] = any(part.is_turn for part in context["parts"])
    return render(request, page.template, context, status=status)


def _show_questions(
    request: HttpRequest,
    page: LessonPage,
    questions: dict[str, Question],
    outline: CourseOutline,
    is_preview: bool,
) -> dict[str, ShownQuestion]:
    """The questions with the addresses of this page."""
    enrolment_id = None if is_preview else outline.enrolment_id
    added = read_additions(request, page, questions.values(), enrolment_id)
    on_page = {
        "action": reverse("courses:answer", args=[page.pk]) if page.pk else "",
        "draft_action": reverse("courses:save_draft", args=[page.pk]) if page.pk else "",
        "sender": "" if is_preview else sender_of(request.user),
    }
    shown: dict[str, ShownQuestion] = {}
    for block_id, question in questions.items():
        href = "" if is_preview else part_address(request, page, block_id)
        again = f"{href}{'&' if '?' in href else '?'}igen={block_id}"
        shown[block_id] = show(
            question,
            asked=added.get(block_id),
            **on_page,
            href=href,
            retry_href=f"{again}#{block_id}",
            resume_href=f"{again}&videre=1#{block_id}" if question.draft else "",
        )
    return shown


def _read_earlier(request: HttpRequest, page: LessonPage, blocks: list[Any]) -> dict[str, Attempt]:
    """What the person wrote in the reflections that these blocks pick up again, by block id; one query."""
    names = {block.id: block.value["name"] for block in blocks if block.block_type == "earlier_reflection"}
    found = earlier_reflections(request.user, page.course_path, set(names.values()))
    return {block_id: found[name] for block_id, name in names.items() if name in found}


def _add_calm_part(
    request: HttpRequest,
    page: LessonPage,
    context: dict[str, Any],
    failed: str,
    questions: dict[str, ShownQuestion],
) -> list[Any]:
    """Choose the part to show: the one asked for, else that of the first question still open."""
    parts = calm_parts(page)
    try:
        number = int(request.GET.get("del", ""))
    except ValueError:
        still_open = next((key for key, question in questions.items() if not question.attempt), "")
        is_begun = any(question.attempt or question.draft for question in questions.values())
        number = _part_number(page, failed or still_open) if failed or is_begun else 1
    number = min(max(number, 1), len(parts))
    context |= {
        "part": number,
        "part_count": len(parts),
        "previous_part": number - 1,
        "next_part": number + 1 if number < len(parts) else 0,
        "is_last_part": number == len(parts),
    }
    return parts[number - 1]


def _add_way_on(
    request: HttpRequest,
    page: LessonPage,
    outline: CourseOutline,
    context: dict[str, Any],
    questions: dict[str, ShownQuestion],
) -> None:
    """What was reached today, where it is told, and where to go from here."""
    before, after = outline.neighbours(page)
    context |= {"previous": before, "next": after}
    turn = find_turn(page, context["here"], questions)
    if turn is None:
        return
    reached = read_reached(request.user, outline, context["module"])
    context |= {"turn": turn, "reached": reached, "next_step": next_step(outline, after)}
    if turn.at:
        words = reached.words if turn.is_done else _("One thing waits for you in this lesson.")
        questions[turn.at] = replace(questions[turn.at], reached=words, reached_href="#faerdig")
