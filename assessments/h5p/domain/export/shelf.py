"""The libraries of the store that a package takes along."""

from collections import deque
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from assessments.h5p.models import Library

from .base import CannotExport


class Shelf:
    """The newest approved patch of each library, read once."""

    def __init__(self) -> None:
        approved = Library.objects.approved().defer("semantics").order_by("major", "minor", "patch")
        # The last of a name stays.
        self._by_short_name = {library.short_name: library for library in approved}
        self._by_name = {library.machine_name: library for library in self._by_short_name.values()}

    def newest(self, machine_name: str) -> Library:
        """The newest version. Raises `CannotExport` where the store has none."""
        if machine_name not in self._by_name:
            raise CannotExport(missing(machine_name))
        return self._by_name[machine_name]

    def find(self, short_name: str) -> Library | None:
        """The newest patch of that major and minor version, named as in "H5P.Blanks-1.14"."""
        return self._by_short_name.get(short_name)

    def with_all_they_need(self, mains: Iterable[Library]) -> tuple[list[Library], list[Library]]:
        """What the libraries are played with, and what their editors need besides; each of them once.

        All that is played must be in the package (`preloadedDependencies` and `dynamicDependencies` of
        library.json), or no platform that lacks it can install it. An editor's library that the store lacks
        is left to the platform. Raises `CannotExport` where one that is played is missing.
        """
        played = self._closure(mains, ("preloadedDependencies", "dynamicDependencies"), is_strict=True)
        all_of_them = self._closure(
            played, ("preloadedDependencies", "dynamicDependencies", "editorDependencies"), is_strict=False
        )
        known = {library.pk for library in played}
        return played, [library for library in all_of_them if library.pk not in known]

    def _closure(self, mains: Iterable[Library], keys: tuple[str, ...], *, is_strict: bool) -> list[Library]:
        found: dict[str, Library] = {}
        waiting = deque(mains)
        while waiting:
            library = waiting.popleft()
            if library.short_name in found:
                continue
            found[library.short_name] = library
            for name in (short_name_of(one) for key in keys for one in library.metadata.get(key) or []):
                needed = self.find(name)
                if needed is not None:
                    waiting.append(needed)
                elif is_strict:
                    raise CannotExport(missing(name))
        return sorted(found.values(), key=lambda library: library.short_name)


def short_name_of(dependency: Any) -> str:
    """ "H5P.Blanks-1.14" for a dependency as library.json and h5p.json have it, with numbers or digits."""
    return f"{dependency['machineName']}-{dependency['majorVersion']}.{dependency['minorVersion']}"


def missing(name: str) -> str:
    """What to say of a library that the store lacks."""
    return _("%(library)s is not in the store. Ask an administrator to bring it.") % {"library": name}
