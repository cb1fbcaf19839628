"""Reads CASE 1.1 (1EdTech): a CFPackage as one JSON file, of ours or of anybody else's."""

import uuid
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass

from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.enums import Setting
from competences.enums import CompetenceKind, Strand

from .drafts import CompetenceDraft, FrameworkDraft
from .entries import Entry, is_slug

# The key under `extensions` where our own files keep what CASE has no field for.
EXTENSION = "laersammen"
CHILD_OF = "isChildOf"
_KINDS = (CompetenceKind.AREA, CompetenceKind.REQUIREMENT)


# Where an association gives no sequence number, after those that do.
_LAST = 2**53


@dataclass(slots=True)
class _Item:
    entry: Entry
    # Among siblings: the association's sequence number, then listEnumeration, then the place in the file.
    order: tuple[int, str, int]
    parent: uuid.UUID | None = None


def read_case(top: Entry) -> FrameworkDraft | None:
    """The framework of a package, or None where something is wrong (the problems are noted).

    The tree comes from the associations `isChildOf`; an item without one lies at the top. Top items become
    areas, their children requirements, all below them parts. Every other association is left aside.
    """
    document = top.entry("CFDocument")
    identifier = _identifier(document)
    title = document.text("title", required=True, longest=250)
    extension = _extension(document)
    code = extension.text("code", longest=60) or ""
    if not is_slug(code):
        code = slugify(title or "")[:50] or "case"
    items, by_uri = _read_items(top)
    _read_places(top, items, by_uri, _own_names(document, identifier))
    drafts = _walk(items)
    if identifier is None or title is None:
        return None
    is_ours = bool(extension.values)
    creator = None if is_ours else document.text("creator", longest=200)
    return FrameworkDraft(
        identifier=identifier,
        code=code,
        title=title,
        competences=drafts,
        is_code_wish=True,
        title_en=extension.text("title_en", longest=250),
        publisher=document.text("publisher", longest=200) or creator,
        year=extension.number("year", 1900, 2999) if is_ours else _year(document),
        language=document.text("language", longest=10),
        description=document.text("description"),
    )


def _identifier(entry: Entry) -> uuid.UUID | None:
    text = entry.text("identifier", required=True)
    if text is None:
        return None
    try:
        return uuid.UUID(text)
    except ValueError:
        entry.note(_("“identifier” is no UUID."))
        return None


def _extension(entry: Entry) -> Entry:
    ours = entry.mapping("extensions").get(EXTENSION)
    return Entry(entry.problems, entry.where, ours if isinstance(ours, dict) else {})


def _year(document: Entry) -> int | None:
    date = document.text("statusStartDate") or ""
    return int(date[:4]) if date[:4].isascii() and date[:4].isdigit() else None


def _own_names(document: Entry, identifier: uuid.UUID | None) -> set[str]:
    """By what an association may call the document itself."""
    return {str(identifier), document.text("uri") or str(identifier)}


def _read_items(top: Entry) -> tuple[dict[uuid.UUID, _Item], dict[str, uuid.UUID]]:
    items: dict[uuid.UUID, _Item] = {}
    by_uri: dict[str, uuid.UUID] = {}
    for number, entry in enumerate(top.entries("CFItems", "humanCodingScheme")):
        identifier = _identifier(entry)
        if identifier is None:
            continue
        if identifier in items:
            entry.note(_("the identifier stands more than once."))
            continue
        items[identifier] = _Item(entry, (_LAST, entry.text("listEnumeration") or "", number))
        uri = entry.text("uri")
        if uri:
            by_uri[uri] = identifier
    return items, by_uri


def _read_places(
    top: Entry, items: dict[uuid.UUID, _Item], by_uri: dict[str, uuid.UUID], document: set[str]
) -> None:
    """Give each item its parent, and its order among the parent's children."""
    placed: set[uuid.UUID] = set()
    for association in top.entries("CFAssociations", "identifier"):
        if association.text("associationType", required=True) != CHILD_OF:
            continue
        origin, destination = (_node(association, key) for key in ("originNodeURI", "destinationNodeURI"))
        if document & set(origin):
            continue
        child, parent = _find(origin, items, by_uri), _find(destination, items, by_uri)
        if child is None:
            association.note(_("the entry that it places (originNodeURI) is not in the file."))
            continue
        if parent is None and not document & set(destination):
            association.note(_("the entry above it (destinationNodeURI) is not in the file."))
            continue
        item = items[child]
        if child in placed:
            if item.parent != parent:
                item.entry.note(_("it has more than one place in the tree."))
            continue
        placed.add(child)
        sequence = association.number("sequenceNumber", -_LAST, _LAST)
        item.parent = parent
        item.order = (_LAST if sequence is None else sequence, *item.order[1:])


def _node(association: Entry, key: str) -> tuple[str, str]:
    node = association.entry(key, association.where)
    identifier = node.text("identifier") or ""
    with suppress(ValueError):
        identifier = str(uuid.UUID(identifier))
    return identifier, node.text("uri") or identifier


def _find(
    names: tuple[str, str], items: dict[uuid.UUID, _Item], by_uri: dict[str, uuid.UUID]
) -> uuid.UUID | None:
    identifier, uri = names
    with suppress(ValueError):
        if uuid.UUID(identifier) in items:
            return uuid.UUID(identifier)
    return by_uri.get(uri)


def _walk(items: dict[uuid.UUID, _Item]) -> tuple[CompetenceDraft, ...]:
    """Every entry that hangs on the top, parents first; what lies in a circle is noted."""
    children: dict[uuid.UUID | None, list[uuid.UUID]] = defaultdict(list)
    for identifier in sorted(items, key=lambda identifier: items[identifier].order, reverse=True):
        children[items[identifier].parent].append(identifier)
    drafts: list[CompetenceDraft] = []
    taken: set[str] = set()
    reached: set[uuid.UUID] = set()
    # A stack, so that a deep tree needs no deep recursion; children lie in it last first.
    waiting: list[tuple[uuid.UUID, str | None, int, str]] = [(root, None, 0, "") for root in children[None]]
    while waiting:
        identifier, parent, depth, strand = waiting.pop()
        item = items[identifier]
        reached.add(identifier)
        draft = _draft(item.entry, identifier, parent, depth, strand, taken)
        drafts.append(draft)
        waiting += [(child, draft.code, depth + 1, draft.strand or "") for child in children[identifier]]
    for identifier in items.keys() - reached:
        if _is_in_circle(identifier, items):
            items[identifier].entry.note(_("it lies under itself: the entries above it form a circle."))
    return tuple(drafts)


def _draft(
    entry: Entry, identifier: uuid.UUID, parent: str | None, depth: int, strand: str, taken: set[str]
) -> CompetenceDraft:
    extension = _extension(entry)
    code = entry.text("humanCodingScheme", longest=60) or ""
    if code in taken:
        entry.note(_("the code stands more than once."))
    if not code:
        short = identifier.hex[:8]
        code = short if short not in taken else str(identifier)
    taken.add(code)
    strands = extension.choices("strands", Strand.values, _("there is no strand “%(value)s”."))
    settings = extension.choices("settings", Setting.values, _("there is no setting “%(value)s”."))
    return CompetenceDraft(
        identifier=identifier,
        code=code,
        title=entry.text("fullStatement", required=True) or "",
        kind=_KINDS[depth] if depth < len(_KINDS) else CompetenceKind.PART,
        parent=parent,
        title_en=extension.text("title_en"),
        description=entry.text("notes"),
        section=extension.text("section", longest=30),
        strand=strands[0] if strands else strand or None,
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
