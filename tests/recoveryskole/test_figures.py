"""A term in figures: no person in them, and none to be reckoned out."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from recoveryskole.domain.figures import Told, school_figures
from recoveryskole.domain.sign_ups import sign_up
from recoveryskole.models import SchoolIndexPage, Session, SignUp, Term
from tests.factories.school import make_session, make_term, make_workshop, wish


@pytest.fixture
def term(school: SchoolIndexPage) -> Term:
    return make_term(slug="foraar-2027", title="Forår 2027")


def hold(workshop: Any, term: Term, people: int, came: int, **fields: Any) -> Session:
    session = make_session(workshop, term=term, **fields)
    places = [sign_up(session.pk, wish(f"Person {number}")) for number in range(people)]
    SignUp.objects.filter(pk__in=[one.pk for one in places[:came]]).update(state="attended")
    return session


def print_figures(slug: str) -> Any:
    out = StringIO()
    call_command("school_figures", term=slug, format="json", stdout=out)
    return json.loads(out.getvalue())


def test_figures_of_a_term(term: Term) -> None:
    sleep, food = make_workshop("Åndedræt"), make_workshop("Mad")
    hold(sleep, term, 7, 6)
    hold(sleep, term, 16, 5, days=8)
    hold(food, term, 6, 3)
    gone = hold(food, term, 9, 0, days=9)
    Session.objects.filter(pk=gone.pk).update(cancelled_at=timezone.now())
    hold(food, make_term(), 12, 12)
    hold(food, term, 0, 0, is_published=True, days=10)
    told = print_figures("foraar-2027")
    assert told["term"]["title"] == "Forår 2027"
    assert told["workshops"] == [
        {
            "title": "Mad",
            "sessions": 2,
            "cancelled": 1,
            "signed_up": 6,
            "came": "1-4",
            "waited": 0,
            "drop_ins": 0,
        },
        {
            "title": "Åndedræt",
            "sessions": 2,
            "cancelled": 0,
            "signed_up": 23,
            "came": 11,
            "waited": "1-4",
            "drop_ins": 0,
        },
    ]
    # 14 came; 14 - 11 would tell how many came to the food.
    assert told["all"]["came"] == "12-15"
    assert told["all"]["signed_up"] == 29
    assert told["all"]["sessions"] == 4
    assert "Person" not in json.dumps(told)


@pytest.mark.parametrize(("number", "word"), [(0, 0), (1, "1-4"), (4, "1-4"), (5, 5), (17, 17)])
def test_small_numbers_are_told_alike(number: int, word: object) -> None:
    assert Told.of(number).word == word


def test_no_figure_says_more_than_the_small_ones_do() -> None:
    for small in range(1, 5):
        assert (Told.of(18) + Told.of(small)).word == "19-22"


def test_empty_term_and_unknown_term(term: Term) -> None:
    told = school_figures(term)
    assert (told["workshops"], told["all"]["came"]) == ([], 0)
    with pytest.raises(CommandError, match=r"There is no term 'x'\. There is: foraar-2027\.") as refused:
        print_figures("x")
    assert refused.value.returncode == 1
