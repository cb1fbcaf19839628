"""Reads CASE 1.0 and 1.1 (1EdTech): a CFPackage as one JSON file, of ours or of anybody else's."""

import uuid
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.enums import Setting
from competences.enums import CompetenceKind, Strand

from .case_kinds import Kinds
from .case_values import (
    CHILD_OF,
    EXTENSION,
    USED,
    as_identifier,
    is_keepable,
    natural_order,
    read_identifier,
    read_number,
    read_text,
)
from .drafts import CompetenceDraft, FrameworkDraft
from .entries import Entry, is_slug
from .problems import Remarks

# Where an association gives no sequence number, after those that do.
_LAST = float("inf")


@dataclass(slots=True)
class _Item:
    entry: Entry
    # Among siblings: the association's sequence number, then listEnumeration, then the place in the file.
    order: tuple[float, tuple[tuple[int, int, str], ...], int]
    parent: uuid.UUID | None = None


@dataclass(slots=True)
class _Items:
    by_identifier: dict[uuid.UUID, _Item] = field(default_factory=dict)
    by_uri: dict[str, uuid.UUID] = field(default_factory=dict)


def read_case(top: Entry, remarks: Remarks) -> FrameworkDraft | None:
    """The framework of a package, or None where something is wrong (the problems are noted).

    The tree comes from the associations `isChildOf`; an item without one lies at the top. What else the file
    holds is kept whole (`FrameworkDraft.package`) and counted in the remarks.
    """
    document = top.entry("CFDocument")
    identifier = read_identifier(document)
    title = read_text(document, "title", required=True, longest=250)
    extension = _extension(document)
    is_ours = bool(extension.values)
    code = extension.text("code", longest=60) or ""
    if not is_slug(code):
        code = slugify(title or "")[:50] or "case"
    items = _read_items(top, remarks)
    if not items.by_identifier and not top.problems:
        document.note(
            _("there are no entries (CFItems) in the file. Fetch the whole package, not the document alone.")
        )
    _read_places(top, items, _own_names(document, identifier), remarks)
    entries = [item.entry for item in items.by_identifier.values()]
    kinds = Kinds(entries, remarks, is_ours=is_ours, is_flat=_is_flat(items))
    drafts = _walk(items.by_identifier, kinds, remarks)
    if identifier is None or title is None:
        return None
    if not top.problems:
        _check_keepable(top)
    _count_unused(top, remarks)
    language = _language(document, entries)
    if not language:
        remarks.tell(_("The file does not say which language it is in."))
    creator = None if is_ours else read_text(document, "creator", longest=200)
    return FrameworkDraft(
        identifier=identifier,
        code=code,
        title=title,
        competences=drafts,
        is_code_wish=True,
        title_en=extension.text("title_en", longest=250),
        publisher=read_text(document, "publisher", longest=200) or creator,
        year=extension.number("year", 1900, 2999) if is_ours else _year(document),
        language=language,
        description=read_text(document, "description"),
        package=None if is_ours and not _says_more_than_ours(top) else top.values,
    )


def _check_keepable(top: Entry) -> None:
    if is_keepable(top.values):
        return
    parts = [part for key in ("CFItems", "CFAssociations") for part in top.entries(key, "humanCodingScheme")]
    wrong = [part for part in parts if not is_keepable(part.values)]
    for part in wrong or [top]:
        part.note(_("it holds signs that cannot be stored."))


def _extension(entry: Entry) -> Entry:
    ours = entry.mapping("extensions").get(EXTENSION)
    return Entry(entry.problems, entry.where, ours if isinstance(ours, dict) else {})


def _year(document: Entry) -> int | None:
    date = read_text(document, "statusStartDate") or ""
    year = int(date[:4]) if date[:4].isascii() and date[:4].isdigit() else 0
    return year if 1900 <= year <= 2999 else None


def _language(document: Entry, entries: list[Entry]) -> str:
    """That of the document, else that of all its items; never a guess."""
    told = read_text(document, "language", longest=10)
    said = {read_text(entry, "language", longest=10) or "" for entry in entries}
    return told or (said.pop() if len(said) == 1 else "")


