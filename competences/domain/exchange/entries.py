from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.utils.translation import gettext as _

from .problems import Problems


class Entry:
    """A mapping read from a file, under a name to speak of it by.

    Reading a value that is not what it should be notes a problem and gives None (or nothing), so that one
    pass over a file finds all that is wrong with it.
    """

    def __init__(self, problems: Problems, where: str, values: dict[str, Any]) -> None:
        self.problems = problems
        self.where = where
        self.values = values

    def note(self, what: str) -> None:
        """Note what is wrong with this entry."""
        self.problems.add(self.where, what)

    def text(self, key: str, *, required: bool = False, longest: int | None = None) -> str | None:
        """A text of at most `longest` signs, trimmed; None where it is absent."""
        value = self.values.get(key)
        if value is None or (required and isinstance(value, str) and not value.strip()):
            if required:
                self.note(_("“%(key)s” is missing.") % {"key": key})
            return None
        if not isinstance(value, str):
            self.note(_("“%(key)s” must be text; put it in quotation marks.") % {"key": key})
            return None
        if longest is not None and len(value) > longest:
            self.note(_("“%(key)s” is longer than %(longest)d signs.") % {"key": key, "longest": longest})
            return None
        if not is_storable(value):
            self.note(_("“%(key)s” holds signs that cannot be stored.") % {"key": key})
            return None
        return value.strip()

    def number(self, key: str, lowest: int, highest: int) -> int | None:
        """A whole number within the bounds, both included; None where it is absent."""
        value = self.values.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not lowest <= value <= highest:
            self.note(
                _("“%(key)s” must be a whole number from %(lowest)d to %(highest)d.")
                % {"key": key, "lowest": lowest, "highest": highest}
            )
            return None
        return value

    def flag(self, key: str) -> bool:
        """True or false; false where it is absent."""
        value = self.values.get(key, False)
        if not isinstance(value, bool):
            self.note(_("“%(key)s” must be true or false.") % {"key": key})
            return False
        return value

    def texts(self, key: str) -> tuple[str, ...] | None:
        """A list of texts; None where it is absent."""
        value = self.values.get(key)
        if value is None:
            return None
        if not isinstance(value, list) or not all(
            isinstance(item, str) and item.strip() and is_storable(item) for item in value
        ):
            self.note(_("“%(key)s” must be a list of texts.") % {"key": key})
            return None
        return tuple(item.strip() for item in value)

    def choices(self, key: str, known: Iterable[str], unknown: str) -> tuple[str, ...] | None:
        """A list of words out of `known`; `unknown` says what is wrong with another %(value)s."""
        values = self.texts(key)
        for value in values or ():
            if value not in known:
                self.note(unknown % {"value": value})
        return values

    def mapping(self, key: str, *, required: bool = False) -> dict[str, Any]:
        """A mapping of texts to anything; empty where it is absent."""
        value = self.values.get(key)
        if value is None and not required:
            return {}
        if not isinstance(value, dict) or not all(isinstance(name, str) for name in value):
            self.note(_("“%(key)s” must be names with values.") % {"key": key})
            return {}
        return value

    def entry(self, key: str, where: str = "") -> "Entry":
        """The mapping under `key` as an entry of its own."""
        return Entry(self.problems, where or key, self.mapping(key, required=True))

    def entries(self, key: str, name_key: str = "code") -> "list[Entry]":
        """The list of mappings under `key`, each named by its `name_key`; empty where it is absent."""
        value = self.values.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            self.note(_("“%(key)s” must be a list.") % {"key": key})
            return []
        found = []
        for number, item in enumerate(value, 1):
            where = _("%(key)s number %(number)d") % {"key": key, "number": number}
            if not isinstance(item, dict):
                self.problems.add(where, _("this is no entry with names and values."))
                continue
            name = item.get(name_key)
            found.append(Entry(self.problems, name if isinstance(name, str) and name else where, item))
        return found


def is_storable(value: str) -> bool:
    """Whether a database takes the text: no NUL, no half of a surrogate pair (JSON can hold both)."""
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return "\x00" not in value


def is_slug(code: str) -> bool:
    """Whether a code may stand in an address: ASCII letters, figures, hyphens and underscores."""
    try:
        validate_slug(code)
    except ValidationError:
        return False
    return True
