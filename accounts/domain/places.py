"""Where workplaces lie in the tree, and which setting they had on a day."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from accounts.models.workplace import WorkplaceQuerySet

# Of a workplace: its path in the tree, and its setting.
Place = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Places:
    """Workplaces by id: what they are now, and the settings that they had up to a day, oldest first.

    Where a workplace lies has no history: it is put into the tree once, and stays there.
    """

    now: Mapping[int, Place]
    past: Mapping[int, tuple[tuple[dt.date, str], ...]]

    def on(self, day: dt.date) -> Mapping[int, Place]:
        """Path and setting of each on a day, the last day of a setting included."""
        then = {
            pk: (self.now[pk][0], setting)
            for pk, had in self.past.items()
            if (setting := next((setting for last_day, setting in had if last_day >= day), None)) is not None
        }
        return {**self.now, **then} if then else self.now


def read_places(workplaces: WorkplaceQuerySet) -> Places:
    """These workplaces with all settings that they have had; one query."""
    now: dict[int, Place] = {}
    past: dict[int, list[tuple[dt.date, str]]] = {}
    columns = ("pk", "path", "setting", "past_settings__last_day", "past_settings__setting")
    rows = workplaces.order_by("past_settings__last_day").values_list(*columns)
    for pk, path, setting, last_day, had in rows:
        now[pk] = (path, setting)
        if last_day is not None:
            past.setdefault(pk, []).append((last_day, had))
    return Places(now, {pk: tuple(had) for pk, had in past.items()})
