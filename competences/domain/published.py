"""What everybody may read of the frameworks here: CASE 1.1, without people and without private drafts."""

import uuid
from collections.abc import Iterator
from typing import Any

from django.db import models

from accounts.danish import DanishOrder
from competences.models import Framework, FrameworkSource

from .exchange.case_values import DEFINITIONS, identifier_of
from .exchange.case_writing import case_uri, write_case, write_document

Part = dict[str, Any]
# CASE answers these with a set: the one asked for and what its hierarchyCode holds.
SETS = ("CFConcepts", "CFSubjects", "CFItemTypes")
PRIVATE = "Private Draft"
KINDS = (
    *("CFDocuments", "CFPackages", "CFItems", "CFItemAssociations", "CFAssociations", "CFRubrics"),
    *DEFINITIONS,
)


def list_documents() -> list[Part]:
    """The documents of all public frameworks, by title."""
    return [
        _with_package(write_document(framework))
        for framework in _public().order_by(DanishOrder("title"), "pk")
    ]


def find_part(kind: str, identifier: uuid.UUID) -> Part | None:
    """What CASE answers to GET `kind`/`identifier`; None where there is no such thing that is public.

    `kind` is one of `KINDS`.
    """
    if kind in ("CFDocuments", "CFPackages"):
        framework = _public().filter(identifier=identifier).first()
        if framework is None:
            return None
        return write_case(framework) if kind == "CFPackages" else _with_package(write_document(framework))
    if kind in ("CFItems", "CFItemAssociations"):
        return _find_item(kind, identifier)
    for framework in _public():
        parts = _parts(write_case(framework), kind)
        found = next((part for part in parts if identifier_of(part) == identifier), None)
        if found is not None:
            return {kind: _with_those_below(found, parts)} if kind in SETS else found
    return None


def _public() -> models.QuerySet[Framework]:
    """Frameworks that may be shown: a file can say of itself that it is a private draft."""
    private = FrameworkSource.objects.filter(package__CFDocument__adoptionStatus__iexact=PRIVATE)
    return Framework.objects.select_related("source").exclude(pk__in=private.values("framework"))


def _find_item(kind: str, identifier: uuid.UUID) -> Part | None:
    framework = _public().filter(competences__identifier=identifier).first()
    if framework is None:
        return None
    package = write_case(framework)
    found = next((item for item in package["CFItems"] if identifier_of(item) == identifier), None)
    if found is None:
        return None
    item = {
        **found,
        "CFDocumentURI": found.get("CFDocumentURI") or _link("CFDocuments", package["CFDocument"]),
    }
    if kind == "CFItems":
        return item
    return {"CFItem": item, "CFAssociations": list(_associations_of(package, identifier))}


def _associations_of(package: Part, identifier: uuid.UUID) -> Iterator[Part]:
    for association in package.get("CFAssociations") or ():
        for end in ("originNodeURI", "destinationNodeURI"):
            node = association.get(end)
            if identifier_of(node if isinstance(node, dict) else {"uri": node}) == identifier:
                yield association
                break


def _parts(package: Part, kind: str) -> list[Part]:
    """The list of that kind, under the definitions or, as some tools have it, at the top."""
    definitions = package.get("CFDefinitions") or {}
    return [*(package.get(kind) or ()), *(definitions.get(kind) or ())]


def _with_those_below(found: Part, parts: list[Part]) -> list[Part]:
    code = found.get("hierarchyCode")
    below = [part for part in parts if code and str(part.get("hierarchyCode", "")).startswith(f"{code}.")]
    return [found, *below]


def _with_package(document: Part) -> Part:
    return {**document, "CFPackageURI": document.get("CFPackageURI") or _link("CFPackages", document)}


def _link(kind: str, document: Part) -> Part:
    identifier = identifier_of(document)
    return {"title": document["title"], "identifier": str(identifier), "uri": case_uri(kind, identifier)}
