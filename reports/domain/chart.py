"""A line over time as SVG coordinates: at most nine points, drawn on the server, y from 0 to 100 per cent."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import date_format

from reports.domain.history import Point


@dataclass(frozen=True, slots=True)
class Size:
    """The drawing and the field inside it, in units of the SVG. Every `label_every` point has a date."""

    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int
    label_every: int


WIDE = Size(width=680, height=320, left=52, right=570, top=34, bottom=276, label_every=2)
NARROW = Size(width=328, height=270, left=50, right=314, top=34, bottom=230, label_every=4)


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis; coordinates are text, because a Danish number in a template has a comma."""

    at: str
    label: str
    anchor: str = "middle"


@dataclass(frozen=True, slots=True)
class Chart:
    """What the template draws."""

    size: Size
    line: str
    dots: tuple[tuple[str, str], ...]
    days: tuple[Tick, ...]
    shares: tuple[Tick, ...]
    first: tuple[str, str, int]
    last: tuple[str, str, int]
    last_point: Point

    @property
    def left_text(self) -> int:
        """Where the labels of the upright axis end."""
        return self.size.left - 8


def draw_chart(points: Sequence[Point], size: Size) -> Chart | None:
    """The chart of those points that have a share; None for fewer than two of them."""
    known = [(number, point, point.share) for number, point in enumerate(points) if point.share is not None]
    if len(known) < 2:
        return None
    step = (size.right - size.left) / (len(points) - 1)
    dots = tuple(
        (_text(size.left + step * number), _text(_height(share, size))) for number, _, share in known
    )
    return Chart(
        size=size,
        line="M" + "L".join(f"{x} {y}" for x, y in dots),
        dots=dots,
        days=tuple(
            Tick(
                _text(size.left + step * number),
                _month(point.day) if number % size.label_every == 0 else "",
                _anchor(number, len(points), size),
            )
            for number, point in enumerate(points)
        ),
        shares=tuple(Tick(_text(_height(part / 4, size)), f"{part * 25} %") for part in range(5)),
        first=_label(dots[0], known[0][1], below=True),
        last=_label(dots[-1], known[-1][1], below=False),
        last_point=known[-1][1],
    )


def _label(dot: tuple[str, str], point: Point, *, below: bool) -> tuple[str, str, int]:
    x, y = dot
    return x, _text(float(y) + (28 if below else -12)), point.percent or 0


def _height(share: float, size: Size) -> float:
    return size.bottom - share * (size.bottom - size.top)


def _anchor(number: int, count: int, size: Size) -> str:
    if size is WIDE:
        return "middle"
    return "start" if number == 0 else "end" if number == count - 1 else "middle"


def _month(day: dt.date) -> str:
    return date_format(day, "b Y")


def _text(number: float) -> str:
    return f"{number:.1f}"
