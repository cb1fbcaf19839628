"""Writes a framework as CASE 1.1 (1EdTech): CFPackage {CFDocument, CFItems, CFAssociations}."""

import datetime as dt
from collections import Counter
from typing import Any

from django.conf import settings

from competences.enums import CompetenceKind
from competences.models import Competence, Framework

from .case_kinds import ITEM_TYPES
from .case_values import CHILD_OF, EXTENSION, identifier_of
from .drafts import stable_identifier


def write_case(framework: Framework) -> dict[str, Any]:
    """The package as plain data, ready for JSON. Two runs on the same content give the same package.

    What came from others' file is given back as it came, but for words that were changed here. Job
    requirements, methods and strategies are the municipality's own and have no place in CASE.
    """
    competences = list(framework.competences.order_by("position", "pk"))
    changed = _moment(framework.changed_at)
    if hasattr(framework, "source"):
        return _give_back(framework.source.package, competences, changed)
    by_id = {competence.pk: competence for competence in competences}
    siblings: Counter[int | None] = Counter()
    associations = []
    for competence in competences:
        siblings[competence.parent_id] += 1
        parent = by_id[competence.parent_id] if competence.parent_id else framework
        identifier = stable_identifier(str(competence.identifier), str(parent.identifier))
        associations.append(
            {
                "identifier": str(identifier),
                "associationType": CHILD_OF,
                "sequenceNumber": siblings[competence.parent_id],
                "uri": case_uri("CFAssociations", identifier),
                "originNodeURI": _link(competence),
                "destinationNodeURI": _link(parent),
                "lastChangeDateTime": changed,
            }
        )
    return {
        "CFDocument": _document(framework, changed),
        "CFItems": [_item(competence, framework, changed) for competence in competences],
        "CFAssociations": associations,
    }


def write_document(framework: Framework) -> dict[str, Any]:
    """The CFDocument alone."""
    if hasattr(framework, "source"):
        document: dict[str, Any] = framework.source.package["CFDocument"]
        return document
    return _document(framework, _moment(framework.changed_at))


def _give_back(package: dict[str, Any], competences: list[Competence], changed: str) -> dict[str, Any]:
    """Others' package, with what people here have worded anew."""
    worded = {competence.identifier: competence for competence in competences if competence.is_edited}
    items = []
    for item in package["CFItems"]:
        identifier = identifier_of(item)
        competence = worded.get(identifier) if identifier else None
        items.append(_reword(item, competence, changed) if competence else item)
    return package | {"CFItems": items}


def _reword(item: dict[str, Any], competence: Competence, changed: str) -> dict[str, Any]:
    extensions = item.get("extensions") or {}
    ours = extensions.get(EXTENSION) or {}
    new: dict[str, Any] = {}
    for key, words in (("fullStatement", competence.title), ("notes", competence.description)):
        if str(item.get(key) or "").strip() != words:
            new[key] = words
    if ours.get("title_en", "") != competence.title_en:
        new["extensions"] = extensions | {EXTENSION: ours | {"title_en": competence.title_en}}
    return item | new | {"lastChangeDateTime": changed} if new else item


def _document(framework: Framework, changed: str) -> dict[str, Any]:
    return _said(
        {
            "identifier": str(framework.identifier),
            "uri": case_uri("CFDocuments", framework.identifier),
            "caseVersion": "1.1",
            "creator": framework.publisher or settings.WAGTAIL_SITE_NAME,
            "publisher": framework.publisher,
            "title": framework.title,
            "description": framework.description,
            "language": framework.language,
            "version": str(framework.year or ""),
            "lastChangeDateTime": changed,
            "extensions": _extension(code=framework.code, title_en=framework.title_en, year=framework.year),
        }
    )


def _item(competence: Competence, framework: Framework, changed: str) -> dict[str, Any]:
    return _said(
        {
            "identifier": str(competence.identifier),
            "uri": case_uri("CFItems", competence.identifier),
            "fullStatement": competence.title,
            "humanCodingScheme": competence.code,
            "CFItemType": ITEM_TYPES[CompetenceKind(competence.kind)],
            "notes": competence.description,
            "language": framework.language,
            "lastChangeDateTime": changed,
            "extensions": _extension(
                title_en=competence.title_en,
                section=competence.section,
                strands=[competence.strand] if competence.strand else [],
                settings=competence.settings,
            ),
        }
    )


def _extension(**values: Any) -> dict[str, Any]:
    said = _said(values)
    return {EXTENSION: said} if said else {}


def _said(values: dict[str, Any]) -> dict[str, Any]:
    """Without what is empty: CASE leaves out what it has nothing to say about."""
    return {key: value for key, value in values.items() if value not in ("", None, [], {})}


def _link(node: Competence | Framework) -> dict[str, str]:
    kind = "CFItems" if isinstance(node, Competence) else "CFDocuments"
    return {
        "title": node.title,
        "identifier": str(node.identifier),
        "uri": case_uri(kind, node.identifier),
        "targetType": "CASE",
    }


def case_uri(kind: str, identifier: Any) -> str:
    """The address that others know an entry by; `kind` is CFDocuments, CFItems or CFAssociations."""
    return f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}/api/v1/case/{kind}/{identifier}"


def _moment(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
