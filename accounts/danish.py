"""Danish order: one key for Python and SQLite, one collation for PostgreSQL, and both say the same.

Lists of people, pages and places stand as in a Danish phone book: … z, æ, ø, å, with aa as an old å; é beside
e; capitals beside small letters. The rules are CLDR's for Danish. PostgreSQL keeps them in the collation
`danish`; SQLite has no such order, so that we write the key there (docs/decisions/danish-order.md).
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import Any

from django.db.models import CharField, Func

COLLATION = "danish"

# Signs and figures before letters, in CLDR's order.
_SIGNS = " _-–—,;:!¡?¿.…·'‘’‹›\"“”„«»()[]{}§¶@*/\\&#%•`´^¯¨¸°©®+±÷×<=>¬|¦~¤¢$£¥€0123456789"
_SIGN_PLACES = {sign: chr(0x10 + place) for place, sign in enumerate(_SIGNS)}
# What stands after z, above every letter from a to z in Unicode and below all other alphabets.
_AE, _OE, _AA = "{", "|", "}"
# A letter as others: (the letters it stands among, a mark that puts it after the bare ones).
_AS_OTHERS = {
    "æ": (_AE, ""),
    "ä": (_AE, "a"),
    "ø": (_OE, ""),
    "ö": (_OE, "a"),
    "ő": (_OE, "b"),
    "å": (_AA, ""),
    "ü": ("y", "y"),
    "ű": ("y", "z"),
    "đ": ("d", "y"),
    "ð": ("d", "z"),
    "ł": ("l", "y"),
    "ħ": ("h", "y"),
    "ŧ": ("t\x7f", ""),
}
# Accents in CLDR's order; marks that are not among them come after those that are.
_ACCENTS = "\u0301\u0300\u0306\u0302\u030c\u030a\u0308\u030b\u0303\u0307\u0338\u0327\u0328\u0304"
_ACCENT_PLACES = {accent: chr(0x61 + place) for place, accent in enumerate(_ACCENTS)}
# Letters that are written in two; those with a last accent come after all that is two letters.
_IN_TWO = str.maketrans({"œ": "o\u036fe", "Œ": "O\u036fE", "ß": "s\u036fs", "þ": "th", "Þ": "TH"})
# How an å is written in two letters, as a case: after "a" for Å, before and after "d" for å.
_PAIRS = {"AA": "b", "Aa": "c", "aa": "e"}
# The end of a level: lower than all that stands in one.
_END, _BARE = "\x01", "\x02"


_CAPITALS, _SMALL = "ABCDEFGHIJKLMNOPQRSTUVWXYZÆØÅ", "abcdefghijklmnopqrstuvwxyzæøå"
_PLAIN = re.compile(rf"[{re.escape(_CAPITALS + _SMALL + _SIGNS)}]*")
_PAIR = re.compile(r"[aA][aAåÅ]")
_PLACES = str.maketrans(
    {
        **_SIGN_PLACES,
        **dict(zip(_CAPITALS + _SMALL, (_SMALL[:-3] + _AE + _OE + _AA) * 2, strict=True)),
    }
)
_CASES = str.maketrans(dict.fromkeys(_CAPITALS, "a") | dict.fromkeys(_SMALL + _SIGNS, "d"))


def danish_key(text: str) -> str:
    """A key that sorts texts in Danish order: letters first, then accents, then capitals before small ones.

    Two texts have the same key only when they are the same. Keys are compared by code points, as Python and
    SQLite both do.
    """
    if _PLAIN.fullmatch(text) and not _PAIR.search(text):
        # As most names are: every letter bare, and by itself. The same key as below, five times as fast.
        bare = text.translate(_PLACES), _BARE * len(text), text.translate(_CASES), text
        return _END.join(bare)
    letters, accents, cases = [], [], []
    signs = unicodedata.normalize("NFC", text).translate(_IN_TWO)
    place = 0
    while place < len(signs):
        if unicodedata.combining(signs[place]):
            accents.append(_places_of(signs[place]))
            place += 1
            continue
        letter, marks, case = _weigh(signs[place])
        place += 1
        if (letter, marks) == ("a", "") and place < len(signs):
            second, *rest = tuple(unicodedata.normalize("NFD", signs[place]))
            # "aa", "Aa" and "AA" are an å. "aA" is not: nobody writes a capital inside a letter.
            pair = _PAIRS.get(signs[place - 1] + second)
            if pair is not None:
                letter, marks, case = _AA, _places_of(rest), pair
                place += 1
        letters.append(letter)
        accents.append(_BARE + marks)
        cases.append(case)
    return _END.join(["".join(letters), "".join(accents), "".join(cases), text])


@cache
def _weigh(sign: str) -> tuple[str, str, str]:
    """A letter or a sign as (where it stands, its accents, "a" for a capital and "d" for what is none)."""
    small = sign.lower()
    case = "d" if small == sign else "a"
    if small in _AS_OTHERS:
        return *_AS_OTHERS[small], case
    if small in _SIGN_PLACES:
        return _SIGN_PLACES[small], "", case
    bare, *accents = tuple(unicodedata.normalize("NFKD", small))
    return _SIGN_PLACES.get(bare, bare), _places_of(accents), case


def _places_of(accents: Iterable[str]) -> str:
    return "".join(_ACCENT_PLACES.get(accent, accent) for accent in accents)


class DanishOrder(Func):
    """The text of a field, to order rows by: `order_by(DanishOrder("title"), "pk")`."""

    output_field = CharField()  # type: ignore[assignment]
    arity = 1

    def as_sql(self, *args: Any, **kwargs: Any) -> Any:
        return super().as_sql(*args, **{"template": f'(%(expressions)s) COLLATE "{COLLATION}"', **kwargs})

    def as_sqlite(self, *args: Any, **kwargs: Any) -> Any:
        """The key of each row once: a collation would be called for every two rows that are compared."""
        return super().as_sql(*args, **{"template": "danish_key(%(expressions)s)", **kwargs})


# What rows are called by: fields that hold a name or a title, and what relations to such rows are called by.
NAMES = {
    "name": "name",
    "title": "title",
    "display_name": "display_name",
    "user": "user__display_name",
    "person": "person__display_name",
    "workplace": "workplace__name",
    "course": "course__title",
}


def in_danish_order(ordering: Iterable[Any]) -> list[Any]:
    """An `ordering` in which names and titles (`NAMES`) stand in Danish order; a minus turns it round."""
    return [_danish(term) if isinstance(term, str) else term for term in ordering]


def _danish(term: str) -> Any:
    name = NAMES.get(term.lstrip("-"))
    if name is None:
        return term
    order = DanishOrder(name)
    return order.desc() if term.startswith("-") else order


def teach_danish(*, connection: Any, **_: Any) -> None:
    """Give a new connection to SQLite the function that `DanishOrder` calls. PostgreSQL has the collation."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("danish_key", 1, _key_or_none, deterministic=True)


def _key_or_none(text: str | None) -> str | None:
    return None if text is None else danish_key(text)
