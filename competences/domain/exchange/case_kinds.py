"""Which kind an entry of a CASE file is: what its type says, and where it says nothing, its place."""

from functools import cache
from pathlib import Path

import yaml
from django.utils.translation import gettext as _

from competences.enums import CompetenceKind

from .entries import Entry
from .problems import Remarks

DATA = Path(__file__).resolve().parents[2] / "data" / "case-kinds.yaml"
ITEM_TYPES = {
    CompetenceKind.AREA: "Area",
    CompetenceKind.REQUIREMENT: "Requirement",
    CompetenceKind.PART: "Part",
}


@cache
def _words() -> dict[str, CompetenceKind]:
    told = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    return {word: CompetenceKind(kind) for kind, words in told.items() for word in words}


def type_of(entry: Entry) -> str:
    """The type that an item says it is, in words; blank where it says none."""
    uri = entry.values.get("CFItemTypeURI")
    for word in (entry.values.get("CFItemType"), uri.get("title") if isinstance(uri, dict) else None):
        if isinstance(word, str) and word.strip():
            return word.strip()
    return ""


class Kinds:
    """Tells the kind of each entry, parents before children, and remarks where it is not as the file says.

    `is_flat`: no entry lies under another. Then what says no type is a requirement, else nobody
    could set a level.
    """

    def __init__(self, entries: list[Entry], remarks: Remarks, *, is_ours: bool, is_flat: bool) -> None:
        self.remarks = remarks
        self.is_flat = is_flat
        known = [_words().get(type_of(entry).casefold()) for entry in entries]
        # Types that leave nothing to set a level for do not tell what we ask.
        self.is_typed = is_ours or CompetenceKind.REQUIREMENT in known
        if entries and not self.is_typed and any(known):
            remarks.tell(_("No type in the file is one that levels are set for: kinds come from the places."))

    def find(self, entry: Entry, parent: CompetenceKind | None) -> CompetenceKind:
        """The kind of the entry under one of that kind (None: at the top)."""
        word = type_of(entry)
        kind = _words().get(word.casefold()) if self.is_typed else None
        if kind is None:
            if not word:
                self.remarks.tell(_("there is no type, so the kind comes from the place"), entry.where)
            elif self.is_typed:
                what = _("the type is none we know, so the kind comes from the place")
                self.remarks.tell(what, entry.where)
            kind = self._by_place(parent)
        elif parent in (CompetenceKind.REQUIREMENT, CompetenceKind.PART) and kind != CompetenceKind.PART:
            # Levels are set once on each branch, or a report would count the same thing twice.
            self.remarks.tell(_("it lies under a requirement, so it is a part of it"), entry.where)
            kind = CompetenceKind.PART
        return kind

    def _by_place(self, parent: CompetenceKind | None) -> CompetenceKind:
        if parent is None:
            return CompetenceKind.REQUIREMENT if self.is_flat else CompetenceKind.AREA
        if parent == CompetenceKind.AREA:
            return CompetenceKind.REQUIREMENT
        return CompetenceKind.PART
