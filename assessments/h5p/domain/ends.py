"""Whether a piece of content tells when somebody is through it, or learners must say so themselves."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from assessments.h5p.kinds import Ending, content_kind

from .grading.compound import WITHOUT_POINTS, kinds_below
from .grading.questions import QUESTIONS
from .grading.reading import mapping, sequence, setting

# What containers take for a question besides those that we count, and wait for (`Column.isTask`).
OTHER_QUESTIONS = frozenset(
    {
        "H5P.DocumentationTool",
        "H5P.Essay",
        "H5P.ImageHotspotQuestion",
        "H5P.MemoryGame",
        "H5P.MultiMediaChoice",
    }
)


def tells_its_end(machine_name: str, params: Any) -> bool:
    """Whether it is sure to say so, as its author set it up; False for a kind that nothing is known of.

    Where it is not sure, learners may say themselves that they have seen it: a button too many does less harm
    than a lesson that nobody can finish.
    """
    kind, given = content_kind(machine_name), mapping(params)
    if kind is None or kind.end is Ending.NEVER or not _can_be_checked(given):
        return False
    return kind.end is Ending.ALWAYS or _asks_something(machine_name, given)


def _can_be_checked(params: Mapping[str, Any]) -> bool:
    """Questions tell when their "Check" is pressed, which an author may have taken away."""
    has_button = setting(params, "enableCheckButton", True) is not False
    return has_button or setting(params, "autoCheck", False) is True


def _asks_something(machine_name: str, params: Mapping[str, Any]) -> bool:
    below = set(kinds_below(machine_name, params))
    is_handed_in = HANDED_IN.get(machine_name)
    return (
        (is_handed_in is None or is_handed_in(params))
        and bool(below & (QUESTIONS.keys() | OTHER_QUESTIONS))
        and all(map(_is_known, below))
        and all(map(_can_be_checked, _objects_in(params)))
    )


def _objects_in(params: Any) -> Iterator[Mapping[str, Any]]:
    waiting = [params]
    while waiting:
        value = waiting.pop()
        if isinstance(value, Mapping):
            yield value
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)


def _is_known(machine_name: str) -> bool:
    return machine_name in WITHOUT_POINTS or content_kind(machine_name) is not None


# What these tell of the whole is said where the answers are handed in: a page at the end that the author may
# have left out. Read in the content types' sources in November 2026.
HANDED_IN: Mapping[str, Callable[[Mapping[str, Any]], bool]] = {
    "H5P.CoursePresentation": lambda params: mapping(params, "override").get("hideSummarySlide") is not True,
    "H5P.InteractiveBook": lambda params: setting(params, "displaySummary", False) is True,
    "H5P.InteractiveVideo": lambda params: bool(
        sequence(mapping(params, "interactiveVideo", "assets").get("endscreens"))
    ),
}
