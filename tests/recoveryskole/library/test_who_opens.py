"""Files and recordings: who opens what, what is taken, what goes, and the library that anyone reads."""

import uuid

from django.test import Client

from accounts.enums import JobFunction, Role
from recoveryskole.domain.leaving import forget
from recoveryskole.domain.links import token_of
from recoveryskole.domain.materials import (
    let_stand_open,
)
from recoveryskole.domain.recordings import say_yes, teacher_says
from recoveryskole.models import (
    Session,
    SignUp,
)
from tests.factories.accounts import make_employment, make_person, make_unit
from tests.factories.school import make_session
from tests.recoveryskole.library.shelf import (
    FOR_ALL,
    FOR_THE_PAIR,
    FOR_THOSE_WHO_CAME,
    as_,
    at,
    by_link,
    pair_of,
    place_of,
    put,
    record,
)
from tests.recoveryskole.test_recordings import FILM

# Who opens which file


def test_who_opens_what(session: Session) -> None:
    ours, theirs, open_to_all = (put(session, said) for said in (FOR_THE_PAIR, FOR_THOSE_WHO_CAME, FOR_ALL))
    record(session)
    other = make_session(session.workshop)
    manager = make_person()
    make_employment(manager, make_unit(), job_function=JobFunction.LEDER, is_manager=True)
    let_stand_open(open_to_all.pk, True, by=make_person())
    people = {
        None: 302,
        make_person(): 404,
        manager: 404,
        make_person(Role.COORDINATOR): 404,
        pair_of(other)[0]: 404,
        make_person(is_superuser=True): 404,
        pair_of(session)[1]: 200,
    }
    for person, status in people.items():
        client = as_(person)
        for one in (ours, theirs, open_to_all):
            assert client.get(at("material", session.pk, one.pk)).status_code == status
        for what in ("recording", "show_recording", "materials"):
            assert client.get(at(what, session.pk)).status_code == status, what
        # Of another session of the same pair's it is not there either.
        if status == 200:
            assert client.get(at("material", other.pk, ours.pk)).status_code == 404
        assert [
            client.get(at("open_material", one.pk)).status_code for one in (ours, theirs, open_to_all)
        ] == [
            404,
            404,
            200,
        ]


def test_what_a_link_opens(session: Session, client: Client) -> None:
    ours, theirs = put(session, FOR_THE_PAIR), put(session, FOR_THOSE_WHO_CAME)
    record(session)
    birk, elin = place_of("Birk"), place_of("Elin")
    elsewhere = put(make_session(session.workshop, days=3), FOR_THOSE_WHO_CAME)

    def opened(client: Client, place: SignUp, *keys: uuid.UUID) -> list[int]:
        token = token_of(place)
        addresses = [at("own_material", token, key) for key in keys] + [at("own_recording", token)]
        return [client.get(address).status_code for address in addresses]

    assert opened(by_link(birk), birk, ours.pk, theirs.pk, elsewhere.pk) == [404, 200, 404, 200]
    assert opened(client, birk, theirs.pk) == [303, 303], "nothing before one asks"
    assert opened(by_link(elin), elin, theirs.pk) == [410, 410], "had a seat, and did not come"
    answer = by_link(birk).get(at("own_material", token_of(birk), theirs.pk))
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    old = token_of(birk)
    here = by_link(birk)
    forget(birk)
    assert here.get(at("own_material", old, theirs.pk)).status_code == 410
    assert here.get(at("own_recording", old)).status_code == 410


def test_page_of_a_link_tells_of_what_it_opens(session: Session) -> None:
    ours, theirs = put(session, FOR_THE_PAIR), put(session, FOR_THOSE_WHO_CAME)
    record(session, open_=False)
    birk = place_of("Birk")
    address, film = at("place", token_of(birk)), at("own_recording", token_of(birk))
    closed = by_link(birk).get(address).text
    assert theirs.title in closed
    assert ours.title not in closed
    assert film not in closed.replace(at("own_consent", token_of(birk)), "")
    say_yes(birk)
    assert "Det har ikke alle, så den er lukket." in by_link(birk).get(address).text
    for teaching in session.teachings.select_related("facilitator"):
        teacher_says(session, teaching.pk, True, by=teaching.facilitator.person)
    assert f'src="{film}"' in by_link(birk).get(address).text


def test_each_part_of_a_film_asks_again(session: Session) -> None:
    record(session)
    birk = place_of("Birk")
    client, address = by_link(birk), at("own_recording", token_of(birk))
    part = client.get(address, headers={"Range": "bytes=0-3"})
    assert (part.status_code, part.getvalue()) == (206, FILM[:4])
    assert client.post(at("own_consent", token_of(birk)), {"svar": "nej"}).status_code == 303
    assert client.get(address, headers={"Range": "bytes=4-7"}).status_code == 409
    assert as_(pair_of(session)[0]).get(at("show_recording", session.pk)).status_code == 409
    assert client.post(at("own_consent", token_of(birk)), {"svar": "måske"}).status_code == 400
    client.post(at("own_consent", token_of(birk)), {"svar": "ja"})
    assert client.get(address).status_code == 200


def test_pair_sees_neither_names_nor_numbers(session: Session) -> None:
    record(session, open_=False)
    client, address = as_(pair_of(session)[0]), at("recording", session.pk)
    before = client.get(address).content
    say_yes(place_of("Birk"))
    strip = (b"csrfmiddlewaretoken", b"nonce")
    after = client.get(address).content
    lines = [
        [line for line in page.splitlines() if not any(word in line for word in strip)]
        for page in (before, after)
    ]
    assert lines[0] == lines[1]
    assert b"Birk" not in after


# What is put there
