"""Course runs: seats, the waiting list, and what the CMS refuses."""

import datetime as dt

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from courses.domain.runs import RunRefused, give_up_seat, my_runs, sign_up, taught_runs, upcoming_runs
from courses.models import CourseRun, Enrolment, RunMeeting, RunSeat
from seats.enums import SeatState
from tests.factories.courses import make_course, make_person
from tests.factories.runs import make_run, states

TODAY = dt.date(2026, 11, 2)


def test_a_seat_is_taken_once_and_enrols_in_the_course(course, person):
    run = make_run(course, seats=2)
    first, again = sign_up(person, run), sign_up(person, run)
    assert (first.pk, first.state, first.number) == (again.pk, SeatState.TAKEN, 1)
    assert Enrolment.objects.filter(person=person, course=course).count() == 1


def test_whoever_comes_when_it_is_full_waits_and_moves_up(course):
    run = make_run(course, seats=1)
    anna, bo, carl = (make_person(display_name=name) for name in ("Anna", "Bo", "Carl"))
    assert [sign_up(someone, run).state for someone in (anna, bo, carl)] == ["taken", "waiting", "waiting"]
    assert give_up_seat(anna, run) is True
    assert states(run) == [("Anna", "given_up", None), ("Bo", "taken", 1), ("Carl", "waiting", None)]
    assert give_up_seat(anna, run) is False
    assert give_up_seat(carl, run) is True
    assert states(run) == [("Anna", "given_up", None), ("Bo", "taken", 1), ("Carl", "given_up", None)]


def test_one_who_waits_and_leaves_lets_nobody_in_beyond_the_seats(course):
    run = make_run(course, seats=1)
    anna, bo, carl = (make_person(display_name=name) for name in ("Anna", "Bo", "Carl"))
    for someone in (anna, bo, carl):
        sign_up(someone, run)
    give_up_seat(bo, run)
    assert states(run) == [("Anna", "taken", 1), ("Bo", "given_up", None), ("Carl", "waiting", None)]


def test_whoever_comes_again_is_last_in_line_and_the_seat_given_up_stays(course):
    run = make_run(course, seats=1)
    anna, bo = (make_person(display_name=name) for name in ("Anna", "Bo"))
    sign_up(anna, run)
    sign_up(bo, run)
    give_up_seat(anna, run)
    assert sign_up(anna, run).state == SeatState.WAITING
    assert states(run) == [("Anna", "given_up", None), ("Bo", "taken", 1), ("Anna", "waiting", None)]


@pytest.mark.parametrize(
    "fields",
    [
        {"sign_up_by": TODAY - dt.timedelta(days=1)},
        {"days": -3},
        {"official_url": "https://www.voksenuddannelse.dk/hold"},
    ],
)
def test_a_closed_run_takes_nobody(course, person, fields):
    run = make_run(course, **fields)
    with pytest.raises(RunRefused) as refused:
        sign_up(person, run)
    assert str(refused.value.message)
    assert (RunSeat.objects.count(), Enrolment.objects.count()) == (0, 0)


def test_one_can_sign_up_until_the_last_day_for_it(course, person):
    assert sign_up(person, make_run(course, sign_up_by=TODAY)).state == SeatState.TAKEN


def test_the_course_shows_its_runs_in_three_queries_whatever_their_number(
    course, person, django_assert_num_queries
):
    for week in range(5):
        run = make_run(course, days=7 * week, seats=3)
        RunMeeting.objects.create(
            run=run,
            starts_at=timezone.now() + dt.timedelta(days=7 * week),
            ends_at=timezone.now() + dt.timedelta(days=7 * week, hours=2),
        )
    make_run(course, days=-60)
    sign_up(person, run)
    with django_assert_num_queries(3):
        rows = upcoming_runs(course.pk, person)
        assert [len(row.run.meetings.all()) for row in rows] == [1] * 5
    assert [(row.seats_left, row.waiting, row.seat is not None) for row in rows] == [
        *[(3, 0, False)] * 4,
        (2, 0, True),
    ]


def test_a_course_shows_its_own_runs_and_whether_they_are_full(course, person):
    run, free = make_run(course, seats=1), make_run(course, days=20, seats=2)
    open_to_all = make_run(course, days=25)
    elsewhere = make_run(make_course("Et andet kursus"))
    for one in (run, free, open_to_all, elsewhere):
        sign_up(person, one)
    rows = upcoming_runs(course.pk, None)
    assert [(row.run, row.is_full) for row in rows] == [(run, True), (free, False), (open_to_all, False)]


def test_signing_up_is_logged_once(course, person):
    run = make_run(course, seats=1)
    sign_up(person, run)
    sign_up(person, run)
    entry = ModelLogEntry.objects.get(action="courses.sign_up")
    assert (entry.user, entry.data) == (person, {"run": run.pk})


def test_a_run_is_on_its_teachers_list_until_a_month_after(course, person, teacher, time_machine):
    run = make_run(course, teachers=[teacher])
    make_run(course, teachers=[person])
    assert list(taught_runs(teacher)) == [run]
    time_machine.move_to(dt.datetime(2026, 12, 24, 9, 0, tzinfo=dt.UTC), tick=False)
    assert run.ends_on == dt.date(2026, 11, 23)
    assert list(taught_runs(teacher)) == [run]
    time_machine.shift(dt.timedelta(days=1))
    assert list(taught_runs(teacher)) == []


