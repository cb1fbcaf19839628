"""What is read of a posted statement, and what is not: JSON, the rules of xAPI 1.0.3, the message's shape."""

import copy
import json
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.domain.refusals import Refusal
from assessments.h5p.domain.payload import IMPOSSIBLE, StatementRefused, read_json, read_posted
from assessments.h5p.domain.tokens import Play, make_token
from tests.factories.h5p import statement

# One that uses nearly all that the specification knows of a statement about an activity.
FULL = {
    "id": "6690e6c9-3ef0-4ed3-8b37-7f3964730bee",
    "actor": None,
    "verb": {
        "id": "http://adlnet.gov/expapi/verbs/answered",
        "display": {"en-US": "answered", "da": "svarede"},
    },
    "object": {
        "id": "https://example.org/h5p/1?subContentId=8d2b6f34-6f4a-4a3c-9a55-0d4f4e6b7a10",
        "objectType": "Activity",
        "definition": {
            "name": {"en-US": "Relation"},
            "description": {"da": "Hvad hører sammen?"},
            "type": "http://adlnet.gov/expapi/activities/cmi.interaction",
            "moreInfo": "https://example.org/",
            "interactionType": "matching",
            "correctResponsesPattern": ["0[.]1[,]1[.]0"],
            "source": [{"id": "0", "description": {"da": "Et"}}, {"id": "1"}],
            "target": [{"id": "0"}, {"id": "1"}],
            "extensions": {"http://h5p.org/x-api/h5p-local-content-id": 1, "http://example.org/x": None},
        },
    },
    "result": {
        "score": {"scaled": 0.5, "raw": 1, "min": 0, "max": 2},
        "success": False,
        "completion": True,
        "response": "0[.]1",
        "duration": "PT12.34S",
        "extensions": {"http://example.org/x": {"anything": [1, None]}},
    },
    "context": {
        "registration": "anything",
        "contextActivities": {"parent": {"id": "https://example.org/h5p/1"}, "category": []},
        "language": "da-DK",
        "platform": "Lumi",
        "revision": "2",
        "extensions": {"http://id.tincanapi.com/extension/ending-point": "PT3S"},
    },
    "timestamp": "2026-11-22T09:00:00Z",
    "version": "1.0.3",
}


def message(**changes):
    return {
        "token": make_token(Play(1, 2, 3)),
        "question": str(uuid.uuid4()),
        "registration": str(uuid.uuid4()),
        "statement": statement(),
        "children": [],
        **changes,
    }


def read(data):
    return read_posted(json.dumps(data).encode())


def changed(path, value):
    """The full statement with another value at this path; Ellipsis takes it away."""
    said = copy.deepcopy(FULL)
    *way, last = path.split("/")
    place = said
    for step in way:
        place = place[int(step)] if isinstance(place, list) else place[step]
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return said


def test_message_is_read_with_its_tree():
    children = [{"statement": FULL, "children": [{"statement": statement()}]}]
    data = message(children=children)
    posted = read(data)
    assert posted.play == Play(1, 2, 3)
    assert (posted.block_id, str(posted.registration)) == (data["question"], data["registration"])
    assert str(posted.id) == data["statement"]["id"]
    assert (posted.is_kept, posted.is_closing) == (True, True)
    assert [part.sub_content_id for part in posted.root.below()] == [
        "8d2b6f34-6f4a-4a3c-9a55-0d4f4e6b7a10",
        "",
    ]


def test_full_statement_passes():
    assert read(message(statement=FULL)).root.response == "0[.]1"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("id", ...),
        ("id", "1"),
        ("id", 7),
        ("verb", ...),
        ("verb", "answered"),
        ("verb/id", ...),
        ("verb/id", "answered"),
        ("verb/id", "http://example.org/with space"),
        ("verb/display", {"not a language": "x"}),
        ("verb/display", {"da": 1}),
        ("verb/display", None),
        ("verb/more", 1),
        ("object", ...),
        ("object/id", ...),
        ("object/id", "undefined?subContentId=1"),
        ("object/objectType", "Agent"),
        ("object/objectType", ["Activity"]),
        ("object/definition", []),
        ("object/definition/type", "cmi.interaction"),
        ("object/definition/interactionType", "essay"),
        ("object/definition/correctResponsesPattern", "0[.]1"),
        ("object/definition/correctResponsesPattern", [1]),
        ("object/definition/source", [{"description": {"da": "Et"}}]),
        ("object/definition/source", [{"id": "0"}, {"id": "0"}]),
        ("object/definition/source", [{"id": 0}]),
        ("object/definition/extensions", {"no iri": 1}),
        ("object/definition/name", "Relation"),
        ("result", None),
        ("result/score", 1),
        ("result/score/raw", "1"),
        ("result/score/raw", True),
        ("result/score/raw", None),
        ("result/score/more", 1),
        ("result/success", 1),
        ("result/completion", "true"),
        ("result/response", 0),
        ("result/response", None),
        ("result/duration", "12 s"),
        ("result/duration", "P"),
        ("result/duration", "PT"),
        ("result/duration", "P1W2D"),
        ("result/duration", "P1WT1H"),
        ("result/duration", "P\u0661D"),
        ("result/duration", 12),
        ("result/extensions", {"ending-point": 1}),
        ("context", "x"),
        ("context/contextActivities/parent", "x"),
        ("context/contextActivities/parent", [{"objectType": "Activity"}]),
        ("context/contextActivities/mother", []),
        ("context/language", "dansk tale"),
        ("context/platform", None),
        ("version", "2.0.0"),
        ("version", "1.1"),
        ("version", 1.0),
        ("attachments", []),
        ("more", 1),
    ],
)
def test_statement_against_the_rules_is_refused_with_where_and_why(path, value):
    with pytest.raises(StatementRefused) as refusal:
        read(message(statement=changed(path, value)))
    assert refusal.value.why is Refusal.MALFORMED
    assert refusal.value.detail.startswith("statement")


