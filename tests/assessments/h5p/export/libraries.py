"""Libraries of the store that ask for content in the same shape as the common content types do.

Semantics and code are written here: only names and shapes of fields are those that the content types have.
"""

from typing import Any

from assessments.h5p.models import Library
from tests.factories.h5p import make_library

Field = dict[str, Any]


def needs(*libraries: tuple[str, int, int]) -> list[dict[str, Any]]:
    return [
        {"machineName": name, "majorVersion": major, "minorVersion": minor}
        for name, major, minor in libraries
    ]


QUESTION = ("H5P.Question", 1, 5)
EDITOR = ("H5PEditor.RangeList", 1, 0)


def text(name: str, *tags: str, **more: Any) -> Field:
    html = {"widget": "html", "tags": list(tags)} if tags else {}
    return {"name": name, "type": "text", "label": name, **html, **more}


def flag(name: str, default: bool) -> Field:
    return {"name": name, "type": "boolean", "label": name, "default": default}


def group(name: str, *fields: Field, **more: Any) -> Field:
    return {"name": name, "type": "group", "label": name, "fields": list(fields), **more}


def many(name: str, field: Field, **more: Any) -> Field:
    return {"name": name, "type": "list", "label": name, "field": field, **more}


def choice(name: str, *values: str) -> Field:
    options = [{"value": value, "label": value} for value in values]
    return {"name": name, "type": "select", "label": name, "options": options, "default": values[0]}


# A group of one field: it is stored as that field's value.
OVERALL = group(
    "overallFeedback",
    many(
        "overallFeedback",
        group(
            "range",
            {"name": "from", "type": "number", "label": "from", "max": 100, "default": 0},
            {"name": "to", "type": "number", "label": "to", "max": 100, "default": 100},
            text("feedback", optional=True),
        ),
        min=1,
        defaultNum=1,
        optional=True,
    ),
)
MEDIA = group(
    "media",
    {"name": "type", "type": "library", "options": ["H5P.Image 1.1"], "optional": True},
    flag("still", False),
)

MULTI_CHOICE = [
    MEDIA,
    text("question", "strong", "em"),
    many(
        "answers",
        group(
            "answer",
            text("text", "strong", "em"),
            {"name": "correct", "type": "boolean", "label": "correct"},
            group("tipsAndFeedback", text("tip", "p"), text("chosenFeedback", "strong"), optional=True),
        ),
        min=1,
    ),
    OVERALL,
    group("UI", text("checkAnswerButton", default="Check"), text("later", default="New in this version")),
    group(
        "behaviour",
        choice("type", "auto", "multi", "single"),
        flag("singlePoint", False),
        flag("enableRetry", True),
    ),
]
TRUE_FALSE = [
    text("question", "strong"),
    choice("correct", "true", "false"),
    group("l10n", text("trueText", default="True"), text("falseText", default="False")),
    group(
        "behaviour",
        flag("enableRetry", True),
        text("feedbackOnCorrect", maxLength=2048, optional=True),
        text("feedbackOnWrong", maxLength=2048, optional=True),
    ),
]
BLANKS = [
    text("text", "strong"),
    many("questions", text("question", "strong"), min=1, max=31),
    OVERALL,
    group("behaviour", flag("caseSensitive", True), flag("acceptSpellingErrors", False)),
]
SORT_PARAGRAPHS = [
    text("taskDescription", "strong"),
    many("paragraphs", text("paragraph", "strong"), min=3),
    OVERALL,
    group("behaviour", choice("scoringMode", "positions", "transitions"), flag("applyPenalties", True)),
]
ADVANCED_TEXT = [text("text", "strong", "em", "a", "h2")]
ADMITTED = ["H5P.AdvancedText 1.1", "H5P.MultiChoice 1.16", "H5P.TrueFalse 1.8", "H5P.Blanks 1.14"]
COLUMN = [
    many(
        "content",
        group(
            "content",
            {"name": "content", "type": "library", "label": "content", "options": ADMITTED},
            choice("useSeparator", "auto", "disabled"),
        ),
        min=1,
    )
]


def make_question_types() -> dict[str, Library]:
    """The four content types that our activities become, and what they need, by machine name."""
    make_library("H5P.Question", (1, 5, 0), metadata={"runnable": 0}, files={"question.js": b"// v0"})
    make_library("H5P.Question", (1, 5, 3), metadata={"runnable": 0}, files={"question.js": b"// v3"})
    make_library("H5PEditor.RangeList", (1, 0, 0), metadata={"runnable": 0})
    metadata = {
        "preloadedDependencies": needs(QUESTION),
        "editorDependencies": needs(EDITOR),
        "embedTypes": ["iframe"],
    }
    kinds = {
        "H5P.MultiChoice": ((1, 16, 4), MULTI_CHOICE),
        "H5P.TrueFalse": ((1, 8, 1), TRUE_FALSE),
        "H5P.Blanks": ((1, 14, 2), BLANKS),
        "H5P.SortParagraphs": ((0, 12, 0), SORT_PARAGRAPHS),
    }
    return {
        name: make_library(name, version, semantics=semantics, metadata=metadata)
        for name, (version, semantics) in kinds.items()
    }


def make_column() -> Library:
    """A page and its text, admitting all but the order."""
    make_library("H5P.AdvancedText", (1, 1, 0), semantics=ADVANCED_TEXT, metadata={"runnable": 0})
    return make_library("H5P.Column", (1, 18, 0), semantics=COLUMN)
