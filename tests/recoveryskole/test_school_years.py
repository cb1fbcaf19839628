"""A year in figures: the sum of what its terms tell, so that nobody is reckoned out of both."""

import csv
import datetime as dt
import io
import itertools
import json
from collections.abc import Callable
from io import BytesIO, StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from accounts.enums import JobFunction, Role
from recoveryskole.domain import figures
from recoveryskole.domain.day import Counts
from recoveryskole.domain.figures import Held, Told, faces_of, school_figures, year_figures
from recoveryskole.enums import Face
from recoveryskole.models import FeedbackRelease, SchoolIndexPage, Session, SignUp, Term, WorkshopPage
from releases.domain.steps import tell
from releases.policy import LEAST
from seats.enums import SeatState
from tests.factories.accounts import make_employment, make_person, make_unit
from tests.factories.school import make_place, make_session, make_term, make_workshop

NAMES = (*figures.PEOPLE, *figures.FEEDBACK)


@pytest.fixture
def terms(school: SchoolIndexPage) -> list[Term]:
    """Spring, an autumn across New Year, and the spring after it."""
    days = [
        ("foraar-2027", dt.date(2027, 1, 4), dt.date(2027, 6, 20)),
        ("efteraar-2027", dt.date(2027, 8, 9), dt.date(2028, 1, 14)),
        ("foraar-2028", dt.date(2028, 1, 17), dt.date(2028, 6, 20)),
    ]
    return [make_term(slug=slug, title=slug, starts_on=first, ends_on=last) for slug, first, last in days]


def hold(workshop: WorkshopPage, term: Term, came: int, **faces: int) -> Session:
    """A session of the term, with so many who came, and what was told of their faces."""
    starts_at = dt.datetime.combine(term.starts_on, dt.time(15), tzinfo=dt.UTC)
    session = make_session(workshop, term=term, starts_at=starts_at, seats=None, place=make_place())
    SignUp.objects.bulk_create(
        SignUp(session=session, holder=str(number), state=SeatState.ATTENDED, number=number)
        for number in range(1, came + 1)
    )
    if faces:
        release(session, **faces)
    return session


def release(session: Session, told_on: dt.date = dt.date(2027, 3, 1), **faces: int) -> FeedbackRelease:
    step = tell({face: faces.get(face, 0) for face in Face.values})
    return FeedbackRelease.objects.create(
        session=session, told_on=told_on, answered=step.people, told=step.as_json(), lines=["Quirinabirk"]
    )


def printed(**options: Any) -> str:
    out = StringIO()
    call_command("school_figures", stdout=out, **options)
    return out.getvalue()


def test_year_is_the_sum_of_what_its_terms_tell(terms: list[Term]) -> None:
    sleep, food = make_workshop("Søvn"), make_workshop("Mad")
    hold(sleep, terms[0], 7, good=3, even=1, low=1)
    hold(sleep, terms[1], 3)
    hold(food, terms[0], 2)
    hold(food, terms[1], 9, good=6, low=1)
    hold(sleep, terms[2], 40)
    told = json.loads(printed(year=2027, format="json"))
    assert [one["slug"] for one in told["terms"]] == ["foraar-2027", "efteraar-2027"]
    rows = {row["title"]: row for row in told["workshops"]}
    assert list(rows) == ["Mad", "Søvn"]
    # 7 and 1-4; 1-4 and 9: 10 came to the sleep, and no term says which of them are three.
    assert (rows["Søvn"]["came"], rows["Mad"]["came"], told["all"]["came"]) == ("8-11", "10-13", "18-24")
    assert [rows["Søvn"][name] for name in figures.FEEDBACK] == [5, 3, 1, 1]
    assert [rows["Mad"][name] for name in figures.FEEDBACK] == [7, "5-7", "0-2", "0-2"]
    assert [told["all"][name] for name in figures.FEEDBACK] == [12, "8-10", "1-3", "1-3"]
    assert told["all"]["sessions"] == 4
    assert "Quirinabirk" not in json.dumps(told)


