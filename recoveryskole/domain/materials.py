"""Files of a session: what the pair puts there for itself and for those who come, and the open library."""

import datetime as dt
import uuid
from dataclasses import asdict, dataclass
from itertools import chain
from typing import IO

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.domain.audit import record_action
from accounts.models import User
from assessments.domain.refusals import Refusal
from recoveryskole.domain.sign_ups import SchoolRefused
from recoveryskole.domain.teaching import lock_taught
from recoveryskole.enums import MaterialFor
from recoveryskole.models import Material, Recording, Session
from recoveryskole.models.library import has_taught_with, school_storage
from recoveryskole.policy import MOST_MATERIALS
from uploads.domain.kept import delete_files, keeping_files, sweep_files
from uploads.domain.papers import SENTENCES, CleanPaper, PaperRefused, WhyNot, clean_paper
from uploads.domain.played import BEGINNING, SOUND, suffix_of_played

IS_GONE = _("It is not there any more. Choose another one.")
# What is said here of a file in other words than of a proof.
IN_OTHER_WORDS = {
    WhyNot.TOO_LARGE: _("The file is larger than 10 MB. Make it smaller, or share it out in two."),
    WhyNot.FILM: _("This is a film. Put it up as the recording, or choose a PDF, a picture or a sound."),
    WhyNot.UNKNOWN: _("We do not know this kind of file. Choose a PDF, a picture or a sound."),
}


class FileRefused(SchoolRefused):
    """The file is not taken, and nothing of it is kept."""


@dataclass(frozen=True, slots=True)
class Said:
    """What the pair says of a file."""

    title: str
    audience: MaterialFor
    may_stand_open: bool = False


def read_material(file: IO[bytes]) -> CleanPaper:
    """What is kept of the file: pictures and PDFs made anew, a sound as it is. Raises `FileRefused`."""
    file.seek(0)
    suffix = suffix_of_played(file.read(BEGINNING))
    if suffix in SOUND:
        file.seek(0)
        data = file.read(settings.PAPER_MAX_BYTES + 1)
        if len(data) > settings.PAPER_MAX_BYTES:
            raise FileRefused(IN_OTHER_WORDS[WhyNot.TOO_LARGE], Refusal.TO_MEND)
        return CleanPaper(data, suffix, 0)
    try:
        return clean_paper(file)
    except PaperRefused as refused:
        words = IN_OTHER_WORDS.get(refused.why, SENTENCES[refused.why])
        raise FileRefused(words, Refusal.TO_MEND) from refused


def put_material(session: Session, said: Said, file: IO[bytes], *, key: uuid.UUID, by: User) -> None:
    """Put a file there. With the same `key` again nothing more is put there.

    Raises `FileRefused`, `SchoolRefused` where there are enough, and `NotTheirs`.
    """
    clean = read_material(file)
    with keeping_files(school_storage()) as names:
        session, facilitator = lock_taught(session.pk, by)
        made = Material(pk=key, session=session, put_by=facilitator, **asdict(said))
        _keep(made, clean, names, by)


def use_again(session: Session, source: uuid.UUID, *, key: uuid.UUID, by: User) -> None:
    """Put a copy of what was used at another time of the workshop there. What is offered is offered anew.

    Raises `SchoolRefused` where it is gone or there are enough, and `NotTheirs`.
    """
    with keeping_files(school_storage()) as names:
        session, facilitator = lock_taught(session.pk, by)
        found = earlier_materials(session, by).filter(pk=source).first()
        if found is None:
            raise SchoolRefused(IS_GONE, Refusal.NOT_THERE)
        try:
            with found.file.open("rb") as file:
                clean = CleanPaper(file.read(), found.suffix, found.pages)
        except FileNotFoundError:
            raise SchoolRefused(IS_GONE, Refusal.NOT_THERE) from None
        said = Said(found.title, MaterialFor(found.audience))
        made = Material(pk=key, session=session, put_by=facilitator, **asdict(said))
        _keep(made, clean, names, by)


def take_away(session: Session, key: uuid.UUID, *, by: User) -> None:
    """Take a file away, whoever of the pair put it there. Twice is once. Raises `NotTheirs`."""
    with transaction.atomic():
        session, _facilitator = lock_taught(session.pk, by)
        found = Material.objects.filter(pk=key, session=session).first()
        if found is not None:
            found.delete()
            name = str(found.file.name)
            transaction.on_commit(lambda: delete_files(school_storage(), [name]))
            record_action(session, "recoveryskole.take_material", user=by)


def earlier_materials(session: Session, person: User) -> QuerySet[Material]:
    """What the person can use again: of other times of the workshop that they teach, the newest first."""
    found = Material.objects.filter(has_taught_with(person, session)).distinct()
    return found.select_related("session").order_by("-put_at", "pk")


def let_stand_open(key: uuid.UUID, stands: bool, *, by: User) -> None:
    """Put what is offered into the open library, or take it out. Raises `SchoolRefused` if it is not."""
    with transaction.atomic():
        found = Material.objects.select_for_update(of=("self",)).offered().filter(pk=key).first()
        if found is None:
            raise SchoolRefused(_("It is not offered any more."), Refusal.NOT_THERE)
        if found.stands_open != stands:
            found.stands_open = stands
            found.save(update_fields=["stands_open"])
            record_action(found.session, "recoveryskole.open_material", user=by)


def sweep(now: dt.datetime) -> int:
    """Delete files of the school that no row names any more; how many."""
    named = (model.objects.values_list("file", flat=True) for model in (Material, Recording))
    return sweep_files(school_storage(), set(chain.from_iterable(named)), now)


def _keep(made: Material, clean: CleanPaper, names: list[str], by: User) -> None:
    session = made.session
    if Material.objects.filter(pk=made.pk).exists():
        return
    if Material.objects.filter(session=session).count() >= MOST_MATERIALS:
        raise SchoolRefused(
            _("There are ten files here, and no room for more. Take one away first."), Refusal.ALREADY
        )
    name = school_storage().save(f"material.{clean.suffix}", ContentFile(clean.data))
    names.append(name)
    made.file, made.pages = name, clean.pages
    made.save(force_insert=True)
    record_action(session, "recoveryskole.put_material", user=by)
