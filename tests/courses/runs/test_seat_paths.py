"""Every path that changes a run's seats, or who may have one, fills them; whoever moves up is told."""

import datetime as dt

import pytest
from django.contrib.auth.models import Permission
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from accounts.domain.people import see_off
from courses.domain.runs import RunRefused, give_up_seat, sign_up, upcoming_runs
from courses.domain.seat_mail import tell_moved_up
from courses.models import CourseRun, RunMeeting, RunSeat
from seats.enums import SeatState
from tests.factories.courses import make_person
from tests.factories.runs import make_run, states

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def people(db):
    return [make_person(f"{name.lower()}@example.org", display_name=name) for name in ("Anna", "Bo", "Carl")]


def full_run(course, people, **fields) -> CourseRun:
    """One seat, which the first has; the others wait."""
    run = make_run(course, seats=1, **fields)
    for someone in people:
        sign_up(someone, run)
    return run


def with_a_seat(run) -> list[str]:
    return list(RunSeat.objects.holding().filter(run=run).values_list("person__display_name", flat=True))


def told() -> list[str]:
    return [address for message in mail.outbox for address in message.to]


class TestTelling:
    def test_whoever_moves_up_is_told_and_nobody_else(self, course, people):
        run = full_run(course, people)
        assert told() == []
        give_up_seat(people[0], run)
        (message,) = mail.outbox
        assert (message.to, message.subject) == (["bo@example.org"], "Du har fået plads: Et liv med andre")
        assert f"/min-laering/hold/{run.pk}/" in message.body
        assert "16. november 2026" in message.body
        assert ModelLogEntry.objects.get(action="courses.move_up").user == people[0]

    def test_in_the_persons_own_language(self, course, people):
        people[1].language = "en"
        people[1].save()
        give_up_seat(people[0], full_run(course, people))
        assert mail.outbox[0].subject == "You have a seat: Et liv med andre"

    def test_whoever_gave_it_up_before_the_mail_went_is_not_told(self, course, people):
        run = full_run(course, people)
        give_up_seat(people[1], run)
        seat = RunSeat.objects.get(person=people[1])
        tell_moved_up.call(seat.pk)
        tell_moved_up.call(0)
        assert told() == []


class TestWhen:
    def test_nobody_moves_up_after_the_first_meeting_has_begun(self, course, people, time_machine):
        run = full_run(course, people, days=1)
        begins = timezone.now() + dt.timedelta(days=1)
        RunMeeting.objects.create(run=run, starts_at=begins, ends_at=begins + dt.timedelta(hours=2))
        time_machine.move_to(begins, tick=False)
        with pytest.raises(RunRefused):
            sign_up(make_person(), run)
        give_up_seat(people[0], run)
        assert with_a_seat(run) == []
        time_machine.move_to(begins - dt.timedelta(seconds=1), tick=False)
        give_up_seat(people[1], run)
        assert with_a_seat(run) == ["Carl"]

    def test_without_hours_the_first_day_is_still_before_it(self, course, people, time_machine):
        run = full_run(course, people, days=1)
        time_machine.move_to(dt.datetime(2026, 11, 3, 22, 59, tzinfo=dt.UTC), tick=False)
        give_up_seat(people[0], run)
        time_machine.move_to(dt.datetime(2026, 11, 3, 23, 0, tzinfo=dt.UTC), tick=False)
        give_up_seat(people[1], run)
        assert with_a_seat(run) == []

    def test_after_the_last_day_to_sign_up_those_who_wait_still_move_up(self, course, people, time_machine):
        run = full_run(course, people, sign_up_by=timezone.localdate())
        time_machine.shift(dt.timedelta(days=2))
        give_up_seat(people[0], run)
        assert with_a_seat(run) == ["Bo"]

    def test_who_may_sign_up_after_the_start_gets_a_seat(self, course, people, time_machine):
        run = full_run(course, people[:2], days=1, sign_up_by=timezone.localdate() + dt.timedelta(days=3))
        time_machine.shift(dt.timedelta(days=3))
        give_up_seat(people[0], run)
        assert with_a_seat(run) == ["Bo"]
        time_machine.shift(dt.timedelta(days=1))
        with pytest.raises(RunRefused):
            sign_up(people[2], run)

    def test_one_who_waits_and_leaves_frees_no_seat_in_what_the_course_shows(self, course, people):
        run = full_run(course, people)
        give_up_seat(people[1], run)
        (row,) = upcoming_runs(course.pk, people[1])
        assert (row.seats_left, row.waiting, row.seat) == (0, 1, None)
        give_up_seat(people[0], run)
        give_up_seat(people[2], run)
        (row,) = upcoming_runs(course.pk, people[1])
        assert (row.seats_left, row.waiting) == (1, 0)


