"""Versions of content types that report something else than what was answered: no points are in it.

docs/decisions/h5p-grading.md tells what each of them does. Content with them can be played, and what it says
of itself counts as what it is: the browser's word.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any
from uuid import UUID

from assessments.h5p.models import Library

from .compound import kinds_below
from .reading import mapping

Version = tuple[int, int, int]

# The first and the last such version.
ANYWHERE: Mapping[str, tuple[Version, Version]] = {"H5P.SingleChoiceSet": ((1, 11, 55), (1, 11, 71))}
# Only as a part of something: there it is reported whether it was touched or not.
AS_A_PART: Mapping[str, tuple[Version, Version]] = {"H5P.SortParagraphs": ((0, 0, 0), (0, 11, 15))}


def find_misreporting(version_id: int, folder_id: UUID, machine_name: str, params: Any) -> frozenset[str]:
    """The kinds in a version of some content whose answers cannot be counted, as it is played.

    One query, and none for content that has nothing of these kinds in it, or that was asked for before.
    """
    below = set(kinds_below(machine_name, mapping(params)))
    suspects = (below | {machine_name}) & ANYWHERE.keys() | below & AS_A_PART.keys()
    return _played_with(version_id, folder_id) & suspects if suspects else frozenset()


# A version never changes. The folder is in the key, because a database may give an id again.
@lru_cache(maxsize=512)
def _played_with(version_id: int, folder_id: UUID) -> frozenset[str]:
    names = {*ANYWHERE, *AS_A_PART}
    played = Library.objects.filter(used_in=version_id, machine_name__in=names)
    return misreporting(played.values_list("machine_name", "major", "minor", "patch"))


def misreporting(libraries: Iterable[tuple[str, int, int, int]]) -> frozenset[str]:
    """Which of the libraries are in such a version, by machine name."""
    ranges = {**ANYWHERE, **AS_A_PART}
    return frozenset(
        name
        for name, *version in libraries
        if name in ranges and ranges[name][0] <= tuple(version) <= ranges[name][1]
    )
