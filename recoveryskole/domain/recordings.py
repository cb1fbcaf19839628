"""A recording of a session: put there by the pair, and open only while everybody says yes."""

import uuid
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.danish import DanishOrder
from accounts.domain.audit import record_action
from accounts.models import User
from assessments.domain.refusals import Refusal
from recoveryskole.domain.clearing import names_kept_through
from recoveryskole.domain.dropping import drop_recordings
from recoveryskole.domain.seating import lock_session
from recoveryskole.domain.sign_ups import SchoolRefused
from recoveryskole.domain.teaching import NotTheirs, lock_taught
from recoveryskole.models import (
    Facilitator,
    Recording,
    RecordingConsent,
    SchoolSettings,
    Session,
    SignUp,
    Teaching,
)
from recoveryskole.models.library import school_storage
from seats.enums import SeatState
from uploads.domain.kept import keeping_files
from uploads.domain.played import BEGINNING, suffix_of_played

NO_RECORDING = _("The recording is not there any more.")


@dataclass(frozen=True, slots=True)
class Asked:
    """One of those who teach, or who came without a link of their own: whether a yes of theirs stands."""

    key: str
    name: str
    says_yes: bool


def read_address(text: str) -> str:
    """An address at the municipality's own video service, https alone. Raises `SchoolRefused`."""
    host = SchoolSettings.load().video_service.strip().lower()
    if not host:
        raise SchoolRefused(
            _("The school has named no video service. Choose a file instead."), Refusal.TO_MEND
        )
    parts = urlsplit(text)
    if parts.scheme != "https" or parts.netloc.lower() != host:
        said = {"host": host}
        raise SchoolRefused(
            _("The address has to begin with https://%(host)s/ so that it stays with us.") % said,
            Refusal.TO_MEND,
        )
    return text


def read_recording(file: File[Any]) -> str:
    """The ending that goes with a sound or film that browsers play. Raises `SchoolRefused`."""
    if not file.size:
        raise SchoolRefused(_("The file is empty. Choose it once more."), Refusal.TO_MEND)
    if file.size > settings.SCHOOL_MAX_RECORDING_BYTES:
        raise SchoolRefused(
            _("The file is larger than 200 MB. Make it shorter, or choose a smaller picture."),
            Refusal.TO_MEND,
        )
    file.seek(0)
    suffix = suffix_of_played(file.read(BEGINNING))
    file.seek(0)
    if not suffix:
        raise SchoolRefused(
            _("We do not know this kind of file. Choose a film (MP4, WebM) or a sound (MP3, M4A)."),
            Refusal.TO_MEND,
        )
    return suffix


def put_recording(
    session: Session, *, key: uuid.UUID, file: File[Any] | None = None, address: str = "", by: User
) -> None:
    """Put the recording there, as a file or as an address. With the same `key` again nothing changes.

    Raises `SchoolRefused` for what cannot be taken, where it was not said beforehand, where it has not begun,
    where names are deleted already and where there is one; and `NotTheirs`.
    """
    suffix = read_recording(file) if file else ""
    address = "" if file else read_address(address)
    with keeping_files(school_storage()) as names:
        session, facilitator = lock_taught(session.pk, by)
        if Recording.objects.filter(pk=key).exists():
            return
        _may_be_recorded(session)
        if Recording.objects.filter(session=session).exists():
            raise SchoolRefused(_("There is a recording already. Take it away first."), Refusal.ALREADY)
        name = ""
        if file:
            name = school_storage().save(f"recording.{suffix}", file)
            names.append(name)
        Recording.objects.create(pk=key, session=session, put_by=facilitator, address=address, file=name)
        record_action(session, "recoveryskole.put_recording", user=by)


def take_recording(session: Session, *, by: User) -> None:
    """Delete the recording, and every yes to it. Twice is once. Raises `NotTheirs`."""
    with transaction.atomic():
        session, _facilitator = lock_taught(session.pk, by)
        if drop_recordings(Q(session=session)):
            record_action(session, "recoveryskole.take_recording", user=by)


def open_recording(session: Session) -> Recording | None:
    """The recording, if everybody says yes at this moment; else None. Whoever shows it asks each time."""
    found: Recording | None = Recording.objects.open().filter(session=session).first()
    return found


