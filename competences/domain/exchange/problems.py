from collections import Counter, defaultdict
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

# So many of one kind are told one by one; a number stands for the rest.
TOLD = 5


class ImportRefused(Exception):
    """A file cannot be taken in. `problems` are sentences on what is wrong and where; nothing is stored."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class Problems:
    """What is wrong with one file, gathered so that all of it is told at once, each kind a few times."""

    def __init__(self, file: str) -> None:
        self.file = file
        # What is wrong -> where, each place once (a dict keeps the order).
        self._found: dict[str, dict[str, None]] = defaultdict(dict)
        self._advice: dict[str, None] = {}

    def __bool__(self) -> bool:
        return bool(self._found)

    def add(self, where: str, what: str) -> None:
        """Note what is wrong with the entry called `where`; the same sentence is told once."""
        self._found[what][where] = None

    def advise(self, what: str) -> None:
        """Note what to do about it, told once, after all that is wrong."""
        self._advice[what] = None

    def refuse(self, what: str) -> ImportRefused:
        """The error for a file that cannot be read at all, to be raised by the caller."""
        return ImportRefused([_("%(file)s: %(what)s") % {"file": self.file, "what": what}])

    def raise_if_any(self) -> None:
        """Raise `ImportRefused` with all that was noted; return quietly when that is nothing."""
        if not self._found:
            return
        lines = []
        for what, places in self._found.items():
            for where in list(places)[:TOLD]:
                lines.append(
                    _("%(file)s, %(where)s: %(what)s") % {"file": self.file, "where": where, "what": what}
                )
            if len(places) > TOLD:
                lines.append(_("… and %(number)d more of the same kind.") % {"number": len(places) - TOLD})
        raise ImportRefused([*lines, *self._advice])


class Remarks:
    """What a file says that is taken otherwise than it stands, or kept without being used."""

    def __init__(self) -> None:
        self.unused: Counter[str] = Counter()
        self._told: dict[str, list[str]] = defaultdict(list)

    def tell(self, what: str, where: str = "") -> None:
        """Remark on the entry called `where`, or on the whole file."""
        self._told[what] += [where] if where else []

    @property
    def sentences(self) -> tuple[str, ...]:
        """One sentence for each kind, with its number."""
        told = [
            ngettext(
                "%(number)d entry: %(what)s (%(names)s)",
                "%(number)d entries: %(what)s (%(names)s)",
                len(names),
            )
            % {"number": len(names), "what": what, "names": _name_some(names)}
            if names
            else what
            for what, names in self._told.items()
        ]
        if self.unused:
            kinds = ", ".join(f"{kind} ({number})" for kind, number in sorted(self.unused.items()))
            told.append(_("Kept and given back, but not used here: %(kinds)s.") % {"kinds": kinds})
        return tuple(told)


def _name_some(names: Sequence[str]) -> str:
    some = ", ".join(names[:TOLD])
    if len(names) <= TOLD:
        return some
    return _("%(some)s … and %(number)d more of the same kind") % {"some": some, "number": len(names) - TOLD}
