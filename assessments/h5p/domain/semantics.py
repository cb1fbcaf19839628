"""What a library's semantics.json asks of content, read with pyh5p as H5P itself reads it.

pyh5p 0.1.0 takes two things literally that H5P does not:
- a group of a single field is stored as that field's value alone, under the group's name, unless it is marked
  as sub content (`validateGroup` in H5P's PHP core, and the editor). Most real content is refused without it,
  because of `overallFeedback`;
- a text without `maxLength` may be of any length; 255 is only what the editor's field suggests.
"""

from collections.abc import Mapping
from typing import Any

from pyh5p.semantics import Semantics

from assessments.h5p.models import Library


def fill_defaults(library: Library, params: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters, with the library's own defaults for what they say nothing of."""
    return _semantics(library).defaults(params)


def find_faults(library: Library, params: Mapping[str, Any]) -> list[str]:
    """What the library would not understand: the place in the parameters and what is wrong, in English."""
    return [f"{issue.path}: {issue.message}" for issue in _semantics(library).validate(params)]


def _semantics(library: Library) -> Semantics:
    return Semantics.from_json([_as_stored(field) for field in library.semantics or []])


def _as_stored(field: Any) -> Any:
    """The field's definition in the shape in which its value is kept."""
    if not isinstance(field, Mapping):
        return field
    inner = field.get("fields")
    if field.get("type") == "group" and isinstance(inner, list) and len(inner) == 1:
        only = inner[0]
        if isinstance(only, Mapping) and not field.get("isSubContent"):
            is_optional = bool(field.get("optional") or only.get("optional"))
            return _as_stored({**only, "name": field.get("name"), "optional": is_optional})
    stored = dict(field)
    if isinstance(inner, list):
        stored["fields"] = [_as_stored(one) for one in inner]
    if "field" in field:
        stored["field"] = _as_stored(field["field"])
    if field.get("type") == "text":
        stored.setdefault("maxLength", None)
    return stored
