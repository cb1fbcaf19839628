"""The table of kinds is whole, and nothing counts on there being six of them."""

import datetime as dt
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from assessments.ledger.domain.evidence import current_policies, revoke_evidence
from assessments.ledger.domain.queries import evidence_rows, positions
from assessments.ledger.domain.standing import rebuild_standings
from assessments.ledger.enums import EvidenceKind
from assessments.ledger.models import Evidence, EvidencePolicy, Standing
from assessments.ledger.policy import KINDS, Kind, Policy, kind_choices, strength_of
from tests.factories.ledger import one_kind_more, only_these_kinds, show

TALK = "peer_talk"
FIRST_SIX = [
    "self_assessment",
    "client_reported",
    "took_part",
    "graded_test",
    "observation",
    "certificate",
]


@pytest.fixture
def _six():
    with only_these_kinds({word: KINDS[word] for word in FIRST_SIX}):
        yield


@pytest.fixture
def _talk(_six):
    kind = Kind(
        policy=Policy(ceiling=3, valid_months=12),
        label="Samtale med en kollega",
        sentence="En samtale kan bekræfte op til trin %(ceiling)s.",
    )
    with one_kind_more(TALK, kind, above=EvidenceKind.GRADED_TEST):
        yield


def sign(kind):
    return Template("{% load ledger %}{% strength kind %}").render(Context({"kind": kind}))


def test_every_kind_has_a_row_in_the_table_and_no_row_is_of_nothing():
    assert set(KINDS) == set(EvidenceKind)


def test_kinds_stand_weakest_first():
    assert [word for word in KINDS if word in FIRST_SIX] == FIRST_SIX
    assert [strength_of(word) for word in KINDS] == list(range(1, len(KINDS) + 1))
    with pytest.raises(ValueError, match="hearsay"):
        strength_of("hearsay")


@pytest.mark.parametrize("word", KINDS)
def test_words_of_a_kind_fit_where_they_are_put(word):
    kind = KINDS[word]
    assert len(word) <= Evidence._meta.get_field("kind").max_length
    assert 0 <= kind.policy.ceiling <= 4
    with translation.override("en"):
        in_english = {str(kind.label), kind.say_ceiling(2), kind.say_gained("X"), str(kind.remark)} - {""}
    in_danish = {str(kind.label), kind.say_ceiling(2), kind.say_gained("X"), str(kind.remark)}
    assert not in_english & in_danish


@pytest.mark.usefixtures("_six")
def test_what_is_said_of_each_kind():
    assert [(str(kind.label), kind.say_ceiling(2)) for kind in KINDS.values()] == [
        ("Egen vurdering", "Din egen vurdering kan bekræfte op til trin 2."),
        ("Aktivitet på nettet", "En aktivitet på nettet kan bekræfte op til trin 2."),
        ("Har været med", "At have været med kan bekræfte op til trin 2."),
        ("Rettet prøve", "En prøve kan bekræfte op til trin 2."),
        ("Set i praksis", "Det, der er set i praksis, kan bekræfte op til trin 2."),
        ("Dokumentation udefra", "Dokumentation udefra kan bekræfte op til trin 2."),
    ]
    passed, done = "Dokumentation: bestod »X« i dag.", "Dokumentation: gennemført »X« i dag."
    there = "Dokumentation: har været med i »X« i dag."
    assert [kind.say_gained("X") for kind in KINDS.values()] == [done, done, there, passed, done, done]
    assert [word for word, kind in KINDS.items() if kind.remark] == ["client_reported"]


@pytest.mark.usefixtures("_six")
def test_strength_is_drawn_with_as_many_bars_as_there_are_kinds():
    drawn = sign(EvidenceKind.GRADED_TEST)
    assert 'viewBox="0 0 46 16"' in drawn
    assert (drawn.count("<rect"), drawn.count("is-on")) == (6, 4)
    assert 'x="0.75" y="10.25" width="4.5" height="5.00"' in drawn
    assert 'x="40.75" y="0.75" width="4.5" height="14.50"' in drawn
    assert "Rettet prøve" in drawn
    assert "styrke 4 af 6" in drawn
    with translation.override("en"):
        assert "strength 4 of 6" in sign(EvidenceKind.GRADED_TEST)


@pytest.mark.django_db
def test_rules_stand_weakest_first_in_the_cms(client):
    for kind in (EvidenceKind.OBSERVATION, EvidenceKind.SELF_ASSESSMENT, EvidenceKind.CERTIFICATE):
        EvidencePolicy.objects.create(kind=kind, ceiling=1)
    assert list(EvidencePolicy.objects.values_list("kind", flat=True)) == [
        "self_assessment",
        "observation",
        "certificate",
    ]
    client.force_login(User.objects.create_superuser("c@example.org", display_name="C", language="da"))
    page = client.get(reverse("evidence_policy:index")).content.decode()
    places = [page.index(label) for label in ("Egen vurdering", "Set i praksis", "Dokumentation udefra")]
    assert places == sorted(places)


@pytest.mark.usefixtures("_talk")
class TestOneKindMore:
    def test_drawn_between_the_others(self):
        drawn = sign(TALK)
        assert 'viewBox="0 0 54 16"' in drawn
        assert (drawn.count("<rect"), drawn.count("is-on")) == (7, 5)
        assert "styrke 5 af 7" in drawn
        assert "styrke 7 af 7" in sign(EvidenceKind.CERTIFICATE)

    def test_can_be_chosen(self):
        assert kind_choices()[4] == (TALK, "Samtale med en kollega")
        assert len(kind_choices()) == 7

    def test_counts_by_its_own_policy_until_the_house_has_another(self, person, competences):
        row = show(person, competences[0], 4, TALK, on=dt.date(2026, 3, 1))
        assert (row.confirms, row.valid_until) == (3, dt.date(2027, 3, 1))
        EvidencePolicy.objects.create(kind=TALK, ceiling=1)
        assert current_policies()[TALK] == Policy(ceiling=1)
        assert show(person, competences[0], 4, TALK, on=dt.date(2026, 3, 2)).confirms == 1
        assert str(row) == "Samtale med en kollega, M.1: 4"

    def test_stands_by_its_strength(self, person, competences):
        show(person, competences[0], 2, EvidenceKind.GRADED_TEST)
        show(person, competences[0], 2, TALK)
        assert Standing.objects.get().kind == TALK
        show(person, competences[0], 2, EvidenceKind.OBSERVATION)
        assert Standing.objects.get().kind == EvidenceKind.OBSERVATION
        assert rebuild_standings().changed == 0

    def test_taken_back_as_any_other(self, person, competences):
        row = show(person, competences[0], 2, TALK)
        revoke_evidence(row, by=None)
        assert positions([person.pk]) == {}
        assert [line.kind for line in evidence_rows(person)] == [TALK]


def test_no_code_writes_a_completed_course_any_more():
    """The kind is for rows from before took part and solved were told apart."""
    root = Path(settings.BASE_DIR)
    rooms = [path.parent for path in root.glob("*/apps.py")] + [root / "bench", root / "demo"]
    may = {"assessments/ledger/enums.py", "assessments/ledger/policy.py"}
    naming = {
        str(path.relative_to(root))
        for room in rooms
        for path in room.rglob("*.py")
        if "migrations" not in path.parts
        and ("COURSE_COMPLETION" in path.read_text() or '"course_completion"' in path.read_text())
    }
    assert naming == may