def test_term_prints_what_it_always_has(terms: list[Term]) -> None:
    hold(make_workshop("Søvn"), terms[0], 7, good=3, even=2)
    told = json.loads(printed(term="foraar-2027", format="json"))
    assert list(told) == ["term", "least", "all", "workshops"]
    columns = ["sessions", "cancelled", "signed_up", "came", "waited", "drop_ins"]
    assert list(told["all"]) == columns
    assert list(told["workshops"][0]) == ["title", *columns]


def test_one_of_term_and_year_is_asked_for(terms: list[Term]) -> None:
    for options in ({}, {"term": "foraar-2027", "year": 2027}):
        with pytest.raises((CommandError, TypeError)):
            printed(**options)
    with pytest.raises(CommandError, match=r"No term begins in 2031\. There is: 2028, 2027\."):
        printed(year=2031)


def test_csv_holds_the_same(terms: list[Term]) -> None:
    hold(make_workshop("=Søvn"), terms[0], 3, good=3, even=2)
    text = printed(year=2027, format="csv")
    head, line, total = csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";")
    assert len(head) == len(line) == len(total) == 11
    assert line[0] == "'=Søvn"
    assert "1-4" in line[4]
    assert total[7:] == ["5", "3", "2", "0"]
    assert printed(term="foraar-2027", format="csv").count(";") == 6 * 3


# Nobody is reckoned out


def told_everywhere(cells: dict[tuple[int, int], tuple[int, list[dict[str, int]]]]) -> list[Any]:
    """All that any term, year and workshop tells: for each cell how many came, and answers by Monday."""
    held = []
    for (workshop, _term), (came, mondays) in cells.items():
        releases = [
            FeedbackRelease(answered=step.people, told=step.as_json())
            for step in map(tell, mondays)
            if step.people >= LEAST
        ]
        people = {name: Told.of(came) for name in figures.PEOPLE}
        held.append(Held(workshop, str(workshop), 1, 0, {**people, **faces_of(releases)}))
    by_term = itertools.groupby(zip(cells, held, strict=True), key=lambda one: one[0][1])
    terms = [figures._rows([one for _key, one in those], NAMES) for _term, those in by_term]
    return [*terms, figures._rows(held, NAMES)]


faces = st.fixed_dictionaries({face: st.integers(0, 6) for face in Face.values})
worlds = st.lists(st.tuples(st.integers(0, 12), st.lists(faces, max_size=2)), min_size=4, max_size=4).map(
    lambda rows: dict(zip([(1, 1), (2, 1), (1, 2), (2, 2)], rows, strict=True))
)


# A busy machine draws slowly.
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(worlds, st.data())
def test_worlds_that_differ_by_few_are_told_alike(world: dict[Any, Any], data: st.DataObject) -> None:
    """Change what is small wherever it is small: terms, years and workshops together say the same."""
    other = {}
    for key, (came, mondays) in world.items():
        small = data.draw(st.integers(1, LEAST - 1)) if 0 < came < LEAST else came
        other[key] = (small, [alike(data, counts) for counts in mondays])
    assert told_everywhere(world) == told_everywhere(other)


def alike(data: st.DataObject, counts: dict[str, int]) -> dict[str, int]:
    """Other answers that are told alike: any of fewer than five, and any one who differs from the rest."""
    people = sum(counts.values())
    if people < LEAST:
        return {**dict.fromkeys(Face.values, 0), data.draw(st.sampled_from(Face.values)): LEAST - 1}
    most = max(counts, key=lambda face: counts[face])
    if counts[most] < people - 1:
        return counts
    differs = data.draw(st.sampled_from(Face.values))
    return {face: people * (face == most) + (face == differs) - (face == most) for face in Face.values}


