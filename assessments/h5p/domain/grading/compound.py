"""Content that is made of other content: quizzes, pages, books, videos and slides with questions in them."""

from collections.abc import Callable, Iterator, Mapping
from heapq import nlargest
from typing import Any, NamedTuple

from assessments.domain.activities import Grade

from .base import Grader, Question, Report
from .questions import QUESTIONS
from .reading import mapping, number, sequence, text

# Parts in parts in parts: deeper than any editor makes, and shallow enough for the stack.
DEEPEST = 8
# What is only read, seen, heard or written down has no points. Any other kind without a grader may have some.
WITHOUT_POINTS = frozenset(
    {
        "H5P.Accordion",
        "H5P.AdvancedText",
        "H5P.Agamotto",
        "H5P.Audio",
        "H5P.AudioRecorder",
        "H5P.Chart",
        "H5P.Collage",
        "H5P.ContinuousText",
        "H5P.Dialogcards",
        "H5P.DocumentationTool",
        "H5P.ExportableTextArea",
        "H5P.GoToQuestion",
        "H5P.GuessTheAnswer",
        "H5P.IFrameEmbed",
        "H5P.Image",
        "H5P.ImageHotspots",
        "H5P.ImageJuxtaposition",
        "H5P.ImageSlider",
        "H5P.IVHotspot",
        "H5P.Link",
        "H5P.Nil",
        "H5P.Questionnaire",
        "H5P.Shape",
        "H5P.Table",
        "H5P.Text",
        "H5P.Timeline",
        "H5P.TwitterUserFeed",
        "H5P.Video",
    }
)


class Part(NamedTuple):
    """One piece of content in another."""

    machine_name: str
    params: Mapping[str, Any]
    id: str


Parts = Callable[[Mapping[str, Any]], Iterator[Part]]


class Compound(Grader):
    """The sum of its parts. A part that was not reported has none of its points.

    Nothing can be said of the whole where a part may have points that cannot be counted here, or where two
    parts with points cannot be told apart.
    """

    def __init__(self, parts: Parts) -> None:
        self.parts = parts

    def max_score(self, params: Mapping[str, Any]) -> int | None:
        grade = self.grade(params, Report())
        return None if grade is None else grade.max_score

    def grade(self, params: Mapping[str, Any], report: Report) -> Grade | None:
        return self._grade(params, report, DEEPEST)

    def _grade(self, params: Mapping[str, Any], report: Report, levels: int) -> Grade | None:
        grades: dict[str, Grade] = {}
        for part in self.parts(params):
            grade = _grade_part(part, report, levels)
            if grade is None or (grade.max_score and (not part.id or part.id in grades)):
                return None
            if grade.max_score:
                grades[part.id] = grade
        return self._add_up(params, grades, report)

    def _add_up(self, params: Mapping[str, Any], grades: Mapping[str, Grade], report: Report) -> Grade | None:
        return _total(list(grades.values()))


class QuestionSet(Compound):
    """A quiz; it may draw a number of its questions anew for each play (`poolSize`).

    Which were drawn is seen from what was reported. For any that is missing the dearest of the others counts,
    as not answered: nobody gains by leaving one out.
    """

    def _add_up(self, params: Mapping[str, Any], grades: Mapping[str, Grade], report: Report) -> Grade | None:
        drawn = number(params.get("poolSize")) or 0
        if not 0 < drawn < len(grades):
            return super()._add_up(params, grades, report)
        asked = [grade for id, grade in grades.items() if id in report.children]
        if len(asked) > drawn:
            return None
        others = (grade.max_score for id, grade in grades.items() if id not in report.children)
        return _total([*asked, *(Grade(0, highest) for highest in nlargest(drawn - len(asked), others))])


def _total(grades: list[Grade]) -> Grade:
    return Grade(sum(grade.score for grade in grades), sum(grade.max_score for grade in grades))


def _grade_part(part: Part, report: Report, levels: int) -> Grade | None:
    """The points of one part; `levels` is how much deeper it may go."""
    if part.machine_name in WITHOUT_POINTS:
        return Grade(0, 0)
    grader = QUESTIONS.get(part.machine_name) or COMPOUNDS.get(part.machine_name)
    own = report.children.get(part.id)
    if grader is None or not levels:
        return None
    if isinstance(grader, Question):
        return grader.grade_part(part.params, own)
    # What lies under a part may be reported there or further up.
    children = {**report.children, **own.children} if own else report.children
    response = own.response if own else ""
    below = Report(response=response, children=children)
    if isinstance(grader, Compound):
        return grader._grade(part.params, below, levels - 1)
    return grader.grade(part.params, below)


def _part(content: Any) -> Iterator[Part]:
    """The part that a piece of content is; none where it names no library, as an empty place in an editor."""
    library = text(mapping(content).get("library")).split()
    if library:
        yield Part(library[0], mapping(content, "params"), text(mapping(content).get("subContentId")))


def _question_set(params: Mapping[str, Any]) -> Iterator[Part]:
    for question in sequence(params.get("questions")):
        yield from _part(question)


def _column(params: Mapping[str, Any]) -> Iterator[Part]:
    """The parts of a page, in its rows too, which are never inside one another."""
    for piece in sequence(params.get("content")):
        for part in _part(mapping(piece, "content")):
            yield from _row(part.params) if part.machine_name == "H5P.Row" else (part,)


def _row(params: Mapping[str, Any]) -> Iterator[Part]:
    for column in sequence(params.get("columns")):
        for piece in sequence(mapping(column, "content", "params").get("content")):
            # The editor leaves out the level in between where there is only one field.
            yield from _part(mapping(piece, "content") or piece)


def _interactive_book(params: Mapping[str, Any]) -> Iterator[Part]:
    """Its chapters, each of them a page."""
    for chapter in sequence(params.get("chapters")):
        yield from _part(chapter)


def _interactive_video(params: Mapping[str, Any]) -> Iterator[Part]:
    video = mapping(params, "interactiveVideo")
    for interaction in sequence(mapping(video, "assets").get("interactions")):
        yield from _part(mapping(interaction, "action"))
    summary = mapping(video, "summary", "task")
    lists = sequence(mapping(summary, "params").get("summaries"))
    # The editor stores an empty summary where the author wrote none.
    if lists and mapping(lists[0]).get("summary"):
        yield from _part(summary)


def _course_presentation(params: Mapping[str, Any]) -> Iterator[Part]:
    # Until version 1.3 the slides lay at the top.
    presentation = mapping(params, "presentation") or params
    for slide in sequence(presentation.get("slides")):
        for element in sequence(mapping(slide).get("elements")):
            yield from _part(mapping(element, "action"))


COMPOUNDS: Mapping[str, Compound] = {
    "H5P.QuestionSet": QuestionSet(_question_set),
    "H5P.Column": Compound(_column),
    "H5P.InteractiveBook": Compound(_interactive_book),
    "H5P.InteractiveVideo": Compound(_interactive_video),
    "H5P.CoursePresentation": Compound(_course_presentation),
}


def kinds_below(machine_name: str, params: Mapping[str, Any], levels: int = DEEPEST) -> Iterator[str]:
    """The machine names of what is in a piece of content, as deep as it is graded."""
    compound = COMPOUNDS.get(machine_name)
    if compound is None or not levels:
        return
    for part in compound.parts(params):
        yield part.machine_name
        yield from kinds_below(part.machine_name, part.params, levels - 1)
