"""H5P.SingleChoiceSet and H5P.Summary: lists in which the author put the right answer first."""

from collections.abc import Mapping
from typing import Any

from assessments.domain.activities import Grade

from .base import Grader, Report
from .reading import mapping, sequence, text


class FirstIsRight(Grader):
    """A point for each list whose first answer was chosen, at the first try.

    Each list is reported by itself. The response names what was chosen by its place in the content, every try
    in turn: "0" is right at once, "2[,]0" is right at the second try, which gives no point.
    """

    def __init__(self, lists: str, answers: str) -> None:
        """The names in the content of its lists, and of the answers in a list."""
        self.lists = lists
        self.answers = answers

    def max_score(self, params: Mapping[str, Any]) -> int | None:
        ids = self._ids(params)
        # Lists without an id of their own, or with the same one, cannot be told apart in what is reported.
        return len(ids) if all(ids) and len(set(ids)) == len(ids) else None

    def grade(self, params: Mapping[str, Any], report: Report) -> Grade | None:
        highest = self.max_score(params)
        if highest is None:
            return None
        chosen = (report.children.get(one) for one in self._ids(params))
        return Grade(sum(one is not None and one.response == "0" for one in chosen), highest)

    def _ids(self, params: Mapping[str, Any]) -> list[str]:
        lists = (mapping(one) for one in sequence(params.get(self.lists)))
        return [text(one.get("subContentId")) for one in lists if one.get(self.answers) is not None]
