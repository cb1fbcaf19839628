import json
import uuid

import pytest
from ralph.models.xapi.base.statements import BaseXapiStatement

from assessments.h5p.domain.outgoing import as_sent
from tests.factories.h5p import statement

BASE = "https://laer.example.org"


@pytest.fixture(autouse=True)
def _address(settings):
    settings.WAGTAILADMIN_BASE_URL = BASE


def defined(verb="answered", definition=None, **result):
    spoken = statement(verb, **result)
    spoken["object"]["definition"] = definition or {}
    return spoken


def test_statement_says_who_in_words_that_only_we_understand(said, employee):
    row = said()

    sent = as_sent(row)

    assert sent["id"] == str(row.pk)
    assert sent["actor"]["account"]["homePage"] == BASE
    assert len(sent["actor"]["account"]["name"]) == 40
    assert sent["actor"] == as_sent(said())["actor"]
    raw = json.dumps(sent, ensure_ascii=False)
    for secret in (employee.email, employee.display_name, "Åse", f'"{employee.pk}"'):
        assert secret not in raw


def test_nothing_leaves_that_is_not_on_the_list(said):
    spoken = statement(response="0", extensions={"http://x.example/navn": "Åse Ærø"})
    spoken |= {
        "actor": {"mbox": "mailto:aase.aeroe@example.org"},
        "authority": {"mbox": "mailto:aase.aeroe@example.org"},
        "stored": "2026-01-01T00:00:00Z",
        "context": {"extensions": {"http://x.example/navn": "Åse Ærø"}, "instructor": {"name": "Åse Ærø"}},
    }
    spoken["object"]["definition"] = {
        "interactionType": "choice",
        "extensions": {"http://x.example/navn": "Åse Ærø"},
        "moreInfo": "http://x.example/aase",
    }

    sent = as_sent(said(statement=spoken))

    assert sent["result"] == {"response": "0"}
    assert sent["object"]["definition"] == {"interactionType": "choice"}
    assert set(sent["context"]) == {"registration", "platform", "language", "contextActivities"}
    assert "aase" not in json.dumps(sent)
    assert "Åse" not in json.dumps(sent, ensure_ascii=False)
    assert not sent.keys() & {"authority", "stored"}


@pytest.mark.parametrize(
    ("definition", "leaves"),
    [
        ({"interactionType": "choice"}, True),
        ({"interactionType": "numeric"}, True),
        ({"interactionType": "fill-in", "correctResponsesPattern": ["hund"]}, True),
        ({"interactionType": "fill-in"}, False),
        ({"interactionType": "fill-in", "correctResponsesPattern": []}, False),
        ({"interactionType": "long-fill-in", "correctResponsesPattern": ["hund"]}, False),
        ({"interactionType": "other"}, False),
        ({}, False),
    ],
)
def test_response_leaves_only_when_it_is_not_somebody_s_own_words(said, definition, leaves):
    row = said(statement=defined(definition=definition, response="Min bror hedder Jens", score=(1, 1)))

    sent = as_sent(row)

    assert ("response" in sent["result"]) is leaves
    assert sent["result"]["score"]["raw"] == 1


def test_score_is_ours_where_we_came_to_one(said):
    claim = statement("passed", score=(3, 3), success=True)

    sent = as_sent(said(statement=claim, score=1, max_score=3, is_mismatch=True))

    assert sent["result"] == {
        "score": {"scaled": 0.3333, "raw": 1, "min": 0, "max": 3},
        "extensions": {f"{BASE}/xapi/score-is-recomputed": True},
    }


def test_score_of_no_points_has_no_share(said):
    sent = as_sent(said(statement=statement("completed", score=(0, 0)), score=0, max_score=0))

    assert sent["result"]["score"] == {"raw": 0, "min": 0, "max": 0}


def test_claimed_score_is_marked_as_a_claim(said):
    sent = as_sent(said(statement=statement(score=(2, 4), success=True)))

    assert sent["result"] == {
        "score": {"raw": 2, "min": 0, "max": 4, "scaled": 0.5},
        "success": True,
        "extensions": {f"{BASE}/xapi/score-is-recomputed": False},
    }


def test_child_is_a_part_of_its_parent(said, content):
    parent = said()
    child = said(parent=parent, sub_content_id="d2a7f0f6-3c8e-4c39-9d4f-0c1a2b3c4d5e")

    sent = as_sent(child)

    whole = f"{BASE}/h5p/{content.pk}"
    assert sent["object"]["id"] == f"{whole}?subContentId={child.sub_content_id}"
    assert sent["context"]["contextActivities"] == {"parent": [{"objectType": "Activity", "id": whole}]}
    assert sent["context"]["statement"] == {"objectType": "StatementRef", "id": str(parent.pk)}
    assert as_sent(parent)["object"]["id"] == whole
    assert as_sent(parent)["context"]["contextActivities"] == {
        "category": [{"objectType": "Activity", "id": "http://h5p.org/libraries/H5P.MultiChoice-1.16"}]
    }


def test_what_is_sent_keeps_the_specification_s_rules(said):
    definition = {
        "name": {"en-US": "Rømø\n"},
        "description": {"da": ""},
        "type": "http://adlnet.gov/expapi/activities/cmi.interaction",
        "interactionType": "choice",
        "correctResponsesPattern": ["0[,]2", ""],
        "choices": [{"id": "0", "description": {"da": "Ja"}}, {"id": "1", "description": {"da": ""}}],
    }
    compound = {"interactionType": "compound", "correctResponsesPattern": []}
    registration = uuid.uuid4()
    parent = said(statement=defined("completed", compound, score=(1, 2)), registration=registration)
    rows = [
        parent,
        said(statement=defined(definition=definition, response=""), parent=parent, registration=registration),
        said(statement=defined("answered", {}, duration="PT3.2S", completion=True), score=0, max_score=0),
    ]

    for row in rows:
        sent = as_sent(row)
        BaseXapiStatement.model_validate(sent)
        assert sent["context"]["registration"] == str(row.registration)
        assert sent["context"]["language"] == "da"
    assert "interactionType" not in as_sent(parent)["object"].get("definition", {})
