"""Min læring shows what is new since the person last said that they had seen it."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from assessments.ledger.enums import EvidenceKind
from courses.domain.attendance import mark_attendance
from courses.domain.completions import take_back_completion
from courses.domain.runs import sign_up
from courses.enums import ModuleForm
from courses.models import Completion, CourseRun
from development.domain.me import read_me
from development.domain.news import mark_seen, read_news
from seats.enums import SeatState
from tests.development.helpers import read, show
from tests.factories.competences import make_area, make_requirement
from tests.factories.courses import make_course, make_module, make_outcome, make_person

NOW = dt.datetime(2026, 3, 10, 9, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
YESTERDAY = (NOW - DAY).date()


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def person(employee):
    person = employee
    person.date_joined = NOW - 400 * DAY
    person.news_seen_at = NOW - DAY
    person.save()
    return person


def make_goals(*codes):
    area = make_area(code="M", title="Målfokuseret")
    return [make_requirement(area, code, title=f"Krav {code}") for code in codes]


def words_of(person) -> list[str]:
    person.refresh_from_db()
    with translation.override("en"):
        return [item.words for item in read_news(read_me(person), []).items]


def test_nothing_new_is_no_section(client, person) -> None:
    assert not read_news(read_me(person), [])
    assert 'id="news"' not in read(client, person)


def test_what_rose_stands_before_and_after(client, person) -> None:
    first, second = make_goals("M.1", "M.2")
    show(person, first, 1, origin="test:1", recorded_at=NOW - 3 * DAY)
    show(person, second, 2, origin="test:2", recorded_at=NOW - 3 * DAY)
    assert not read_news(read_me(person), [])
    show(person, first, 2, origin="test:3")
    show(person, second, 1, origin="test:4")
    (rise,) = read_news(read_me(person), []).rises
    assert (rise.competence.id, rise.level_before, rise.level_now) == (first.pk, 1, 2)
    page = read(client, person)
    assert page.index("New since yesterday") < page.index('aria-label="Confirmed is level 1."')
    assert page.index('aria-label="Confirmed is level 1."') < page.index('aria-label="Confirmed is level 2."')


def test_own_view_is_no_news(person) -> None:
    (goal,) = make_goals("M.1")
    show(person, goal, 3, kind=EvidenceKind.SELF_ASSESSMENT)
    assert not read_news(read_me(person), [])


def test_what_somebody_else_confirmed_says_who(person) -> None:
    (goal,) = make_goals("M.1")
    mette = make_person(display_name="Mette Krogh")
    show(person, goal, 3, recorded_by=mette)
    assert words_of(person) == ["Mette Krogh has confirmed something in M.1 Krav M.1"]


def test_what_ran_out_is_told_once_and_not_where_it_was_renewed(person) -> None:
    first, second, third = make_goals("M.1", "M.2", "M.3")
    for number, goal in enumerate((first, second)):
        show(person, goal, 2, origin=f"test:{number}", recorded_at=NOW - 60 * DAY, valid_until=YESTERDAY)
    show(person, third, 2, origin="test:9", recorded_at=NOW - 60 * DAY, valid_until=(NOW - 2 * DAY).date())
    show(person, second, 2, origin="test:new", recorded_at=NOW - 2 * DAY)
    (words,) = words_of(person)
    assert words.startswith("Your evidence in M.1 Krav M.1 ran out on ")
    assert "9" in words
    mark_seen(person, NOW)
    assert words_of(person) == []


def test_what_was_completed_leads_to_its_proof(client, person) -> None:
    course = make_course("Kurset")
    row = Completion.objects.create(person=person, page=course, title="Kurset", kind="course")
    assert words_of(person) == ["You have completed »Kurset«"]
    assert f'href="{reverse("proofs:proof", args=[row.pk])}"' in read(client, person)
    mark_seen(person, NOW)
    assert words_of(person) == []
    with time_machine.travel(NOW + DAY, tick=False):
        take_back_completion(row, by=make_person(), reason="Krydset var en fejl.")
        assert words_of(person) == ["»Kurset« does not count any more"]
        assert "Krydset var en fejl." in read(client, person)


def test_what_a_teacher_marked_says_who(person) -> None:
    (goal,) = make_goals("M.1")
    course = make_course("Kurset")
    module = make_module(course, "Dagen", form=ModuleForm.ATTENDED)
    make_outcome(module, goal)
    teacher = make_person(display_name="Hanne Holm")
    run = CourseRun.objects.create(course=course, starts_on=NOW.date(), ends_on=NOW.date(), place="Huset")
    with time_machine.travel(NOW - 2 * DAY, tick=False):
        sign_up(person, run)
    pair = {(person.pk, module.pk)}
    mark_attendance(run, by=teacher, shown=pair, present=pair)
    assert "Hanne Holm has marked that you were at »Dagen«" in words_of(person)
    assert not any("confirmed" in words for words in words_of(person))


class SeatStub:
    """A seat as the page reads it."""

    run_id = 7

    def __init__(self, state: str, signed_up_at: dt.datetime, state_since: dt.datetime) -> None:
        self.state, self.signed_up_at, self.state_since = state, signed_up_at, state_since
        self.run = type("Run", (), {"course": make_course("Kurset")})


def test_who_moved_up_is_told(person) -> None:
    moved = SeatStub(SeatState.TAKEN, NOW - 9 * DAY, NOW)
    at_once = SeatStub(SeatState.TAKEN, NOW, NOW)
    waits = SeatStub(SeatState.WAITING, NOW - 9 * DAY, NOW)
    with translation.override("en"):
        news = read_news(read_me(person), [moved, at_once, waits])
    assert [item.words for item in news.items] == ["You have moved up and have a seat: Kurset"]


def test_who_has_never_said_so_is_told_of_the_last_month(client, person) -> None:
    person.news_seen_at = None
    person.save()
    for title, days in (("Nyt", 20), ("Gammelt", 40)):
        moment = NOW - days * DAY
        Completion.objects.create(person=person, title=title, kind="course", completed_at=moment)
    assert words_of(person) == ["You have completed »Nyt«"]
    assert "New to you" in read(client, person)


def test_looking_at_the_page_changes_nothing_and_the_button_does(client, person) -> None:
    Completion.objects.create(person=person, title="Kurset", kind="course")
    for _time in range(2):
        assert "»Kurset«" in read(client, person)
    page = client.get(reverse("development:my_learning")).text
    until = page.split('name="until" value="')[1].split('"')[0]
    # What happens while the page lies open is not seen yet.
    with time_machine.travel(NOW + DAY, tick=False):
        Completion.objects.create(person=person, title="Imens", kind="course")
        response = client.post(reverse("development:news_seen"), {"until": until})
        assert (response.status_code, response.url) == (303, reverse("development:my_learning"))
        assert words_of(person) == ["You have completed »Imens«"]


@pytest.mark.parametrize("until", ["", "i går", "2026-03-10T09:00:00", "9999-99-99"])
def test_moment_that_was_lost_is_refused(client, person, until) -> None:
    client.force_login(person)
    assert client.post(reverse("development:news_seen"), {"until": until}).status_code == 400
    person.refresh_from_db()
    assert person.news_seen_at == NOW - DAY


def test_moment_goes_neither_back_nor_ahead(person) -> None:
    mark_seen(person, NOW - 5 * DAY)
    person.refresh_from_db()
    assert person.news_seen_at == NOW - DAY
    mark_seen(person, NOW + 5 * DAY)
    person.refresh_from_db()
    assert person.news_seen_at == NOW


def test_much_news_is_cut_and_costs_no_more(client, person) -> None:
    counts, area = [], make_area(code="M", title="Målfokuseret")
    for number in (1, 12):
        codes = [f"M.{number}{place}" for place in range(number)]
        for goal in [make_requirement(area, code, title=code) for code in codes]:
            show(person, goal, 2, origin=f"test:{goal.code}", recorded_by=make_person())
        me = read_me(person)
        read_news(me, [])
        with CaptureQueriesContext(connection) as captured:
            news = read_news(me, [])
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 5
    assert (len(news.rises), len(news.items), news.has_more) == (4, 8, True)


def test_calm_view_says_it_in_words(client, person) -> None:
    person.calm_mode = True
    person.save()
    (goal,) = make_goals("M.1")
    show(person, goal, 2)
    page = read(client, person)
    assert "Your level in M.1 is now 2: Can do it with support." in page
    assert "ls-rise" not in page


def test_who_has_no_job_is_told_of_no_level(client, person) -> None:
    (goal,) = make_goals("M.1")
    show(person, goal, 2)
    Completion.objects.create(person=person, title="Kurset", kind="course")
    person.employments.all().delete()
    page = read(client, person)
    assert "You have completed »Kurset«" in page
    assert "M.1" not in page
