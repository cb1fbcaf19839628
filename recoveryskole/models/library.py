"""What is left of a session: materials of those who teach, and a recording that all have said yes to."""

import uuid
from typing import ClassVar, Self

from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from recoveryskole.enums import MaterialFor
from seats.enums import SeatState
from uploads.domain.played import FILM

from .facilitators import Facilitator
from .sessions import Session, Teaching
from .sign_ups import SignUp

TITLE_LENGTH = 80


def school_storage() -> Storage:
    """Where the school's files lie: none has an address of its own."""
    return storages["school"]


class MaterialQuerySet(models.QuerySet["Material"]):
    def afterwards(self) -> Self:
        """For those who took part."""
        return self.filter(audience=MaterialFor.AFTERWARDS)

    def offered(self) -> Self:
        """What those who teach have said may stand in the open library."""
        return self.filter(may_stand_open=True)

    def open(self) -> Self:
        """What stands in the open library, for anyone."""
        return self.offered().filter(stands_open=True, session__workshop__live=True)


class Material(models.Model):
    """A file of a session. The pair puts it there and takes it away again."""

    # Drawn with the form: sent twice, it is put there once.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="materials", editable=False)
    put_by = models.ForeignKey(
        Facilitator, on_delete=models.PROTECT, related_name="materials", editable=False
    )
    put_at = models.DateTimeField(default=timezone.now, editable=False)
    title = models.CharField(_("title"), max_length=TITLE_LENGTH)
    audience = models.CharField(_("for whom"), max_length=10, choices=MaterialFor, default=MaterialFor.PAIR)
    may_stand_open = models.BooleanField(_("may stand in the open library"), default=False)
    # Decided by whoever runs the school.
    stands_open = models.BooleanField(_("stands in the open library"), default=False)
    file = models.FileField(storage=school_storage, max_length=60, editable=False)
    # Of a PDF; a picture is one, a sound has none.
    pages = models.PositiveSmallIntegerField(default=0, editable=False)

    objects: ClassVar[MaterialQuerySet] = MaterialQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("material")
        verbose_name_plural = _("materials")
        ordering = ["put_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(may_stand_open=False) | Q(audience=MaterialFor.AFTERWARDS),
                name="material_open_is_for_those_who_come",
            ),
            models.CheckConstraint(
                condition=Q(stands_open=False) | Q(may_stand_open=True), name="material_open_is_offered"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def suffix(self) -> str:
        return str(self.file.name).rpartition(".")[2]


class RecordingQuerySet(models.QuerySet["Recording"]):
    def open(self) -> Self:
        """Those to which everybody who took part, and everybody who teaches, says yes at this moment."""
        came = SignUp.objects.filter(session=OuterRef("session"), state=SeatState.ATTENDED)
        taught = Teaching.objects.filter(session=OuterRef("session"))
        return self.filter(
            Exists(came),
            Exists(taught),
            ~Exists(came.filter(consent=None)),
            ~Exists(taught.filter(consent=None)),
            session__is_recorded=True,
            session__cancelled_at=None,
        )


class Recording(models.Model):
    """What was recorded of a session: a file here, or an address at the municipality's video service."""

    # Drawn with the form: sent twice, it is put there once.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.OneToOneField(
        Session, on_delete=models.CASCADE, related_name="recording", editable=False
    )
    put_by = models.ForeignKey(
        Facilitator, on_delete=models.PROTECT, related_name="recordings", editable=False
    )
    put_at = models.DateTimeField(default=timezone.now, editable=False)
    address = models.URLField(_("address"), blank=True)
    file = models.FileField(storage=school_storage, max_length=60, blank=True, editable=False)

    objects: ClassVar[RecordingQuerySet] = RecordingQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("recording")
        verbose_name_plural = _("recordings")
        constraints = [
            models.CheckConstraint(
                condition=(Q(file="") & Q(address__startswith="https://")) | (~Q(file="") & Q(address="")),
                name="recording_is_file_or_address",
            )
        ]

    def __str__(self) -> str:
        return f"{self._meta.label} {self.pk}"

    @property
    def suffix(self) -> str:
        return str(self.file.name).rpartition(".")[2]

    @property
    def is_film(self) -> bool:
        """A file with something to see."""
        return self.suffix in FILM


class RecordingConsent(models.Model):
    """Somebody says yes to a recording. Whoever says no, or takes it back, or says nothing, has no row.

    So nowhere stands who said no. It goes with the recording, and the recording goes with the names.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    recording = models.ForeignKey(
        Recording, on_delete=models.CASCADE, related_name="consents", editable=False
    )
    sign_up = models.OneToOneField(
        SignUp, null=True, on_delete=models.CASCADE, related_name="consent", editable=False
    )
    teaching = models.OneToOneField(
        Teaching, null=True, on_delete=models.CASCADE, related_name="consent", editable=False
    )
    # Who of the pair asked somebody without a link of their own; None: they said it themselves.
    asked_by = models.ForeignKey(
        Facilitator, null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    said_on = models.DateField(default=timezone.localdate, editable=False)

    class Meta:
        verbose_name = _("consent to a recording")
        verbose_name_plural = _("consents to recordings")
        constraints = [
            models.CheckConstraint(
                condition=Q(sign_up=None, teaching__isnull=False) | Q(sign_up__isnull=False, teaching=None),
                name="consent_of_one_who_came_or_teaches",
            )
        ]

    def __str__(self) -> str:
        return f"{self._meta.label} {self.pk}"


def has_taught_with(person: User, session: Session) -> Q:
    """Materials of other times of the same workshop that the person teaches or has taught."""
    return Q(session__workshop=session.workshop_id, session__teachings__facilitator__person=person) & ~Q(
        session=session.pk
    )
