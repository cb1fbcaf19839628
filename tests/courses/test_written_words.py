"""A written word in a test: what is right proves a level, and what means something else proves nothing."""

import pytest

from assessments.ledger.enums import EvidenceKind
from assessments.ledger.models import Evidence
from courses.domain.knowledge_tests import answer_test, hand_in_test, start_test
from tests.factories.activities import block
from tests.factories.competences import make_requirement
from tests.factories.courses import make_course, make_enrolment, make_module, make_outcome, make_test
from tests.slips import visible_text

LISTED = [
    {"blank": 1, "word": "0,1 g", "judged": "right", "said": "Det er det samme som 100 mg."},
    {"blank": 1, "word": "1 g", "judged": "wrong", "said": "Det er ti gange så meget."},
]


@pytest.fixture
def sit(person, catalogue):
    """Sit a test of one blank, write this, hand it in."""

    def sit_test(wanted, written, **fields):
        course = make_course()
        make_enrolment(person, course)
        module = make_module(course)
        make_outcome(module, make_requirement())
        value = {"question": "Skriv det, der mangler.", "text": f"Svaret er [[{wanted}]].", "feedback": "Ja."}
        test = make_test(module, pool=[block("blanks", **value, ignore_case=True, **fields)])
        (drawn,) = start_test(person, test).questions
        answer_test(person, test, drawn["id"], {"answer": [written]})
        hand_in_test(person, test)
        return test

    return sit_test


def levels():
    return list(Evidence.objects.filter(kind=EvidenceKind.GRADED_TEST).values_list("level", flat=True))


@pytest.mark.parametrize("spelling", ["one", "two"])
@pytest.mark.parametrize(
    ("wanted", "written"),
    [
        ("100 mg", "10 mg"),
        ("100 mg", "1000 mg"),
        ("100 mg", "200 mg"),
        ("100 mg", "100 ml"),
        ("spor", "sport"),
        ("ufrivillig", "frivillig"),
        ("-5", "5"),
        ("2,5", "25"),
    ],
)
def test_what_means_something_else_proves_nothing(sit, wanted, written, spelling):
    sit(wanted, written, spelling=spelling)
    assert levels() == []


@pytest.mark.parametrize(
    ("wanted", "written"),
    [
        ("100 mg", "100 mg"),
        ("100 mg", "100mg"),
        ("2,5", "2.5"),
        ("idé", "ide"),
        ("50 %", "50%"),
        ("tavshedspligt", "tavs\N{SOFT HYPHEN}heds\N{SOFT HYPHEN}pligt"),
        ("tavshedspligt", "tavsheds\N{ZERO WIDTH SPACE}pligt"),
        ("tavshedspligt", "tavshedsplgit"),
    ],
)
def test_what_is_right_proves_the_level(sit, wanted, written):
    sit(wanted, written, spelling="one")
    assert levels() == [2]


@pytest.mark.parametrize(("written", "proved"), [("0.1 g", [2]), ("1 g", [])])
def test_what_the_author_says_to_a_word_stands_in_the_result(client, person, sit, written, proved):
    test = sit("100 mg", written, spelling="one", listed=LISTED)
    assert levels() == proved
    client.force_login(person)
    shown = visible_text(client.get(test.url).text)
    assert [entry["said"] in shown for entry in LISTED] == [bool(proved), not proved]
