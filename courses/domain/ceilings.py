"""How high completing a page can lift anybody, by what stands on it now. Reads only.

What a completion did prove is judged by the answers themselves (client_reported.py).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page, ReferenceIndex

from assessments.domain.activities import ACTIVITIES
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
    completed = policies[EvidenceKind.SOLVED].ceiling
    reported = min(completed, policies[EvidenceKind.CLIENT_REPORTED].ceiling)
    return Ceilings(completed, reported, _weak_paths())


def _weak_paths() -> frozenset[str]:
    """Modules and courses that ask for what nobody here can count, and have no test to make up for it.

    A lesson that the module does not ask for is looked at too: better to promise too little.
    """
    pointing = {kind: points_at for kind, activity in ACTIVITIES.items() if (points_at := activity.points_at)}
    targets = list(ContentType.objects.get_for_models(*pointing.values()).values())
    references = ReferenceIndex.objects.filter(
        to_content_type__in=targets, content_type=ContentType.objects.get_for_model(LessonPage)
    )
    lessons = {int(pk) for pk in references.values_list("object_id", flat=True)}
    if not lessons:
        return frozenset()
    pages = list(LessonPage.objects.live().filter(pk__in=lessons))
    uncounted = {
        path for kind in pointing for path, _id in ACTIVITIES[kind].uncounted(_required(pages, kind))
    }
    tested = {_parent(path) for path in TestPage.objects.live().values_list("path", flat=True)}
    modules = {_parent(path) for path in uncounted} - tested
    return frozenset(modules | ({_parent(path) for path in modules} - tested))


def _parent(path: str) -> str:
    return path[: -Page.steplen]


def _required(pages: Iterable[LessonPage], kind: str) -> dict[tuple[str, str], Any]:
    """The activities of this kind that the lessons ask for, as they lie there, by tree path and block id."""
    return {
        (page.path, str(block["id"])): block["value"]
        for page in pages
        for required in [required_activities(page)]
        for block in page.body.raw_data
        if block["type"] == kind and str(block["id"]) in required
    }