def say_yes(place: SignUp) -> None:
    """Whoever took part says yes. Twice is once. Raises `SchoolRefused` where there is nothing to."""
    with transaction.atomic():
        session = lock_session(place.session_id)
        recording = _present(session)
        if not _who_came(session).filter(pk=place.pk).exists():
            raise SchoolRefused(_("Only those who came are asked."), Refusal.ALREADY)
        RecordingConsent.objects.get_or_create(sign_up_id=place.pk, defaults={"recording": recording})


def say_no(place: SignUp) -> None:
    """Say no, or take a yes back: the recording is closed for all at once. Nothing tells who it was."""
    with transaction.atomic():
        lock_session(place.session_id)
        RecordingConsent.objects.filter(sign_up=place.pk).delete()


def says_yes(place: SignUp) -> bool:
    """Whether a yes of theirs stands."""
    return RecordingConsent.objects.filter(sign_up=place.pk).exists()


def teacher_says(session: Session, teaching: int, yes: bool, *, by: User) -> None:
    """Say yes or no as one who teaches; also for one who teaches without an account, and has been asked.

    Raises `SchoolRefused`, and `NotTheirs`: nobody answers for a colleague who can do it alone.
    """
    with transaction.atomic():
        session, me = lock_taught(session.pk, by)
        taught = Teaching.objects.select_related("facilitator").filter(session=session, pk=teaching).first()
        if taught is None or (taught.facilitator != me and taught.facilitator.person_id is not None):
            raise NotTheirs
        if not yes:
            RecordingConsent.objects.filter(teaching=taught).delete()
            return
        asked_by = None if taught.facilitator == me else me
        said = {"recording": _present(session), "asked_by": asked_by}
        RecordingConsent.objects.get_or_create(teaching=taught, defaults=said)


def were_asked(
    session: Session, *, yes: Collection[uuid.UUID] = (), no: Collection[uuid.UUID] = (), by: User
) -> None:
    """Tell that somebody without a link of their own was asked, and says yes; or does not any more.

    Only what somebody has changed is to be sent. Raises `SchoolRefused` and `NotTheirs`.
    """
    with _asking(session, by) as (recording, me, rows):
        RecordingConsent.objects.filter(sign_up__in=rows.filter(pk__in=no)).delete()
        for row in rows.filter(pk__in=yes, consent=None):
            RecordingConsent.objects.create(recording=recording, sign_up=row, asked_by=me)


def who_is_asked(session: Session) -> list[Asked]:
    """Those who came and have no link of their own: brought along, or without a seat. The pair asks them."""
    rows = _without_link(session).select_related("consent").order_by(DanishOrder("name"), "pk")
    return [Asked(str(row.pk), row.name, _has_yes(row)) for row in rows]


def who_teaches(session: Session) -> list[tuple[Teaching, bool]]:
    """Those who teach it, and whether a yes of theirs stands."""
    taught = Teaching.objects.filter(session=session).select_related("facilitator", "consent")
    return [(one, _has_yes(one)) for one in taught]


def may_put(session: Session) -> str:
    """Why no recording can be put there now; nothing where one can."""
    try:
        _may_be_recorded(session)
    except SchoolRefused as refused:
        return str(refused.message)
    return ""


def _may_be_recorded(session: Session) -> None:
    if not session.is_recorded:
        raise SchoolRefused(_("Nobody was told beforehand that it would be recorded."), Refusal.TOO_EARLY)
    if session.is_cancelled or session.starts_at > timezone.now():
        raise SchoolRefused(_("It has not been held."), Refusal.TOO_EARLY)
    if timezone.localdate() > names_kept_through(session):
        raise SchoolRefused(_("The names are deleted, and nobody can be asked any more."), Refusal.ALREADY)


def _present(session: Session) -> Recording:
    found = Recording.objects.filter(session=session).first()
    if found is None:
        raise SchoolRefused(NO_RECORDING, Refusal.NOT_THERE)
    return found


def _who_came(session: Session) -> QuerySet[SignUp]:
    return SignUp.objects.filter(session=session, state=SeatState.ATTENDED, forgotten_at=None)


def _without_link(session: Session) -> QuerySet[SignUp]:
    return _who_came(session).filter(token_hash=None)


def _has_yes(row: SignUp | Teaching) -> bool:
    return getattr(row, "consent", None) is not None


@contextmanager
def _asking(session: Session, by: User) -> Iterator[tuple[Recording, Facilitator, QuerySet[SignUp]]]:
    with transaction.atomic():
        session, me = lock_taught(session.pk, by)
        yield _present(session), me, _without_link(session)
        record_action(session, "recoveryskole.ask_for_recording", user=by)
