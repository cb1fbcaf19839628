"""What in a text could tell who a citizen is. It is asked about, never refused, and never kept."""

import re
from collections.abc import Iterable

from assessments.domain.activities.own_words import CPR
from assessments.practice.enums import Hint

# Eight digits as Danes write a telephone number: together, in pairs or in fours.
_PHONE = re.compile(r"(?<!\d)(?:\+?45 ?)?(?:\d{2}( ?)\d{2}\1\d{2}\1\d{2}|\d{4} \d{4})(?!\d)")
# The word for a citizen, and then a name or the first letter of one.
_NAME = re.compile(r"\b(?:[Ee]n\s+)?[Bb]orger(?:en)?s?\s+[A-ZÆØÅ][\w'-]*")
_SIGNS = {Hint.CPR: CPR, Hint.PHONE: _PHONE, Hint.NAME: _NAME}


def find_hints(texts: Iterable[str]) -> list[Hint]:
    """Which kinds of sign stand in any of these texts; what was found is told to nobody."""
    words = "\n".join(texts)
    return [hint for hint, sign in _SIGNS.items() if sign.search(words)]


def without_names(text: str) -> str:
    """The text with "en borger" wherever a name stands after that word."""
    return _NAME.sub("en borger", text)
