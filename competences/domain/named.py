"""What others' programs know the framework in use by: the names that its CASE export gives, and no others."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from accounts.domain.common import keep
from competences.models import Framework

from .exchange.case_values import identifier_of
from .exchange.case_writing import case_uri, write_case

# What names a framework and an entry; the rest of both lies at their addresses.
DOCUMENT_NAMES = ("identifier", "uri", "caseVersion", "creator", "title", "publisher", "version", "language")
ITEM_NAMES = ("identifier", "uri", "humanCodingScheme", "fullStatement")


@dataclass(frozen=True, slots=True)
class NamedFramework:
    """The CFDocument by its names, and by competence id those of each CFItem, spelled as CASE spells them."""

    document: Mapping[str, Any]
    items: Mapping[int, Mapping[str, Any]]


def named_framework() -> NamedFramework | None:
    """The framework in use; None where there is none. It is kept (`accounts.domain.common`)."""
    return keep("framework by its CASE names", _read)


def _read() -> NamedFramework | None:
    framework = Framework.objects.select_related("source").filter(is_current=True).first()
    if framework is None:
        return None
    package = write_case(framework)
    items = {identifier_of(item): item for item in package["CFItems"]}
    return NamedFramework(
        document=_names(package["CFDocument"], DOCUMENT_NAMES, _address("CFDocuments", framework.identifier)),
        items={
            row.pk: _names(
                items.get(row.identifier, {}),
                ITEM_NAMES,
                _address("CFItems", row.identifier)
                | {"humanCodingScheme": row.code, "fullStatement": row.title},
            )
            for row in framework.competences.all()
        },
    )


def _address(kind: str, identifier: Any) -> dict[str, str]:
    return {"identifier": str(identifier), "uri": case_uri(kind, identifier)}


def _names(part: Mapping[str, Any], names: tuple[str, ...], ours: Mapping[str, str]) -> dict[str, Any]:
    """What the part is called; what others' file does not say of it, we say."""
    said = {name: part.get(name) or ours.get(name) for name in names}
    return {name: value for name, value in said.items() if value}
