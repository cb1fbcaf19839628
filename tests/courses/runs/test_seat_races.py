"""Many at once: the last seat, two who leave, two teachers. Nobody gets in beyond the seats."""

import pytest
from django.core import mail
from django.db import transaction

from accounts.domain.people import see_off
from courses.domain.attendance import mark_attendance
from courses.domain.runs import apply_run_changes, give_up_seat, lock_run, seat_terms, sign_up
from courses.enums import ModuleForm
from courses.models import Attendance, Completion, CourseRun, Enrolment, RunSeat
from tests.at_once import at_once
from tests.factories.courses import make_course, make_module, make_person
from tests.factories.runs import make_run

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def full_run(seats: int, waiting: int) -> tuple[CourseRun, list]:
    run = make_run(make_course(), seats=seats)
    people = [make_person() for _number in range(seats + waiting)]
    for someone in people:
        sign_up(someone, run)
    return run, people


def numbers(run: CourseRun) -> list[int]:
    held = RunSeat.objects.holding().filter(run=run)
    return list(held.order_by("number").values_list("number", flat=True))


def test_the_last_seats_under_many_who_sign_up_at_once():
    run = make_run(make_course(), seats=3)
    people = [make_person() for _number in range(12)]
    at_once(*(lambda person=person: sign_up(person, run) for person in people))
    assert numbers(run) == [1, 2, 3]
    assert RunSeat.objects.waiting().filter(run=run).count() == 9
    assert mail.outbox == []


def test_a_double_click_is_one_seat():
    run, person = make_run(make_course(), seats=2), make_person()
    at_once(*[lambda: sign_up(person, run)] * 4)
    assert (numbers(run), RunSeat.objects.count(), Enrolment.objects.count()) == ([1], 1, 1)


def test_two_who_leave_at_once_let_two_in():
    run, people = full_run(seats=2, waiting=3)
    at_once(*(lambda person=person: give_up_seat(person, run) for person in people[:2]))
    assert numbers(run) == [1, 2]
    held = RunSeat.objects.holding().values_list("person_id", flat=True)
    assert set(held) == {person.pk for person in people[2:4]}
    assert sorted(message.to[0] for message in mail.outbox) == sorted(p.email for p in people[2:4])


def test_one_leaves_one_is_shut_out_and_a_seat_is_added_at_once():
    run, people = full_run(seats=2, waiting=4)
    other, boss = make_run(run.course, seats=1), make_person()
    sign_up(people[1], other)

    def add_a_seat():
        with transaction.atomic():
            locked = lock_run(run.pk)
            old, locked.seats = seat_terms(locked), 3
            locked.save()
            apply_run_changes(old, locked, by=boss)

    at_once(
        lambda: give_up_seat(people[0], run),
        lambda: see_off([people[1]], by=boss),
        lambda: see_off([people[5]], by=boss),
        add_a_seat,
    )
    held = RunSeat.objects.holding().filter(run=run).values_list("person_id", flat=True)
    assert set(held) == {person.pk for person in people[2:5]}
    assert (numbers(run), numbers(other)) == ([1, 2, 3], [])


def test_two_teachers_who_save_at_once_leave_one_mark_each():
    course = make_course()
    module = make_module(course, form=ModuleForm.ATTENDED)
    run, teacher = make_run(course), make_person()
    people = [make_person() for _number in range(4)]
    for someone in people:
        sign_up(someone, run)
    pairs = [(someone.pk, module.pk) for someone in people]
    at_once(*[lambda: mark_attendance(run, by=teacher, shown=pairs, present=pairs)] * 2)
    assert Attendance.objects.count() == 4
    assert Completion.objects.standing().filter(page=module).count() == 4
