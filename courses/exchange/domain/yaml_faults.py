"""What is wrong with a text that is no YAML, for whoever wrote it: what stands there, and what to do."""

from collections.abc import Callable

import yaml
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.characters import UNSEEN

# So much of a line is quoted.
QUOTED = 60

TAB = gettext_lazy("the line is indented with a tab. Use spaces.")
COLON = gettext_lazy("a text with a colon in it must stand in quotation marks.")
NO_SPACE = gettext_lazy("a space is missing after the colon.")
INDENTED = gettext_lazy(
    "the line is not indented like those that it belongs with. Use the same number of spaces."
)
OPEN_QUOTE = gettext_lazy("the quotation mark is never closed. Write it once more where the text ends.")
INNER_QUOTE = gettext_lazy("the text goes on after its quotation mark. Use »…« inside it.")
SIGN = gettext_lazy("a text that begins with such a sign must stand in quotation marks.")
OPEN_LIST = gettext_lazy("a bracket is opened and never closed, or a comma is missing.")
NO_NAME = gettext_lazy("the line has no name with a colon and a space, such as “title: …”.")
UNSEEN_SIGN = gettext_lazy("the line holds a sign that nobody can see. Write the line again.")
UNREADABLE = gettext_lazy("this is no YAML.")


def explain(error: yaml.YAMLError, text: str) -> tuple[int, str]:
    """The line, counted from 0, that the parser stumbled over, and what is wrong with it, quoting it."""
    lines = text.split("\n")
    unseen = UNSEEN.search(text)
    if unseen is not None:
        return text.count("\n", 0, unseen.start()), str(UNSEEN_SIGN)
    if not isinstance(error, yaml.MarkedYAMLError):
        return 0, str(UNREADABLE)
    number, what = _read(error, lines)
    line = lines[number].strip() if number < len(lines) else ""
    return number, _("“%(line)s”: %(what)s") % {"line": line[:QUOTED], "what": what} if line else str(what)


def _read(error: yaml.MarkedYAMLError, lines: list[str]) -> tuple[int, str | Promise]:
    problem, context = error.problem or "", error.context or ""
    here = error.problem_mark or error.context_mark
    at = min(here.line if here else 0, len(lines) - 1)
    begun = error.context_mark.line if error.context_mark else at
    line = lines[at]
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return at, TAB
    for known, where, sentence in _KNOWN:
        if known in problem or known in context:
            found = begun if where == "begun" else at
            return found, sentence(lines, found, here.column if here else 0)
    return at, UNREADABLE


def _of_colon(lines: list[str], at: int, column: int) -> str | Promise:
    """Two names on a line: a text with a colon. One: a line that stands too far in, or without a space."""
    before = lines[at][:column]
    if ": " in before:
        return COLON
    above = lines[at - 1].strip() if at else ""
    return NO_SPACE if ":" in above.rstrip(":") and ": " not in above else INDENTED


def _of_key(lines: list[str], at: int, column: int) -> str | Promise:
    before = lines[at][:column].rstrip()
    return INNER_QUOTE if before.endswith(("'", '"')) else INDENTED


def _of_name(lines: list[str], at: int, column: int) -> str | Promise:
    return NO_SPACE if ":" in lines[at] else NO_NAME


def _always(sentence: Promise) -> Callable[[list[str], int, int], str | Promise]:
    return lambda lines, at, column: sentence


# Words of the parser; whether the fault is where it stumbled or where that began; and what we say.
_KNOWN: tuple[tuple[str, str, Callable[[list[str], int, int], str | Promise]], ...] = (
    ("mapping values are not allowed", "here", _of_colon),
    ("scanning a quoted scalar", "begun", _always(OPEN_QUOTE)),
    ("cannot start any token", "here", _always(SIGN)),
    ("scanning an alias", "begun", _always(SIGN)),
    ("scanning an anchor", "begun", _always(SIGN)),
    ("undefined alias", "here", _always(SIGN)),
    ("scanning a tag", "begun", _always(SIGN)),
    ("constructor for the tag", "here", _always(SIGN)),
    ("parsing a flow", "begun", _always(OPEN_LIST)),
    ("block scalar", "here", _always(SIGN)),
    ("expected key", "here", _of_key),
    ("expected '-' indicator", "here", _of_key),
    ("could not find expected ':'", "begun", _of_name),
)
