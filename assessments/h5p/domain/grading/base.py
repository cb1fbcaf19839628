"""What a grader is given, and what it gives."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from assessments.domain.activities import Grade


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What the content says was answered: the claim without its score.

    `response` is `result.response` of the statement, `definition` its `object.definition` (not to be trusted:
    which answers are right comes from the stored content alone), `children` the reports of the parts by sub
    content id, the newest of each. They may lie under the part they belong to, or all at the top.

    Where the closing statement brought its own tree of parts, the children come from there: what a part says
    along the way may name places on the screen instead of places in the content
    (docs/decisions/h5p-grading.md).

    `claimed` is the points it says were had. It is never counted, and believed in one thing alone: that a
    part which claims none, and whose response is there before anybody touches it, was not answered.
    """

    response: str = ""
    definition: Mapping[str, Any] = field(default_factory=dict)
    children: Mapping[str, "Report"] = field(default_factory=dict)
    claimed: float | None = None


class Grader(ABC):
    """Points for one kind of content."""

    @abstractmethod
    def max_score(self, params: Mapping[str, Any]) -> int | None:
        """The points that can be had; None where the content cannot be graded here."""

    @abstractmethod
    def grade(self, params: Mapping[str, Any], report: Report) -> Grade | None:
        """The points had; None where they cannot be recomputed. Never raises, whatever the report says."""


class Question(Grader):
    """A kind of content that is answered by one response."""

    # Whether it has a response before anybody has touched it, as things have that lie in some order.
    responds_untouched: ClassVar[bool] = False

    @abstractmethod
    def points(self, params: Mapping[str, Any], response: str) -> int:
        """The points for a response, by the content's own rules; more or less than there are is cut off."""

    def grade_part(self, params: Mapping[str, Any], report: Report | None) -> Grade | None:
        """As `grade`, as a part of something, where it may lie untouched: then it has no points."""
        untouched = report is None or (
            self.responds_untouched and report.claimed is not None and report.claimed <= 0
        )
        if report is not None and not untouched:
            return self.grade(params, report)
        highest = self.max_score(params)
        return None if highest is None else Grade(0, highest)

    def grade(self, params: Mapping[str, Any], report: Report) -> Grade | None:
        highest = self.max_score(params)
        if highest is None:
            return None
        response = report.response if isinstance(report.response, str) else ""
        return Grade(max(0, min(self.points(params, response), highest)), highest)
