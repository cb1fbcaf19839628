"""How it was: handed in once by a link, told of five or more, and led back to nobody."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from recoveryskole.domain.feedback import hand_in, tell_feedback
from recoveryskole.domain.marks import Use, mark_of
from recoveryskole.domain.sign_ups import SchoolRefused
from recoveryskole.domain.wishes import WishRefused, read_line
from recoveryskole.enums import Face
from recoveryskole.models import (
    FeedbackBox,
    FeedbackRelease,
    LinkMark,
    SignUp,
)
from recoveryskole.models.feedback import LINE_LENGTH
from seats.enums import SeatState
from tests.factories.traces import rows_that_say
from tests.recoveryskole.feedback.boxes import (
    BEGINS,
    MONDAY,
    answer,
    at,
    browser_of,
    kept,
    shape,
    text_of,
)

# What is kept


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (2, 0, 3, 1)])
def test_whatever_the_order_the_box_holds_the_same_bytes(
    places: list[SignUp], order: tuple[int, ...]
) -> None:
    said = [(Face.LOW, "Åh"), (Face.GOOD, "Kom igen"), (Face.EVEN, ""), (Face.LOW, "Pausen var god")]
    for number in order:
        hand_in(places[number], *said[number])
    box = FeedbackBox.objects.get()
    assert (box.counts, box.lines) == ({"good": 1, "even": 1, "low": 2}, ["Kom igen", "Pausen var god", "Åh"])


def test_nothing_of_it_names_a_person_a_time_or_an_order(places: list[SignUp]) -> None:
    answer(places, lines=["Tak for kaffe"])
    known = {str(getattr(one, field)) for one in places for field in ("pk", "seed", "token_hash", "holder")}
    known |= {key.replace("-", "") for key in known}
    said = repr(kept())
    assert not [one for one in known if one in said]
    assert "2027" not in said
    columns = {field.name: field for model in (FeedbackBox, LinkMark) for field in model._meta.get_fields()}
    assert set(columns) == {"session", "good", "even", "low", "lines", "mark"}
    assert FeedbackBox.objects.count() == 1, "no row is that of one answer"
    # Without the server's secret a mark leads nowhere.
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("django.conf.settings.SECRET_KEY", "another")
        marks = set(LinkMark.objects.values_list("mark", flat=True))
        assert marks.isdisjoint(mark_of(one, Use.FEEDBACK) for one in places)


def test_line_stands_nowhere_else_and_in_no_log(places: list[SignUp]) -> None:
    client = browser_of(places[0])
    client.post(at("feedback", places[0]), {"face": "low", "line": "Quirinabirk"})
    assert rows_that_say("Quirinabirk") == {FeedbackBox._meta.db_table}
    answer(places[1:])
    tell_feedback(MONDAY)
    assert rows_that_say("Quirinabirk") == {FeedbackRelease._meta.db_table}


# Once by a link


def test_again_answers_the_same_and_changes_nothing(places: list[SignUp]) -> None:
    hand_in(places[1], Face.EVEN, "En anden")
    client, address = browser_of(places[0]), at("feedback", places[0])
    client.get(address)
    told, states = [], []
    for said in ({"face": "good", "line": "Først"}, {"face": "low", "line": "Siden"}, {"face": "good"}):
        with CaptureQueriesContext(connection) as asked:
            response = client.post(address, said)
        statements = [shape(one["sql"]) for one in asked]
        thanks = client.get(response.headers["Location"])
        page = client.get(address)
        headers = {name: value for name, value in response.headers.items() if name != "Set-Cookie"}
        assert len(statements) > 6
        told.append(
            (response.status_code, headers, response.content, text_of(thanks), text_of(page), statements)
        )
        states.append(kept())
    assert told[0] == told[1] == told[2]
    assert states[0] == states[1] == states[2]
    assert FeedbackBox.objects.get().counts == {"good": 1, "even": 1, "low": 0}


def test_page_of_whoever_has_answered_is_that_of_whoever_has_not(places: list[SignUp]) -> None:
    client = browser_of(places[0])
    before = [text_of(client.get(at(name, places[0]))) for name in ("place", "feedback", "feedback_thanks")]
    hand_in(places[0], Face.LOW, "")
    after = [text_of(client.get(at(name, places[0]))) for name in ("place", "feedback", "feedback_thanks")]
    assert before == after


def test_again_after_it_was_told(places: list[SignUp]) -> None:
    answer(places)
    tell_feedback(MONDAY)
    hand_in(places[0], Face.LOW, "Igen")
    assert sum(FeedbackBox.objects.get().counts.values()) == 0


# Who may


def test_only_by_a_link_of_somebody_who_came(places: list[SignUp], clock: Any) -> None:
    mine, absent = places[0], places[1]
    SignUp.objects.filter(pk=absent.pk).update(state=SeatState.TAKEN)
    addresses = [at("feedback", mine), at("feedback_thanks", mine)]
    for address in addresses:
        closed = Client().get(address)
        assert (closed.status_code, closed.headers["Location"]) == (303, at("place", mine))
    gone = browser_of(absent)
    for name in ("feedback", "feedback_thanks"):
        assert gone.get(at(name, absent)).status_code == 410
    assert gone.post(at("feedback", absent), {"face": "good"}).status_code == 410
    assert Client().post("/recoveryskole/plads/aaaa/hvordan/", {"face": "good"}).status_code == 410
    clock.move_to(BEGINS)
    early = browser_of(mine)
    assert early.post(at("feedback", mine), {"face": "good"}).status_code == 410
    assert not FeedbackBox.objects.exists()
    assert not LinkMark.objects.exists()
    with pytest.raises(SchoolRefused):
        hand_in(absent, Face.GOOD, "")


def test_afterwards_leads_there_for_whoever_came(places: list[SignUp]) -> None:
    assert at("feedback", places[0]) in browser_of(places[0]).get(at("place", places[0])).text
    SignUp.objects.update(state=SeatState.TAKEN)
    assert at("feedback", places[0]) not in browser_of(places[0]).get(at("place", places[0])).text


def test_page_is_nobodys_to_keep_and_a_get_acts_not(places: list[SignUp]) -> None:
    client = browser_of(places[0])
    before = kept()
    for name in ("feedback", "feedback_thanks"):
        response = client.get(at(name, places[0]))
        assert response.headers["Cache-Control"] == "private, no-store"
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert "noindex" in response.text
    assert client.post(at("feedback_thanks", places[0])).status_code == 405
    assert kept() == before


# What is refused


@pytest.mark.parametrize(
    "line",
    [
        "Ring 12 34 56 78",
        "ring til 12345678 i morgen",
        "skriv til birk@example.org.",
        "mit nummer er 010190-1234",
        "0101901234",
        "x" * (LINE_LENGTH + 1),
    ],
)
def test_what_leads_to_a_person_is_refused_and_stays_in_the_form(places: list[SignUp], line: str) -> None:
    with pytest.raises(WishRefused):
        read_line(line)
    response = browser_of(places[0]).post(at("feedback", places[0]), {"face": "low", "line": line})
    assert response.status_code == 422
    assert line in response.text
    assert re.search(r'value="low"[^>]*checked', response.text)
    assert not FeedbackBox.objects.exists()
    assert not LinkMark.objects.exists()


@pytest.mark.parametrize("said", [{}, {"line": "Godt"}, {"face": "x"}, {"face": ["", ""]}])
def test_without_a_face_it_says_what_is_missing(places: list[SignUp], said: dict[str, Any]) -> None:
    response = browser_of(places[0]).post(at("feedback", places[0]), said)
    assert response.status_code == 422
    assert 'id="e-face"' in response.text
    assert not LinkMark.objects.exists()


@given(st.text(max_size=LINE_LENGTH))
def test_a_line_is_one_line_without_signs_that_nobody_sees(text: str) -> None:
    try:
        line = read_line(text)
    except WishRefused:
        return
    assert line == " ".join(line.split())
    assert not re.search("[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]", line)
    assert read_line(line) == line


def test_signs_that_nobody_sees_are_taken_out(places: list[SignUp]) -> None:
    said = {"face": "good", "line": "Tak\x1b for\x07\r\n\u202ekaffe 😀"}
    assert browser_of(places[0]).post(at("feedback", places[0]), said).status_code == 303
    assert FeedbackBox.objects.get().lines == ["Tak for kaffe 😀"]


# What is told