class TestRunChanged:
    @pytest.fixture(autouse=True)
    def _coordinator(self, client, db):
        user = make_person("kaj@example.org")
        names = ["access_admin", "view_courserun", "change_courserun"]
        user.user_permissions.set(Permission.objects.filter(codename__in=names))
        client.force_login(user, backend=BACKEND)

    def edit(self, client, run, **changes):
        form = {
            "course": run.course_id,
            "starts_on": run.starts_on.isoformat(),
            "ends_on": run.ends_on.isoformat(),
            "place": run.place,
            "online_url": "",
            "provider": "",
            "seats": run.seats,
            "sign_up_by": "",
            "official_url": "",
            "teacher_emails": "",
            "meetings-TOTAL_FORMS": "0",
            "meetings-INITIAL_FORMS": "0",
            "meetings-MIN_NUM_FORMS": "0",
            "meetings-MAX_NUM_FORMS": "1000",
            **changes,
        }
        response = client.post(reverse("course_runs:edit", args=[run.pk]), form)
        assert response.status_code == 302, response.context["form"].errors

    @pytest.mark.parametrize(("seats", "in_it"), [("2", 2), ("", 3), ("1", 1)])
    def test_more_seats_let_in_those_who_wait(self, client, course, people, seats, in_it):
        run = full_run(course, people)
        self.edit(client, run, seats=seats)
        names = ["Anna", "Bo", "Carl"]
        assert with_a_seat(run) == names[:in_it]
        assert told() == ["bo@example.org", "carl@example.org"][: in_it - 1]
        moved = ModelLogEntry.objects.filter(action="courses.move_up")
        assert set(moved.values_list("user__email", flat=True)) <= {"kaj@example.org"}

    def test_fewer_seats_take_nobodys(self, client, course, people):
        run = make_run(course, seats=2)
        for someone in people:
            sign_up(someone, run)
        self.edit(client, run, seats="1")
        assert with_a_seat(run) == ["Anna", "Bo"]
        give_up_seat(people[0], run)
        assert with_a_seat(run) == ["Bo"]
        give_up_seat(people[1], run)
        assert states(run)[-1] == ("Carl", "taken", 1)

    def test_a_run_moved_to_later_lets_in_those_who_wait(self, client, course, people, time_machine):
        run = full_run(course, people, days=1)
        time_machine.shift(dt.timedelta(days=3))
        give_up_seat(people[0], run)
        assert with_a_seat(run) == []
        self.edit(client, run, starts_on="2026-11-20", ends_on="2026-11-21")
        assert (with_a_seat(run), told()) == (["Bo"], ["bo@example.org"])

    def test_another_change_moves_nobody(self, client, course, people):
        run = full_run(course, people)
        # A seat that nobody filled, as a path that forgot would leave it.
        RunSeat.objects.filter(person=people[0]).update(state=SeatState.GIVEN_UP, number=None)
        self.edit(client, run, place="Et andet hus")
        assert with_a_seat(run) == []

    def test_a_run_that_is_signed_up_for_elsewhere_lets_nobody_in(self, client, course, people):
        run = full_run(course, people)
        self.edit(client, run, seats="3", official_url="https://www.voksenuddannelse.dk/hold")
        assert with_a_seat(run) == ["Anna"]
        give_up_seat(people[0], run)
        assert with_a_seat(run) == []


class TestWhoeverLeaves:
    @pytest.fixture
    def admin(self, client, db):
        admin = make_person("admin@example.org", is_superuser=True)
        client.force_login(admin, backend=BACKEND)
        return client

    def form(self, person, **changes):
        return {"email": person.email, "display_name": person.display_name, "language": "da", **changes}

    def test_the_seat_of_one_shut_out_is_filled(self, admin, course, people):
        run = full_run(course, people)
        address = reverse("wagtailusers_users:edit", args=[people[0].pk])
        assert admin.post(address, self.form(people[0], is_active="on")).status_code == 302
        assert with_a_seat(run) == ["Anna"]
        assert admin.post(address, self.form(people[0])).status_code == 302
        assert states(run)[:2] == [("Anna", "given_up", None), ("Bo", "taken", 1)]
        assert told() == ["bo@example.org"]
        assert ModelLogEntry.objects.get(action="courses.give_up_seat").user.email == "admin@example.org"

    def test_several_shut_out_at_once_get_nothing_of_each_other(self, admin, course, people):
        run = full_run(course, people)
        address = reverse("wagtail_bulk_action", args=["accounts", "user", "set_active_state"])
        ids = "&".join(f"id={someone.pk}" for someone in people[:2])
        admin.post(f"{address}?{ids}&next=/cms/", {"mark_as_active": "True"})
        assert with_a_seat(run) == ["Anna"]
        admin.post(f"{address}?{ids}&next=/cms/", {"mark_as_active": "False"})
        assert (with_a_seat(run), told()) == (["Carl"], ["carl@example.org"])
        people[0].refresh_from_db()
        assert people[0].is_active is False

    def test_the_seat_of_one_emptied_is_filled(self, admin, course, people):
        run = full_run(course, people)
        assert (
            admin.post(reverse("wagtailusers_users:delete", args=[people[0].pk]), follow=True).status_code
            == 200
        )
        assert with_a_seat(run) == ["Bo"]
        address = reverse("wagtail_bulk_action", args=["accounts", "user", "delete"])
        admin.post(f"{address}?id={people[1].pk}&next=/cms/")
        assert with_a_seat(run) == ["Carl"]
        assert [state for _name, state, _number in states(run)] == ["given_up", "given_up", "taken"]

    def test_seats_of_runs_that_have_begun_stay(self, course, people, time_machine):
        begun, to_come = full_run(course, people, days=1), full_run(course, people, days=9)
        time_machine.shift(dt.timedelta(days=3))
        see_off(people[:1], by=people[1])
        assert (with_a_seat(begun), with_a_seat(to_come)) == (["Anna"], ["Bo"])
        see_off(people[2:], by=people[1])
        assert states(begun)[1:] == [("Bo", "waiting", None), ("Carl", "given_up", None)]
        time_machine.shift(dt.timedelta(days=30))
        see_off(people[1:2], by=people[2])
        assert with_a_seat(to_come) == ["Bo"]

    def test_from_the_start_on_the_seat_stays(self, course, people, time_machine):
        run = full_run(course, people[:1], days=0)
        time_machine.move_to(dt.datetime(2026, 11, 2, 23, 0, tzinfo=dt.UTC), tick=False)
        see_off(people[:1], by=people[1])
        assert with_a_seat(run) == ["Anna"]