def _own_names(document: Entry, identifier: uuid.UUID | None) -> set[str]:
    """By what an association may call the document itself."""
    told = (document.values.get("identifier"), document.values.get("uri"))
    return {str(identifier)} | {name for name in told if isinstance(name, str) and name}


def _read_items(top: Entry, remarks: Remarks) -> _Items:
    items = _Items()
    for number, entry in enumerate(top.entries("CFItems", "humanCodingScheme")):
        identifier = read_identifier(entry)
        if identifier is None:
            continue
        earlier = items.by_identifier.get(identifier)
        if earlier is not None:
            if earlier.entry.values == entry.values:
                remarks.tell(_("it stands twice, word for word, and is taken once"), entry.where)
            else:
                entry.note(
                    _(
                        "the identifier stands more than once, with different content."
                        " Keep one of them, or give the other an identifier of its own."
                    )
                )
            continue
        enumeration = read_text(entry, "listEnumeration") or ""
        items.by_identifier[identifier] = _Item(entry, (_LAST, natural_order(enumeration), number))
        for key in ("uri", "identifier"):
            name = entry.values.get(key)
            if isinstance(name, str) and name:
                items.by_uri.setdefault(name, identifier)
    return items


def is_child_of(association: dict[str, Any]) -> bool:
    """Whether it places an entry in the tree; some tools write the type with spaces."""
    told = association.get("associationType")
    return isinstance(told, str) and told.replace(" ", "").casefold() == CHILD_OF.casefold()


def _read_places(top: Entry, items: _Items, document: set[str], remarks: Remarks) -> None:
    """Give each item its parent, and its order among the parent's children."""
    placed: set[uuid.UUID] = set()
    for association in top.entries("CFAssociations", "identifier"):
        if not is_child_of(association.values):
            told = association.values.get("associationType")
            remarks.unused[told if isinstance(told, str) and told else "CFAssociations"] += 1
            continue
        origin, destination = (
            _names(association.values.get(key)) for key in ("originNodeURI", "destinationNodeURI")
        )
        child, parent = _find(origin, items), _find(destination, items)
        if child is None or (parent is None and not document & set(destination)):
            # It speaks of another framework.
            remarks.unused[_("isChildOf to or from entries that are not in the file")] += 1
            continue
        item = items.by_identifier[child]
        if child in placed:
            if item.parent != parent:
                remarks.tell(_("it has several places in the tree; the first is used"), item.entry.where)
            continue
        placed.add(child)
        sequence = read_number(association.values.get("sequenceNumber"))
        item.parent = parent
        item.order = (_LAST if sequence is None else sequence, *item.order[1:])


def _is_flat(items: _Items) -> bool:
    return all(item.parent is None for item in items.by_identifier.values())


def _names(node: Any) -> list[str]:
    """What an association calls one of its ends: identifier and address, or a bare address."""
    told: list[Any] = [node.get("identifier"), node.get("uri")] if isinstance(node, dict) else [node]
    names = [name.strip() for name in told if isinstance(name, str) and name.strip()]
    return [*names, *(str(identifier) for name in names if (identifier := as_identifier(name)))]


def _find(names: list[str], items: _Items) -> uuid.UUID | None:
    for name in names:
        if name in items.by_uri:
            return items.by_uri[name]
        identifier = as_identifier(name)
        if identifier in items.by_identifier:
            return identifier
    return None


def _walk(items: dict[uuid.UUID, _Item], kinds: Kinds, remarks: Remarks) -> tuple[CompetenceDraft, ...]:
    """Every entry that hangs on the top, parents first; what lies in a circle is noted."""
    children: dict[uuid.UUID | None, list[uuid.UUID]] = defaultdict(list)
    for identifier in sorted(items, key=lambda identifier: items[identifier].order, reverse=True):
        children[items[identifier].parent].append(identifier)
    drafts: list[CompetenceDraft] = []
    codes = _Codes(items, remarks)
    reached: set[uuid.UUID] = set()
    # A stack, so that a deep tree needs no deep recursion; children lie in it last first.
    waiting: list[tuple[uuid.UUID, CompetenceDraft | None]] = [(root, None) for root in children[None]]
    while waiting:
        identifier, parent = waiting.pop()
        entry = items[identifier].entry
        reached.add(identifier)
        kind = kinds.find(entry, parent.kind if parent else None)
        draft = _draft(entry, identifier, parent, kind, codes.take(entry, identifier))
        drafts.append(draft)
        waiting += [(child, draft) for child in children[identifier]]
    for identifier in items.keys() - reached:
        if _is_in_circle(identifier, items):
            items[identifier].entry.note(
                _(
                    "it lies under itself: the entries above it form a circle."
                    " Take one of their isChildOf associations out."
                )
            )
    return tuple(drafts)