def test_my_runs_are_those_that_have_not_ended(course, person, django_assert_num_queries):
    soon, later = make_run(course, days=1), make_run(course, days=30)
    gone = make_run(course, days=-60)
    RunSeat.objects.bulk_create(RunSeat(run=run, person=person) for run in (later, gone, soon))
    given_up = make_run(course, days=2)
    sign_up(person, given_up)
    give_up_seat(person, given_up)
    sign_up(make_person(), soon)
    with django_assert_num_queries(1):
        assert [seat.run_id for seat in my_runs(person)] == [soon.pk, later.pk]


class TestPages:
    def test_signing_up_and_giving_up(self, client, course, person):
        run = make_run(course, online_url="https://example.org/rum")
        client.force_login(person)
        assert "Tilmeld mig" in client.get(course.url).content.decode()
        joined = client.post(reverse("courses:join_run", args=[run.pk]))
        assert (joined.status_code, joined.url) == (303, reverse("courses:run", args=[run.pk]))
        page = client.get(joined.url).content.decode()
        assert "https://example.org/rum" in page
        assert course.title in client.get(reverse("development:my_learning")).content.decode()
        left = client.post(reverse("courses:leave_run", args=[run.pk]))
        assert (left.status_code, RunSeat.objects.living().count()) == (303, 0)
        assert client.get(joined.url).status_code == 404

    def test_a_closed_run_is_refused_in_words(self, client, course, person):
        run = make_run(course, sign_up_by=TODAY - dt.timedelta(days=1))
        client.force_login(person)
        refused = client.post(reverse("courses:join_run", args=[run.pk]))
        assert refused.status_code == 409
        assert "for sent" in refused.content.decode()

    def test_an_amu_run_leads_to_the_official_enrolment(self, client, course, person):
        make_run(course, official_url="https://www.voksenuddannelse.dk/hold")
        client.force_login(person)
        page = client.get(course.url).content.decode()
        assert "https://www.voksenuddannelse.dk/hold" in page
        assert "/tilmeld/" not in page.split('id="hold"')[1].split("</section>")[0]

    def test_only_those_who_take_part_or_teach_see_the_run(self, client, course, person, teacher):
        run = make_run(course, teachers=[teacher])
        client.force_login(person)
        assert client.get(reverse("courses:run", args=[run.pk])).status_code == 404
        sign_up(person, run)
        assert "Lone Kjær" not in client.get(reverse("courses:run", args=[run.pk])).context["run"].place
        own = client.get(reverse("courses:run", args=[run.pk]))
        assert (own.status_code, "participants" in own.context) == (200, False)
        client.force_login(teacher)
        assert "Lone Kjær" in client.get(reverse("courses:run", args=[run.pk])).content.decode()


class TestCms:
    @pytest.fixture(autouse=True)
    def _coordinator(self, client, db):
        user = make_person("kaj@example.org")
        names = ["access_admin", "view_courserun", "add_courserun", "change_courserun"]
        user.user_permissions.set(Permission.objects.filter(codename__in=names))
        client.force_login(user)

    def form(self, course, **changes):
        return {
            "course": course.pk,
            "starts_on": "2026-11-16",
            "ends_on": "2026-11-23",
            "place": "Kulturhuset",
            "online_url": "",
            "provider": "Sønderå Kommune",
            "seats": "12",
            "sign_up_by": "2026-11-12",
            "official_url": "",
            "teacher_emails": "",
            "meetings-TOTAL_FORMS": "1",
            "meetings-INITIAL_FORMS": "0",
            "meetings-MIN_NUM_FORMS": "0",
            "meetings-MAX_NUM_FORMS": "1000",
            "meetings-0-starts_at": "2026-11-16 09:00",
            "meetings-0-ends_at": "2026-11-16 12:00",
            "meetings-0-module": "",
            "meetings-0-id": "",
            "meetings-0-DELETE": "",
            **changes,
        }

    def test_a_run_is_made_with_its_days_and_teachers(self, client, course, module, teacher):
        form = self.form(
            course, **{"teacher_emails": f" {teacher.email.upper()} \n", "meetings-0-module": module.pk}
        )
        assert client.post(reverse("course_runs:add"), form).status_code == 302
        run = CourseRun.objects.get()
        assert (list(run.teachers.all()), run.meetings.get().module) == ([teacher], module)

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"ends_on": "2026-11-01"}, "sidste dag ligger før den første"),
            ({"sign_up_by": "2026-12-01"}, "efter"),
            ({"place": ""}, "hvor det er"),
            ({"teacher_emails": "ingen@example.org"}, "ingen@example.org"),
            (
                {"meetings-0-starts_at": "2026-12-16 09:00", "meetings-0-ends_at": "2026-12-16 12:00"},
                "den dag",
            ),
            ({"meetings-0-ends_at": "2026-11-16 08:00"}, "slutter"),
        ],
    )
    def test_mistakes_are_refused_in_words(self, client, course, changes, words):
        response = client.post(reverse("course_runs:add"), self.form(course, **changes))
        assert (response.status_code, CourseRun.objects.count()) == (200, 0)
        assert words in response.content.decode()

    def test_a_module_of_another_course_is_refused(self, client, course, module, catalogue):
        other = make_course("Et andet kursus", modules=0)
        form = self.form(other, **{"meetings-0-module": module.pk})
        response = client.post(reverse("course_runs:add"), form)
        assert (response.status_code, CourseRun.objects.count()) == (200, 0)
