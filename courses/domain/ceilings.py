"""How high completing a page can lift anybody, by what stands on it now. Reads only.

What a completion did prove is judged by the answers themselves (client_reported.py).
"""

from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db.models import F
from wagtail.models import Page, ReferenceIndex

from assessments.h5p.domain.grading import max_score
from assessments.h5p.models import ContentVersion, H5PContent
from assessments.ledger.domain.evidence import current_policies
from assessments.ledger.enums import EvidenceKind
from courses.domain.lesson_rules import required_activities
from courses.models import LessonPage, TestPage


@dataclass(frozen=True, slots=True)
class Ceilings:
    """The highest level that a completion confirms, and where it is lower.

    `weak` holds the tree paths of modules and courses with an activity whose points only the browser tells.
    """

    completed: int
    reported: int
    weak: frozenset[str]

    def of(self, page: Page) -> int:
        return self.reported if page.path in self.weak else self.completed


def read_ceilings() -> Ceilings:
    """The ceilings of all live modules and courses; two queries, five where there are H5P activities."""
    policies = current_policies()
    completed = policies[EvidenceKind.COURSE_COMPLETION].ceiling
    reported = min(completed, policies[EvidenceKind.CLIENT_REPORTED].ceiling)
    return Ceilings(completed, reported, _weak_paths())


def _weak_paths() -> frozenset[str]:
    """Modules and courses that ask for what nobody here can count, and have no test to make up for it.

    A lesson that the module does not ask for is looked at too: better to promise too little.
    """
    references = ReferenceIndex.objects.filter(
        to_content_type=ContentType.objects.get_for_model(H5PContent),
        content_type=ContentType.objects.get_for_model(LessonPage),
    )
    lessons = {int(pk) for pk in references.values_list("object_id", flat=True)}
    if not lessons:
        return frozenset()
    pages = LessonPage.objects.live().filter(pk__in=lessons)
    asked = {page.path: _required_contents(page) for page in pages}
    uncounted = _uncounted({content for contents in asked.values() for content in contents})
    tested = {_parent(path) for path in TestPage.objects.live().values_list("path", flat=True)}
    modules = {_parent(path) for path, contents in asked.items() if contents & uncounted} - tested
    return frozenset(modules | ({_parent(path) for path in modules} - tested))


def _parent(path: str) -> str:
    return path[: -Page.steplen]


def _required_contents(lesson: LessonPage) -> set[int]:
    required = required_activities(lesson)
    return {
        block["value"]["content"]
        for block in lesson.body.raw_data
        if block["type"] == "h5p" and str(block["id"]) in required and block["value"]["content"]
    }


def _uncounted(contents: set[int]) -> set[int]:
    played = ContentVersion.objects.filter(content__in=contents, pk=F("content__current"))
    rows = played.values_list("content", "main_library__machine_name", "params")
    return {content for content, machine_name, params in rows if max_score(machine_name, params) is None}