class _Codes:
    """Gives each entry a code that is its own: people tell entries apart by it, though CASE does not ask."""

    def __init__(self, items: dict[uuid.UUID, _Item], remarks: Remarks) -> None:
        self.remarks = remarks
        self.wished = {self._wish(item.entry) for item in items.values()}
        self.taken: set[str] = set()

    def _wish(self, entry: Entry) -> str:
        code = read_text(entry, "humanCodingScheme") or ""
        # A code is what one can say; a longer one is a sentence, and stays in the kept file.
        return code if len(code) <= 60 else ""

    def take(self, entry: Entry, identifier: uuid.UUID) -> str:
        wish = self._wish(entry)
        if wish and wish in self.taken:
            self.remarks.tell(_("the code stands more than once, so a piece of its identifier follows"), wish)
        short = identifier.hex[:8]
        wishes = [wish, f"{wish[:51]}-{short}"] if wish else [short]
        others = self.taken | (self.wished - {wish})
        code = next((code for code in wishes if code not in others), str(identifier))
        self.taken.add(code)
        return code


def _draft(
    entry: Entry, identifier: uuid.UUID, parent: CompetenceDraft | None, kind: CompetenceKind, code: str
) -> CompetenceDraft:
    extension = _extension(entry)
    strands = extension.choices("strands", Strand.values, _("there is no strand “%(value)s”."))
    settings = extension.choices("settings", Setting.values, _("there is no setting “%(value)s”."))
    return CompetenceDraft(
        identifier=identifier,
        code=code,
        title=read_text(entry, "fullStatement", required=True) or "",
        kind=kind,
        parent=parent.code if parent else None,
        title_en=extension.text("title_en"),
        description=read_text(entry, "notes"),
        section=extension.text("section", longest=30),
        strand=strands[0] if strands else (parent.strand if parent else None),
        settings=settings,
    )


def _is_in_circle(start: uuid.UUID, items: dict[uuid.UUID, _Item]) -> bool:
    above = items[start].parent
    seen: set[uuid.UUID] = set()
    while above is not None and above not in seen:
        if above == start:
            return True
        seen.add(above)
        above = items[above].parent
    return False


def _parts(top: Entry) -> list[tuple[str, dict[str, Any]]]:
    """Every part of the package with the name of its list."""
    lists = {key: top.values.get(key) or [] for key in USED}
    lists["CFDocument"] = [lists["CFDocument"]]
    return [(key, part) for key, parts in lists.items() for part in parts if isinstance(part, dict)]


def _count_unused(top: Entry, remarks: Remarks) -> None:
    for key, part in _parts(top):
        for name, value in part.items():
            if name == "extensions":
                if isinstance(value, dict) and value.keys() - {EXTENSION}:
                    remarks.unused[f"{key}: extensions"] += 1
            elif name not in USED[key] and value not in (None, "", [], {}):
                remarks.unused[f"{key}: {name}"] += 1
    lists = dict(top.values)
    definitions = lists.pop("CFDefinitions", None)
    lists |= definitions if isinstance(definitions, dict) else {}
    for name, value in lists.items():
        if name not in USED and value:
            remarks.unused[name] += len(value) if isinstance(value, list) else 1


def _says_more_than_ours(top: Entry) -> bool:
    """Whether a file made by this program holds more than the program itself writes."""
    if top.values.keys() - USED.keys():
        return True
    return any(
        part.keys() - USED[key] - {"extensions"}
        or (isinstance(part.get("extensions"), dict) and part["extensions"].keys() - {EXTENSION})
        or (key == "CFAssociations" and not is_child_of(part))
        for key, part in _parts(top)
    )
