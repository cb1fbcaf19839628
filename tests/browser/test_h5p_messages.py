"""Forged messages from a frame, in real Chromium: page and server believe nothing that they should not."""

import json

from playwright.sync_api import expect

from assessments.h5p.models import XAPIStatement
from assessments.ledger.models import Evidence
from assessments.models import Attempt, Draft
from courses.models import LessonProgress
from tests.factories.h5p_code import make_hostile

EMAIL = "lone@example.org"
ANSWERED = "http://adlnet.gov/expapi/verbs/answered"


def assert_nothing_changed() -> None:
    counts = [kind.objects.count() for kind in (XAPIStatement, Attempt, Draft, Evidence)]
    assert counts == [0, 0, 0, 0]
    assert not LessonProgress.objects.exclude(completed_at=None).exists()


FORGED = [
    {"result": {"score": {"raw": 9999, "max": 1}}},
    {"result": {"score": {"raw": -1, "min": 0, "max": 1}}},
    {"verb": None},
    {"verb": {"id": 7}},
    {"isAdmin": True},
    {"result": {"response": "x" * 300_000}},
]


def test_forged_statements_change_nothing(visit):
    good = {"verb": {"id": ANSWERED}, "object": {"id": "http://localhost/x"}}
    visit(
        make_hostile(
            """
            for (const statement of params.forged) {
              parent.postMessage({laersammen: 'h5p', kind: 'statement', statement}, '*');
            }
            await new Promise((go) => setTimeout(go, 2500));
            """,
            forged=[{**good, **forged} for forged in FORGED],
        )
    )
    assert_nothing_changed()


def test_messages_of_other_shapes_change_nothing(visit):
    there = visit(
        make_hostile(
            """
            const circle = {}; circle.self = circle;
            const good = {verb: {id: params.verb}, object: {id: 'http://localhost/x'}};
            for (const said of [
              null, 7, 'h5p', [], new Map(), {kind: 'statement'}, {laersammen: 'h5p'},
              {laersammen: 'h5p', kind: 'constructor'}, {laersammen: 'h5p', kind: '__proto__'},
              {laersammen: 'h5p', kind: {toString: 1}}, {laersammen: 'h5p', kind: 'statement'},
              {laersammen: 'h5p', kind: 'statement', statement: [], children: []},
              {laersammen: 'h5p', kind: 'statement', statement: good, children: 'all'},
              {laersammen: 'h5p', kind: 'statement', statement: good, children: [7]},
              {laersammen: 'h5p', kind: 'statement', statement: good, children: [{statement: null}]},
              {laersammen: 'h5p', kind: 'statement', statement: {...good, circle}, children: []},
              {laersammen: 'h5p', kind: 'statement', children: [],
                statement: {...good, result: {score: {raw: NaN, max: 1}}}},
              {laersammen: 'h5p', kind: 'statement', children: [],
                statement: {...good, result: {score: {raw: Infinity, max: 1}}}},
              {laersammen: 'h5p', kind: 'statement', children: [],
                statement: {...good, result: {score: {raw: 1n, max: 1}}}},
              {laersammen: 'h5p', kind: 'resize', height: NaN},
              {laersammen: 'h5p', kind: 'resize', height: '9e9'},
              {laersammen: 'h5p', kind: 'state', state: {a: 1}},
              {laersammen: 'h5p', kind: 'state', state: 'x'.repeat(70000)},
            ]) parent.postMessage(said, '*');
            parent.postMessage({laersammen: 'h5p', kind: 'resize', height: 1e9}, '*');
            await new Promise((go) => setTimeout(go, 1500));
            """,
            verb=ANSWERED,
        )
    )
    assert there.page.locator(".ls-h5p iframe").evaluate("frame => frame.clientHeight") <= 10_000
    assert_nothing_changed()


def test_it_names_neither_the_person_nor_the_statement(visit):
    there = visit(
        make_hostile(
            """
            parent.postMessage({laersammen: 'h5p', kind: 'statement', children: [], statement: {
              id: '11111111-1111-4111-8111-111111111111', verb: {id: params.verb},
              actor: {mbox: 'mailto:boss@example.org'}, object: {id: 'http://localhost/x'},
            }}, '*');
            await new Promise((go) => setTimeout(go, 1000));
            """,
            verb=ANSWERED,
        )
    )
    expect(there.page.locator(".ls-h5p [role=status]")).not_to_be_empty()
    (kept,) = XAPIStatement.objects.all()
    assert str(kept.pk) != "11111111-1111-4111-8111-111111111111"
    assert kept.person.email == EMAIL
    assert "boss@" not in json.dumps(kept.statement)


def test_a_message_from_any_other_window_is_not_heard(visit, live_site):
    there = visit(make_hostile(""))
    message = {
        "laersammen": "h5p",
        "kind": "statement",
        "statement": {"verb": {"id": ANSWERED}, "object": {"id": "http://localhost/x"}},
        "children": [],
    }
    page = there.page
    page.evaluate("said => window.postMessage(said, '*')", message)
    page.evaluate(
        "void document.body.append(Object.assign(document.createElement('iframe'), {name: 'other'}))"
    )
    page.frame("other").evaluate("said => parent.postMessage(said, '*')", message)
    with page.context.expect_page() as opened:
        page.evaluate("void window.open(location.href)")
    other = opened.value
    other.evaluate("said => opener.postMessage(said, '*')", message)
    page.wait_for_timeout(800)
    assert_nothing_changed()


def test_a_flood_is_cut_off_and_the_page_stays_alive(visit):
    there = visit(
        make_hostile(
            """
            for (let turn = 0; turn < 1000; turn += 1) {
              parent.postMessage({laersammen: 'h5p', kind: 'statement', children: [], statement: {
                verb: {id: 'http://adlnet.gov/expapi/verbs/attempted'}, object: {id: 'http://localhost/x'},
              }}, '*');
              parent.postMessage({laersammen: 'h5p', kind: 'resize', height: 100 + turn}, '*');
              parent.postMessage({laersammen: 'h5p', kind: 'state', state: 'x' + turn}, '*');
            }
            """
        ),
        is_waited_for=False,
    )
    posts: list[str] = []
    there.page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    there.page.reload()
    expect(there.page.locator("[data-playing]")).to_be_visible()
    there.page.wait_for_timeout(5000)
    assert 0 < sum(url.endswith("/h5p/") for url in posts) <= 75
    assert 0 < sum(url.endswith("/tilstand/") for url in posts) <= 3
    expect(there.page.locator("h1")).to_have_text("Døren")
    assert not Attempt.objects.exists()