@pytest.mark.parametrize(
    "score",
    [
        {"raw": 9999, "min": 0, "max": 1},
        {"raw": -1, "min": 0, "max": 1},
        {"min": 2, "max": 1},
        {"scaled": 1.01},
        {"scaled": -1.01},
    ],
)
def test_score_out_of_range_is_refused(score):
    with pytest.raises(StatementRefused) as refusal:
        read(message(statement=changed("result/score", score)))
    assert (refusal.value.why, refusal.value.message) == (Refusal.TO_MEND, IMPOSSIBLE)
    with pytest.raises(StatementRefused) as refusal:
        read(message(children=[{"statement": changed("result/score", score)}]))
    assert refusal.value.detail.startswith("children[0].")


@pytest.mark.parametrize(
    "score", [{"raw": 0, "min": 0, "max": 0}, {"raw": -2, "min": -5, "max": 5}, {"scaled": -1}, {}]
)
def test_score_in_range_passes(score):
    assert read(message(statement=changed("result/score", score))).root.result["score"] == score


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[",
        b"\xff{}",
        b"\xef\xbb\xbf{}",
        b'{"a": NaN}',
        b'{"a": -Infinity}',
        b'{"a": 1e999}',
        b'{"a": ' + b"9" * 400 + b"}",
        b'{"a": 9007199254740993}',
        b'{"a": 1, "a": 2}',
        b'{"a": "\\u0000"}',
        b'{"\\u0000": 1}',
        b'{"a": "\\ud800"}',
        b'{"a": ' + b"[" * 60 + b"]" * 60 + b"}",
        b"[" * 200_000,
    ],
    ids=lambda body: body[:24].decode("latin-1"),
)
def test_what_is_no_json_or_cannot_be_kept_is_refused(body):
    with pytest.raises(StatementRefused) as refusal:
        read_json(body)
    assert refusal.value.why is Refusal.MALFORMED


def test_letters_of_all_kinds_pass():
    data = {"a": "Åse \U0001f600", "b": [1, -2.5, None, True]}
    assert read_json(json.dumps(data).encode()) == data


@pytest.mark.parametrize(
    "changes",
    [
        {"token": 1},
        {"question": "1"},
        {"question": None},
        {"registration": "x"},
        {"registration": [str(uuid.uuid4())]},
        {"statement": [statement()]},
        {"statement": None},
        {"children": {}},
        {"children": [1]},
        {"children": [{"children": []}]},
        {"actor": {}},
    ],
)
def test_message_of_another_shape_is_refused(changes):
    with pytest.raises(StatementRefused) as refusal:
        read(message(**changes))
    assert refusal.value.why is Refusal.MALFORMED


def test_list_is_no_message():
    with pytest.raises(StatementRefused):
        read([message()])


@pytest.mark.parametrize("token", ["", "x", make_token(Play(1, 2, 3)) + "x"])
def test_token_that_is_not_ours_is_refused(token):
    with pytest.raises(StatementRefused) as refusal:
        read(message(token=token))
    assert refusal.value.why is Refusal.FORBIDDEN


def test_too_many_parts_are_refused():
    with pytest.raises(StatementRefused) as refusal:
        read(message(children=[{"statement": statement()}] * 501))
    assert refusal.value.why is Refusal.TOO_LARGE


@pytest.mark.parametrize(
    ("said", "is_kept", "is_closing"),
    [
        (statement("answered"), True, True),
        (statement("mastered"), True, True),
        (statement("consumed"), True, False),
        (statement("progressed"), False, False),
        (FULL, True, False),
        (changed("object/id", "https://example.org/h5p/1"), False, False),
        (changed("object/id", "https://example.org/?subContentId=%00"), False, False),
        (statement() | {"verb": {"id": "http://example.org/answered"}}, False, False),
    ],
)
def test_what_is_kept_and_what_closes(said, is_kept, is_closing):
    posted = read(message(statement=said))
    assert (posted.is_kept, posted.is_closing) == (is_kept, is_closing)


NUMBER = st.decimals(0, 9999, allow_nan=False, places=2).map(str) | st.integers(0, 10**6).map(str)
PARTS = st.fixed_dictionaries({}, optional={letter: NUMBER for letter in "YMDhms"})


@given(parts=PARTS, weeks=NUMBER)
def test_duration_holds_weeks_or_other_parts_and_never_both(parts, weeks):
    """ISO 8601:2004, 4.4.3.2: a duration in weeks is in weeks alone."""
    day = "".join(f"{parts[letter]}{letter}" for letter in "YMD" if letter in parts)
    time = "".join(f"{parts[letter]}{letter.upper()}" for letter in "hms" if letter in parts)
    others = f"{day}T{time}" if time else day

    for good in [f"P{weeks}W", *([f"P{others}"] if others else [])]:
        assert read(message(statement=changed("result/duration", good))).root.result["duration"] == good
    mixed = [f"P{weeks}W{others}", f"P{day}{weeks}W{'T' + time if time else ''}"] if others else ["P"]
    for bad in mixed:
        with pytest.raises(StatementRefused) as refusal:
            read(message(statement=changed("result/duration", bad)))
        assert "weeks stand alone" in refusal.value.detail
