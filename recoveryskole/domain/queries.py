"""What somebody sees of their own place: reads only, and of others nothing but how many."""

from dataclasses import dataclass

from django.utils import timezone

from recoveryskole.domain.hours import answer_by, keep_until
from recoveryskole.models import Session, SignUp
from seats.enums import HOLDING_STATES, SeatState


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody stands with a session, as the page of their place says it."""

    place: SignUp
    companion: SignUp | None
    # Of the parties in line the how manieth; 0 where one is not in line.
    number: int
    held: int
    # Fewer seats are free than the party needs, though some are.
    is_passed_by: bool
    # Free seats that nobody is asked about any more: whoever presses first has them.
    may_take_free: bool
    can_pause: bool

    @property
    def session(self) -> Session:
        return self.place.session

    @property
    def is_in_line(self) -> bool:
        return self.place.state == SeatState.WAITING

    @property
    def is_asked(self) -> bool:
        """A seat is kept until they answer."""
        return self.place.state == SeatState.OFFERED and not self.has_run_out

    @property
    def has_run_out(self) -> bool:
        """The time to answer has passed, and nobody has come by to end it yet."""
        ends_at = self.place.offer_ends_at
        return self.place.state == SeatState.OFFERED and ends_at is not None and ends_at <= timezone.now()

    @property
    def has_seat(self) -> bool:
        return self.place.state in (SeatState.TAKEN, SeatState.ATTENDED)

    @property
    def is_off(self) -> bool:
        return self.place.state == SeatState.GIVEN_UP


def read_standing(place: SignUp) -> Standing:
    """Where the sign-up stands now, in three queries whatever the number of people."""
    now, session = timezone.now(), place.session
    companion = SignUp.objects.living().filter(brought_by=place).first()
    held = SignUp.objects.filter(session=session, state__in=HOLDING_STATES).count()
    ahead = _parties_before(place) if place.state == SeatState.WAITING else -1
    free = None if session.seats is None else max(session.seats - held, 0)
    needs = 2 if companion else 1
    no_time = answer_by(session.starts_at, now) is None
    is_waiting = place.state == SeatState.WAITING
    return Standing(
        place=place,
        companion=companion,
        number=ahead + 1,
        held=held,
        is_passed_by=is_waiting and free is not None and 0 < free < needs,
        may_take_free=is_waiting and no_time and (free is None or free >= needs),
        can_pause=(
            not place.has_paused
            and place.state in (SeatState.WAITING, SeatState.OFFERED, SeatState.TAKEN)
            and keep_until(session.starts_at, now) is not None
        ),
    )


def _parties_before(place: SignUp) -> int:
    """How many parties stand before it in line, those too who asked to be left in peace for a while."""
    line = SignUp.objects.parties_in_line().filter(session=place.session_id)
    return list(line.values_list("pk", flat=True)).index(place.pk)
