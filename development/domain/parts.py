"""Courses and modules that would lift or renew, as one person meets them."""

from collections.abc import Iterable, Mapping

from courses.domain.outline import CourseOutline
from courses.domain.record import Record
from courses.models import RunSeat
from development.domain.raising import Part
from development.domain.recommendations import Offer, length_of


def read_parts(
    record: Record,
    completed: Mapping[str, bool],
    offers: Mapping[int, Iterable[Offer]],
    seats: Iterable[RunSeat],
) -> dict[int, tuple[Part, ...]]:
    """The offers by competence id: how long each takes, whether it is begun, or taken again, or has a seat.

    `completed` is as `Record.holds_by_path` gives it, `seats` are those in runs to come, soonest first. No
    query where the courses' shapes are kept.
    """
    outlines = record.outlines({offer.course.path for several in offers.values() for offer in several})
    by_course: dict[int, RunSeat] = {}
    for seat in seats:
        by_course.setdefault(seat.run.course_id, seat)
    return {
        competence: tuple(
            Part(
                page=offer.page,
                level=offer.level,
                minutes=length_of(offer, outlines[offer.course.path])[0],
                is_module=offer.is_module,
                is_again=offer.page.path in completed,
                is_begun=_is_begun(offer, outlines[offer.course.path]),
                seat=by_course.get(offer.course.pk),
            )
            for offer in several
        )
        for competence, several in offers.items()
    }


def _is_begun(offer: Offer, outline: CourseOutline) -> bool:
    """The person takes the course, or takes the module again by itself."""
    module = outline.module_of(offer.page) if offer.is_module else None
    is_taken = outline.enrolment_id is not None and outline.completion_id is None
    return (is_taken and not (module and module.is_done)) or bool(module and module.is_retaken)
