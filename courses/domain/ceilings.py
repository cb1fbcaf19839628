"""How high completing a page can lift anybody, by what stands on it now. Reads only.

The rule is that of solved.py, asked beforehand: what would be proved if every answer were right, every test
passed and every practice task noted. What a completion did prove is judged there, by the answers.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from wagtail.models import Page

from accounts.domain.common import keep
from assessments.domain.activities import ACTIVITIES
from assessments.ledger.domain.evidence import current_policies
from assessments.ledger.enums import EvidenceKind
from assessments.ledger.policy import Policy
from courses.domain.lesson_rules import is_judged, required_activities
from courses.domain.outline import CourseOutline, ModuleNode
from courses.domain.queries import read_outlines
from courses.models import CoursePage, LessonPage


@dataclass(frozen=True, slots=True)
class Ceilings:
    """The highest level that completing a page confirms, by what it can prove at best.

    `best` holds by tree path the strongest kind that a module or course can be; `tested` are those of them
    where a passed test is evidence besides.
    """

    policies: dict[str, Policy]
    best: dict[str, EvidenceKind]
    tested: frozenset[str]

    def promised(self, level: int, path: str) -> int:
        """What counts towards `level` on the page there, and no more than completing it confirms."""
        return min(level, self.of_path(path))

    def of_path(self, path: str) -> int:
        kind = self.best.get(path, EvidenceKind.TOOK_PART)
        by_test = self.of_kind(EvidenceKind.GRADED_TEST) if path in self.tested else 0
        return max(self.of_kind(kind), by_test)

    def of_kind(self, kind: EvidenceKind) -> int:
        return self.policies[kind].ceiling

    @property
    def reported(self) -> int:
        return self.of_kind(EvidenceKind.CLIENT_REPORTED)

    @property
    def highest(self) -> int:
        """As high as any course or module could lift anybody."""
        return max(self.of_kind(EvidenceKind.SOLVED), self.of_kind(EvidenceKind.GRADED_TEST))

    def can_be(self, kind: EvidenceKind, pages: Iterable[Page]) -> bool:
        """Whether this is the best that one of these pages can be."""
        return any(self.best.get(page.path) == kind for page in pages)


def read_ceilings(outlines: Iterable[CourseOutline] | None = None) -> Ceilings:
    """The ceilings of these courses and their modules, in at most three queries; of all that are live where
    none are given, and those are kept (`accounts.domain.common`).
    """
    return keep("ceilings", _read_all) if outlines is None else _read(list(outlines))


def _read_all() -> Ceilings:
    paths = list(CoursePage.objects.live().order_by().values_list("path", flat=True))
    return _read(read_outlines(paths, AnonymousUser()).values())


def _read(outlines: Collection[CourseOutline]) -> Ceilings:
    demanded = [
        lesson.page.pk
        for outline in outlines
        for module in outline.modules
        if module.test is None
        for lesson in module.demanded
    ]
    lessons = LessonPage.objects.in_bulk(demanded) if demanded else {}
    uncounted = _uncounted(lessons.values())
    best: dict[str, EvidenceKind] = {}
    tested: set[str] = set()
    for outline in outlines:
        for module in outline.modules:
            best[module.page.path] = _best_of(module, lessons, uncounted)
        if outline.course is not None:
            best[outline.course.path] = _best_of_course(outline, best)
        tested |= {test.page.path[: -Page.steplen] for test in outline.tests}
    return Ceilings(current_policies(), best, frozenset(tested))


def _best_of(module: ModuleNode, lessons: dict[int, LessonPage], uncounted: Collection[int]) -> EvidenceKind:
    if module.test is not None:
        return EvidenceKind.SOLVED
    demanded = [lesson.page.pk for lesson in module.demanded]
    if any(pk in uncounted for pk in demanded):
        return EvidenceKind.CLIENT_REPORTED
    is_solvable = bool(demanded) and all(is_judged(lessons[pk]) for pk in demanded)
    return EvidenceKind.SOLVED if is_solvable else EvidenceKind.TOOK_PART


def _best_of_course(outline: CourseOutline, best: dict[str, EvidenceKind]) -> EvidenceKind:
    if outline.test is not None:
        return EvidenceKind.SOLVED
    kinds = {best[module.page.path] for module in outline.demanded}
    if EvidenceKind.CLIENT_REPORTED in kinds:
        return EvidenceKind.CLIENT_REPORTED
    return EvidenceKind.SOLVED if kinds == {EvidenceKind.SOLVED} else EvidenceKind.TOOK_PART


def _uncounted(lessons: Collection[LessonPage]) -> set[int]:
    """The lessons that ask for an activity whose points only the browser tells.

    By what stands in them: an index of what points where is written later than the page.
    """
    asked = {kind: _required(lessons, kind) for kind, activity in ACTIVITIES.items() if activity.points_at}
    return {
        pk for kind, values in asked.items() if values for pk, _block_id in ACTIVITIES[kind].uncounted(values)
    }


def _required(pages: Iterable[LessonPage], kind: str) -> dict[tuple[int, str], Any]:
    """The activities of this kind that the lessons ask for, as they lie there, by lesson and block id."""
    return {
        (page.pk, str(block["id"])): block["value"]
        for page in pages
        for required in [required_activities(page)]
        for block in page.body.raw_data
        if block["type"] == kind and str(block["id"]) in required
    }