@given(st.lists(faces, min_size=1, max_size=4))
def test_what_is_told_holds_what_was_said(mondays: list[dict[str, int]]) -> None:
    full = [one for one in mondays if sum(one.values()) >= LEAST]
    told = faces_of(FeedbackRelease(answered=step.people, told=step.as_json()) for step in map(tell, full))
    for face in Face.values:
        assert told[face].lowest <= sum(one[face] for one in full) <= told[face].highest
    assert told["answered"].lowest == told["answered"].highest == sum(sum(one.values()) for one in full)


def test_spans_begin_and_end_alike_for_each_of_the_small() -> None:
    assert {Told.of(number) for number in range(1, LEAST)} == {Told(1, LEAST - 1)}
    assert Counts().came == 0


# In the CMS


def as_(person: Any) -> Client:
    client = Client()
    if person is not None:
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def addresses() -> list[str]:
    return [
        reverse("school_figures:index"),
        reverse("school_figures:print", args=[2027]),
        *(reverse("school_figures:file", args=[2027, form]) for form in ("csv", "xlsx")),
    ]


def test_only_whoever_runs_the_school_reads_them(terms: list[Term]) -> None:
    hold(make_workshop("Søvn"), terms[0], 7, good=3, even=2)
    manager = make_person()
    make_employment(manager, make_unit(), job_function=JobFunction.LEDER, is_manager=True)
    for person in (None, make_person(), manager, make_person(Role.AUTHOR), make_person(Role.PROFESSIONAL)):
        for address in addresses():
            response = as_(person).get(address)
            assert response.status_code in (302, 403), address
            assert b"Quirinabirk" not in response.content
    for person in (make_person(Role.COORDINATOR), make_person(is_superuser=True)):
        for address in addresses():
            assert as_(person).get(address).status_code == 200, address
        assert reverse("school_figures:index") in as_(person).get(reverse("wagtailadmin_home")).text


def test_year_is_chosen_and_unknown_ones_are_not_there(terms: list[Term]) -> None:
    client = as_(make_person(Role.COORDINATOR, language="en"))
    index = reverse("school_figures:index")
    for asked, year in (("", 2028), ("2027", 2027), ("2026", 2028), ("x", 2028), ("9" * 30, 2028)):
        assert client.get(index, {"aar": asked}).context["year"] == year
    assert client.get(reverse("school_figures:print", args=[2026])).status_code == 404
    assert client.get(reverse("school_figures:print", args=[10**17])).status_code == 404
    assert client.get(reverse("school_figures:file", args=[2027, "pdf"])).status_code == 404
    Term.objects.all().delete()
    assert "no terms yet" in client.get(index).text


@pytest.mark.parametrize(
    ("today", "year"), [("2026-12-31", 2028), ("2027-01-01", 2027), ("2029-06-01", 2028)]
)
def test_the_year_under_way_is_shown_first(terms: list[Term], today: str, year: int) -> None:
    with time_machine.travel(f"{today}T12:00+01:00", tick=False):
        client = as_(make_person(Role.COORDINATOR))
        assert client.get(reverse("school_figures:index")).context["year"] == year


def test_files_hold_what_the_page_says(terms: list[Term]) -> None:
    hold(make_workshop("Søvn"), terms[0], 3, good=3, even=2)
    client = as_(make_person(Role.COORDINATOR))
    sheet = load_workbook(BytesIO(client.get(addresses()[3]).content)).worksheets[0]
    assert [sheet.cell(2, column).value for column in (1, 5, 8, 9)] == ["Søvn", "1-4", 5, 3]
    assert "1-4" in client.get(addresses()[1]).text
    assert "2.027" not in client.get(addresses()[0], {"aar": "2027"}).text


def test_figures_ask_no_more_for_more(
    terms: list[Term], django_assert_num_queries: Callable[..., Any]
) -> None:
    hold(make_workshop(), terms[0], 6, good=3, even=2)
    with CaptureQueriesContext(connection) as few:
        year_figures(2027)
    for term in terms:
        for _number in range(3):
            hold(make_workshop(), term, 6, good=3, even=2)
    with django_assert_num_queries(len(few)):
        year_figures(2027)
    with django_assert_num_queries(len(few) - 1):
        school_figures(terms[0])
