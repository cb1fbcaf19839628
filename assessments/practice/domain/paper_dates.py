"""Days as people write them on a form: "maj 2024", "17.5.2024", "2024-05-17"."""

import datetime as dt
import re

from django.utils import translation
from django.utils.dates import MONTHS

_PARTS = re.compile(r"[^\W_]+")
_LANGUAGES = ("da", "en")


def read_day(text: str) -> tuple[dt.date, bool]:
    """The day, and whether it was named: of a month alone it is the first. Raises ValueError.

    Day before month, as Danes write, unless the year stands first. Names of months in Danish or English, also
    their first three letters.
    """
    parts = [_months().get(part.lower(), part) for part in _PARTS.findall(text)]
    # "den 17. maj 2024".
    if parts and parts[0].lower() in {"den", "the"}:
        parts = parts[1:]
    if not all(part.isascii() and part.isdecimal() and len(part) <= 4 for part in parts):
        raise ValueError(text)
    if parts and len(parts[0]) == 4:
        parts.reverse()
    numbers = [int(part) for part in parts]
    if len(numbers) not in (2, 3) or len(parts[-1]) != 4:
        raise ValueError(text)
    day = numbers[0] if len(numbers) == 3 else 1
    return dt.date(numbers[-1], numbers[-2], day), len(numbers) == 3


def last_day(text: str) -> dt.date:
    """The last day of what was written: of a month alone its last. Raises ValueError."""
    day, is_known = read_day(text)
    return day if is_known else (day + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)


def _months() -> dict[str, str]:
    found: dict[str, str] = {}
    for language in _LANGUAGES:
        with translation.override(language):
            for number, name in MONTHS.items():
                found[str(name).lower()] = found[str(name).lower()[:3]] = str(number)
    return found
