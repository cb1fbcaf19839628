"""Reading the demo's own files, and telling its time."""

import datetime as dt
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.utils import timezone

ROOT = Path(__file__).resolve().parent.parent


@cache
def read(name: str) -> Any:
    """The content of a YAML file under demo/, named without its ending, as in `data/names`."""
    return yaml.safe_load((ROOT / f"{name}.yaml").read_text(encoding="utf-8"))


@lru_cache(maxsize=40_000)
def at(day: dt.date, minute: int) -> dt.datetime:
    """The moment on the day, so many minutes after midnight, in the house's time zone."""
    zone = timezone.get_default_timezone()
    return dt.datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=zone)


def minute(clock: str) -> int:
    """Minutes after midnight of "16:30"."""
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)
