"""Small frameworks as a file would say them, ours and CASE, and what a refused file must leave as it was."""

import json
import uuid
from pathlib import Path
from typing import Any

import pytest
from wagtail.models import ModelLogEntry

from competences.domain.exchange.problems import ImportRefused
from competences.domain.framework import import_framework
from competences.models import Competence, Framework, JobRequirement, Method, Profile, Strategy


def small(**changes: Any) -> dict[str, Any]:
    """A framework of one area with two requirements; `changes` replace what stands at the top."""
    return {
        "framework": {"code": "SMALL", "title": "Lille ramme"},
        "work_tools": [
            {
                "code": "A",
                "title": "Område",
                "requirements": [
                    {"code": "A.1", "title": "Første", "parts": [{"code": "A.1a", "title": "Del"}]},
                    {"code": "A.2", "title": "Andet", "settings": ["bosted"]},
                ],
            }
        ],
    } | changes


def small_levels(default: dict[str, int], **more: Any) -> dict[str, Any]:
    return {"for_framework": "SMALL", "levels": {"peer": {"default": default} | more}}


def refusals(path: Path) -> list[str]:
    with pytest.raises(ImportRefused) as refused:
        import_framework(path)
    return refused.value.problems


def everything() -> list[Any]:
    return [
        list(model.objects.order_by("pk").values())
        for model in (
            Framework,
            Competence,
            JobRequirement,
            Method,
            Profile,
            Profile.near.through,
            Strategy,
            Strategy.focus.through,
            ModelLogEntry,
        )
    ]


def take_in(package: Any, folder: Path) -> Framework:
    path = folder / "case.json"
    path.write_text(package if isinstance(package, str) else json.dumps(package), encoding="utf-8")
    return import_framework(path).framework


def number(of: int) -> str:
    return str(uuid.UUID(int=of))


def item(of: int, **more: Any) -> dict[str, Any]:
    return {
        "identifier": number(of),
        "uri": f"https://example.org/items/{of}",
        "fullStatement": f"Statement {of}",
        "lastChangeDateTime": "2024-05-01T12:00:00Z",
    } | more


def child(of: int, parent: int, **more: Any) -> dict[str, Any]:
    """`of` lies under `parent`; 0 is the document."""
    return {
        "identifier": number(1000 + 10 * of + parent),
        "associationType": "isChildOf",
        "uri": f"https://example.org/associations/{of}",
        "originNodeURI": {"title": "x", "identifier": number(of), "uri": f"https://example.org/items/{of}"},
        "destinationNodeURI": {
            "title": "x",
            "identifier": number(parent),
            "uri": f"https://example.org/items/{parent}",
        },
        "lastChangeDateTime": "2024-05-01T12:00:00Z",
    } | more


def package(items: list[Any], associations: list[Any]) -> dict[str, Any]:
    return {
        "CFDocument": {
            "identifier": number(0),
            "uri": "https://example.org/documents/0",
            "creator": "Another Agency",
            "title": "Framework of Others",
            "lastChangeDateTime": "2024-05-01T12:00:00Z",
        },
        "CFItems": items,
        "CFAssociations": associations,
    }
