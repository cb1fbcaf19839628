"""The language that content is in, and which way it is written."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings

from .validation import LANGUAGE

# "U": the author has said nothing. "und": a language that is not known (BCP 47).
UNSAID = frozenset({"U", "und"})
# Besides those that Django has words in.
RIGHT_TO_LEFT = frozenset({"dv", "ps", "sd", "syr", "yi"})
RIGHT_TO_LEFT_SCRIPTS = frozenset({"arab", "hebr", "nkoo", "syrc", "thaa"})
# ISO 15924: a script's subtag has four letters.
SCRIPT = 4


def language_in(metadata: Mapping[str, Any]) -> str:
    """The language that h5p.json names, as a tag for `lang`; empty where it names none.

    The author chooses `defaultLanguage`; `language` is often no more than that of the editor.
    """
    for name in ("defaultLanguage", "language"):
        tag = metadata.get(name)
        if isinstance(tag, str) and tag not in UNSAID and LANGUAGE.fullmatch(tag.replace("_", "-")):
            return tag.replace("_", "-")[:35]
    return ""


def direction_of(language: str) -> str:
    """How text in the language is written, as `dir` says it: "rtl" or "ltr". A script in the tag decides."""
    tag, *subtags = language.lower().split("-")
    script = next((subtag for subtag in subtags if len(subtag) == SCRIPT and subtag.isalpha()), "")
    known = {bidi.partition("-")[0] for bidi in settings.LANGUAGES_BIDI} | RIGHT_TO_LEFT
    return "rtl" if (script in RIGHT_TO_LEFT_SCRIPTS if script else tag in known) else "ltr"
