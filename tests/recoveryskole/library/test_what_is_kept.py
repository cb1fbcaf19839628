"""What is taken of files and recordings, what is kept, what goes; and the library that anyone reads."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.domain.tick import jobs
from accounts.enums import Role
from courses.domain.site import ensure_site
from recoveryskole.domain.clearing import empty_what_is_past
from recoveryskole.domain.facilitators import forget as forget_facilitator
from recoveryskole.domain.leaving import forget
from recoveryskole.domain.links import token_of
from recoveryskole.domain.materials import (
    let_stand_open,
    put_material,
    sweep,
    take_away,
    use_again,
)
from recoveryskole.domain.planning import plan_session
from recoveryskole.domain.recordings import put_recording
from recoveryskole.domain.school import ensure_school
from recoveryskole.domain.sign_ups import SchoolRefused, sign_up
from recoveryskole.models import (
    Material,
    Recommendation,
    Recording,
    RecordingConsent,
    SchoolIndexPage,
    SchoolSettings,
    Session,
)
from recoveryskole.models.library import school_storage
from recoveryskole.policy import MOST_MATERIALS
from tests.at_once import at_once
from tests.conftest import restore_roots
from tests.factories.accounts import make_person
from tests.factories.courses import make_course, make_lesson, make_module
from tests.factories.papers import loaded_pdf, pdf
from tests.factories.photos import SECRET
from tests.factories.school import make_session, wish
from tests.recoveryskole.library.shelf import (
    DAY,
    FOR_ALL,
    FOR_THE_PAIR,
    FOR_THOSE_WHO_CAME,
    SOUND,
    as_,
    at,
    by_link,
    files,
    pair_of,
    place_of,
    put,
    record,
)
from tests.recoveryskole.test_recordings import FILM, film


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "tom"),
        (b"MZ" + b"\0" * 90, "program"),
        (b"<html><script>alert(1)</script>", "webside"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
        (b"PK\x03\x04word/document.xml", "Word"),
        (FILM, "film"),
        (b"%PDF-1.7 hm", "læse"),
        (b"\xff\xfb\x90\x00" + b"\0" * (10 * 1024 * 1024), "10 MB"),
    ],
    ids=["empty", "program", "page", "drawing", "office", "film", "broken", "large"],
)
def test_bad_files_are_told_by_kind(session: Session, data: bytes, says: str) -> None:
    form = {
        "key": str(uuid.uuid4()),
        "title": "Gode råd",
        "audience": "afterwards",
        "file": SimpleUploadedFile("a.pdf", data),
    }
    answer = as_(pair_of(session)[0]).post(at("materials", session.pk), form)
    assert answer.status_code == 422
    assert says in answer.text
    assert "Gode råd" in answer.text, "what was written stays"
    assert not Material.objects.exists()
    assert not files()


def test_files_are_made_clean(session: Session) -> None:
    made = put(session, FOR_ALL, loaded_pdf())
    with made.file.open("rb") as kept:
        data = kept.read()
    assert SECRET not in data
    assert (made.suffix, made.pages) == ("pdf", 1)


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"title": ""}, 422),
        ({"title": "010203-1234"}, 422),
        ({"audience": "everybody"}, 422),
        ({"audience": "pair", "may_stand_open": "on"}, 422),
        ({"key": "hm"}, 400),
        ({"file": ""}, 422),
    ],
)
def test_bad_forms_store_nothing(session: Session, fields: dict[str, str], status: int) -> None:
    form = {
        "key": str(uuid.uuid4()),
        "title": "Råd",
        "audience": "pair",
        "file": SimpleUploadedFile("a.mp3", SOUND),
        **fields,
    }
    assert as_(pair_of(session)[0]).post(at("materials", session.pk), form).status_code == status
    assert not Material.objects.exists()
    assert not files()


def test_twice_is_once_and_ten_are_enough(session: Session) -> None:
    by, key = pair_of(session)[0], uuid.uuid4()
    for _time in range(2):
        put_material(session, FOR_THE_PAIR, ContentFile(SOUND), key=key, by=by)
    assert Material.objects.count() == len(files()) == 1
    for _number in range(MOST_MATERIALS - 1):
        put(session, FOR_THE_PAIR)
    with pytest.raises(SchoolRefused):
        put(session, FOR_THE_PAIR)
    assert Material.objects.count() == len(files()) == MOST_MATERIALS


def test_either_takes_away_and_the_other_time_keeps_its_own(
    session: Session, django_capture_on_commit_callbacks: Any
) -> None:
    made = put(session, FOR_ALL)
    later = make_session(session.workshop, days=9)
    later.teachings.all().delete()
    for one in session.facilitators.all():
        later.teachings.create(facilitator=one)
    key = uuid.uuid4()
    for _time in range(2):
        use_again(later, made.pk, key=key, by=pair_of(session)[1])
    with django_capture_on_commit_callbacks(execute=True):
        take_away(session, made.pk, by=pair_of(session)[1])
        take_away(session, made.pk, by=pair_of(session)[1])
    again = Material.objects.get()
    assert (again.session, again.title, again.may_stand_open) == (later, FOR_ALL.title, False)
    assert files() == {str(again.file.name)}
    with pytest.raises(SchoolRefused):
        use_again(make_session(), again.pk, key=uuid.uuid4(), by=pair_of(session)[0])


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("https://film.kommune.example/se/1", 303),
        ("http://film.kommune.example/se/1", 422),
        ("https://film.kommune.example.evil.example/1", 422),
        ("https://film.kommune.example@evil.example/1", 422),
        ("ftp://film.kommune.example/1", 422),
        ("", 422),
    ],
)
def test_addresses_lie_at_our_own_service(session: Session, address: str, status: int) -> None:
    said = SchoolSettings.load()
    said.video_service = "film.kommune.example"
    said.save()
    form = {"key": str(uuid.uuid4()), "address": address}
    assert as_(pair_of(session)[0]).post(at("recording", session.pk), form).status_code == status
    assert Recording.objects.exists() == (status == 303)


def test_a_film_is_put_there_by_the_form(session: Session) -> None:
    form = {
        "key": str(uuid.uuid4()),
        "file": SimpleUploadedFile("aften.mp4", FILM + b"\0" * (8 * 1024 * 1024)),
    }
    client = as_(pair_of(session)[0])
    for _time in range(2):
        form["file"].seek(0)
        assert client.post(at("recording", session.pk), form).status_code == 303
    assert Recording.objects.count() == len(files()) == 1
    again = {"key": str(uuid.uuid4()), "file": SimpleUploadedFile("aften.mp4", FILM)}
    assert client.post(at("recording", session.pk), again).status_code == 409
    for wrong in (b"", pdf(), b"MZ" * 40):
        form = {"key": str(uuid.uuid4()), "file": SimpleUploadedFile("aften.mp4", wrong)}
        assert client.post(at("recording", session.pk), form).status_code == 422
    assert len(files()) == 1


def test_only_what_was_said_beforehand_is_put_there(session: Session, clock: Any) -> None:
    by = pair_of(session)[0]
    session.is_recorded = False
    with pytest.raises(SchoolRefused):
        plan_session(session, session.facilitators.all(), by=by)
    Session.objects.update(is_recorded=False)
    with pytest.raises(SchoolRefused):
        put_recording(session, key=uuid.uuid4(), file=film(), by=by)
    to_come = make_session(days=5, is_recorded=True)
    with pytest.raises(SchoolRefused):
        put_recording(to_come, key=uuid.uuid4(), file=film(), by=pair_of(to_come)[0])
    assert not files()


def test_those_on_the_list_are_told_when_it_is_said_later(clock: Any, mailoutbox: list[Any]) -> None:
    session = make_session(days=5)
    place = sign_up(session.pk, wish("Birk", "birk@example.org"))
    mailoutbox.clear()
    session.is_recorded = True
    plan_session(session, session.facilitators.all(), by=make_person())
    assert [mail.to for mail in mailoutbox] == [["birk@example.org"]]
    client = by_link(place)
    assert "bliver optaget" in client.get(at("place", token_of(place))).text
    assert "bliver optaget" in client.get(session.workshop.url).text


# What goes


def test_names_and_recording_go_together(session: Session, django_capture_on_commit_callbacks: Any) -> None:
    record(session)
    material = put(session, FOR_THOSE_WHO_CAME)
    empty_what_is_past(dt.datetime(2027, 3, 31, 11, tzinfo=dt.UTC))
    assert Recording.objects.exists(), "the last day of the names"
    with django_capture_on_commit_callbacks(execute=True):
        empty_what_is_past(dt.datetime(2027, 4, 1, 11, tzinfo=dt.UTC))
    assert not Recording.objects.exists()
    assert not RecordingConsent.objects.exists()
    assert files() == {str(material.file.name)}


@pytest.mark.parametrize("who", ["took part", "teaches"])
def test_whoever_goes_takes_the_recording_along(
    session: Session, who: str, django_capture_on_commit_callbacks: Any
) -> None:
    record(session)
    with django_capture_on_commit_callbacks(execute=True):
        if who == "took part":
            forget(place_of("Birk"))
        else:
            forget_facilitator(pair_of(session)[0])
    assert not Recording.objects.exists()
    assert not files()


def test_files_that_no_row_names_are_swept(session: Session) -> None:
    kept = {str(put(session, FOR_ALL).file.name), str(record(session).file.name)}
    left = school_storage().save("left.pdf", ContentFile(b"x"))
    # The clock of the disk is not the test's: what rows name stands however old it is.
    since = max(school_storage().get_modified_time(name) for name in files())
    assert sweep(since + DAY - dt.timedelta(minutes=1)) == 0
    assert left in files()
    assert sweep(since + DAY) == 1
    assert files() == kept
    assert any(job.work == sweep for job in jobs())


# The library


def test_open_lessons_alone_are_shown(school: SchoolIndexPage, client: Client) -> None:
    course = make_course("Søvn")
    first, second = (make_lesson(make_module(course), title) for title in ("Den lyse nat", "Den mørke nat"))
    for number, one in enumerate((second, first)):
        Recommendation.objects.create(school=school, lesson=one, why="Kort og god.", sort_order=number)
    words = client.get(at("library")).text
    assert "Den lyse nat" in words
    assert "Kort og god." in words
    assert "Den mørke nat" not in words, "one has to take the course for it"
    assert client.get(first.url).status_code == 200
    first.unpublish()
    assert "Den lyse nat" not in client.get(at("library")).text


def test_library_asks_as_much_of_three_as_of_one(session: Session, client: Client) -> None:
    school = SchoolIndexPage.objects.get()
    asked = []
    # The first time around also fills what is kept for all.
    for number in (1, 1, 2):
        for _time in range(number):
            lesson = make_lesson(make_module(make_course()))
            Recommendation.objects.create(school=school, lesson=lesson)
            let_stand_open(put(session, FOR_ALL).pk, True, by=make_person())
            put(session, FOR_THOSE_WHO_CAME)
        birk = place_of("Birk")
        pages = [
            (client, at("library")),
            (as_(pair_of(session)[0]), at("materials", session.pk)),
            (by_link(birk), at("place", token_of(birk))),
        ]
        counts = []
        for one, address in pages:
            one.get(address)
            with CaptureQueriesContext(
                connection,
            ) as seen:
                assert one.get(address).status_code == 200
            counts.append(len(seen))
        asked.append(counts)
    assert asked[1] == asked[2]


def test_coordinators_decide_what_stands_open(session: Session, client: Client) -> None:
    offered, ours = put(session, FOR_ALL), put(session, FOR_THOSE_WHO_CAME)
    coordinator = as_(make_person(Role.COORDINATOR))
    shown = coordinator.get(reverse("school_library:index")).text
    assert offered.title in shown
    assert ours.title not in shown
    assert coordinator.get(at("open_material", offered.pk)).status_code == 200
    for key, stands in ((offered.pk, True), (ours.pk, False)):
        coordinator.post(reverse("school_library:decide", args=[key]), {"stands": "1"})
        assert Material.objects.get(pk=key).stands_open == stands
    assert offered.title in client.get(at("library")).text
    assert as_(make_person(Role.AUTHOR)).get(reverse("school_library:index")).status_code in (302, 403)


@pytest.mark.parametrize("name", ["sessions", "terms", "places", "facilitators", "library", "figures"])
def test_each_page_of_the_menu_says_where_one_is(school: SchoolIndexPage, name: str) -> None:
    """Wagtail draws the last crumb as the heading: a page that names itself nowhere is called Home."""
    coordinator = as_(make_person(Role.COORDINATOR, language="en"))
    crumbs = coordinator.get(reverse(f"school_{name}:index")).context["breadcrumbs_items"]
    assert crumbs[-1]["label"] not in ("", "Home")


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_uploads_with_one_key_are_one() -> None:
    restore_roots()
    ensure_school(ensure_site().home)
    session = make_session(days=1)
    by, key = pair_of(session)[0], uuid.uuid4()
    at_once(*[lambda: put_material(session, FOR_ALL, ContentFile(pdf()), key=key, by=by)] * 2)
    assert Material.objects.count() == len(files()) == 1
