"""Files and recordings of a session, for tests."""

import datetime as dt
import uuid

from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from recoveryskole.domain.links import token_of
from recoveryskole.domain.materials import (
    Said,
    put_material,
)
from recoveryskole.domain.recordings import put_recording, say_yes, teacher_says
from recoveryskole.enums import MaterialFor
from recoveryskole.models import (
    Material,
    Recording,
    Session,
    SignUp,
)
from recoveryskole.models.library import school_storage
from tests.factories.accounts import make_person
from tests.recoveryskole.test_recordings import film

DAY = dt.timedelta(days=1)
START = dt.datetime(2027, 2, 8, 9, 0, tzinfo=dt.UTC)
SOUND = b"ID3\x03\x00\x00\x00\x00\x00\x00" + b"\xff\xfb\x90\x00" * 60
FOR_ALL = Said("Gode råd til natten", MaterialFor.AFTERWARDS, may_stand_open=True)
FOR_THOSE_WHO_CAME = Said("Tre øvelser", MaterialFor.AFTERWARDS)
FOR_THE_PAIR = Said("Vores manuskript", MaterialFor.PAIR)


def pair_of(session: Session) -> list[User]:
    for one in session.facilitators.filter(person=None):
        one.person = make_person()
        one.save()
    return [one.person for one in session.facilitators.order_by("pk")]


def place_of(name: str) -> SignUp:
    return SignUp.objects.get(name=name)


def put(session: Session, said: Said, data: bytes = b"") -> Material:
    key = uuid.uuid4()
    put_material(session, said, ContentFile(data or SOUND), key=key, by=pair_of(session)[0])
    return Material.objects.get(pk=key)


def record(session: Session, *, open_: bool = True) -> Recording:
    put_recording(session, key=uuid.uuid4(), file=film(), by=pair_of(session)[0])
    if open_:
        for row in SignUp.objects.filter(session=session, state="attended"):
            say_yes(row)
        for teaching in session.teachings.select_related("facilitator"):
            teacher_says(session, teaching.pk, True, by=teaching.facilitator.person)
    return Recording.objects.get(session=session)


def at(what: str, *args: object) -> str:
    return reverse(f"recoveryskole:{what}", args=args)


def as_(person: User | None) -> Client:
    client = Client()
    if person is not None:
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def by_link(place: SignUp) -> Client:
    client = Client()
    client.post(at("place", token_of(place)))
    return client


def files() -> set[str]:
    try:
        return set(school_storage().listdir("")[1])
    except FileNotFoundError:
        return set()
