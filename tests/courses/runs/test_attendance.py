"""Who was there: marks on a run, what they complete, and what falls when one is taken away."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from assessments.ledger.models import Evidence, Standing
from courses.domain.attendance import attended_modules, mark_attendance, read_participants
from courses.domain.completions import complete_attended_module
from courses.domain.enrolment import restart_course
from courses.domain.runs import give_up_seat, sign_up
from courses.enums import CourseRule, ModuleForm
from courses.models import Attendance, Completion, RunSeat
from courses.proofs.domain.proofs import make_proof
from tests.factories.courses import (
    make_course,
    make_module,
    make_outcome,
    make_person,
    make_test,
    pass_test,
)
from tests.factories.runs import make_run, states


@pytest.fixture
def run(course, module, teacher, person):
    """The person has a seat in it."""
    run = make_run(course, teachers=[teacher])
    sign_up(person, run)
    return run


def save(run, *present, shown=None, by=None) -> None:
    """As the teacher's form does it: everybody on the list, with a tick for those who were there."""
    pairs = {(someone.pk, module.pk) for someone, module in present}
    if shown is None:
        listed = read_participants(run, list(attended_modules(run)))
        seen = {(someone.person.pk, module.pk) for someone in listed for module, _is in someone.marks}
    else:
        seen = {(someone.pk, module.pk) for someone, module in shown}
    mark_attendance(run, by=by or run.teachers.get(), shown=seen, present=pairs)


def standing(person) -> set[str]:
    return set(Completion.objects.standing().filter(person=person).values_list("title", flat=True))


def listed(run) -> list[tuple[str, list[tuple[str, bool]]]]:
    rows = read_participants(run, list(attended_modules(run)))
    return [(row.person.display_name, [(str(module), is_in) for module, is_in in row.marks]) for row in rows]


class TestMarking:
    def test_a_mark_completes_the_module_and_counts(self, run, module, person, teacher, requirements):
        make_outcome(module, requirements[0], level=1)
        save(run, (person, module))
        save(run, (person, module))
        mark = Attendance.objects.get()
        assert (mark.marked_by, mark.taken_away_at, mark.taken_away_by) == (teacher, None, None)
        assert standing(person) == {module.title}
        assert Standing.objects.get(person=person, competence=requirements[0]).level == 1
        assert RunSeat.objects.get().state == "attended"

    def test_strangers_those_who_wait_and_other_modules_are_left_out(self, course, module, teacher, person):
        run = make_run(course, seats=1, teachers=[teacher])
        waiting = make_person()
        sign_up(person, run)
        sign_up(waiting, run)
        pairs = {(waiting.pk, module.pk), (teacher.pk, module.pk), (0, 0)}
        online = make_module(course, "På nettet")
        pairs.add((person.pk, online.pk))
        mark_attendance(run, by=teacher, shown=pairs, present=pairs)
        assert (Attendance.objects.count(), Completion.objects.count()) == (0, 0)

    def test_a_seat_of_who_was_there_keeps_its_number(self, course, module, teacher, person):
        run = make_run(course, seats=2, teachers=[teacher])
        first = make_person(display_name="Anna")
        sign_up(first, run)
        sign_up(person, run)
        save(run, (person, module))
        assert states(run) == [("Anna", "taken", 1), ("Lone Kjær", "attended", 2)]
        save(run)
        assert states(run) == [("Anna", "taken", 1), ("Lone Kjær", "taken", 2)]

    def test_only_one_standing_mark_in_the_database(self, run, module, person):
        pair = {"run": run, "module": module, "person": person}
        Attendance.objects.create(**pair, taken_away_at=timezone.now())
        Attendance.objects.create(**pair)
        with pytest.raises(IntegrityError), transaction.atomic():
            Attendance.objects.create(**pair)


class TestTakingAway:
    def test_a_mark_taken_away_takes_back_what_it_completed(self, run, module, person, teacher, requirements):
        make_outcome(module, requirements[0], level=1)
        save(run, (person, module))
        proof = make_proof(Completion.objects.get(page=module))
        save(run)
        proof.refresh_from_db()
        assert proof.void_at == timezone.now()
        mark = Attendance.objects.get()
        assert (mark.taken_away_at, mark.taken_away_by) == (timezone.now(), teacher)
        completion = Completion.objects.get()
        assert (completion.page_id, completion.taken_back_at) == (module.pk, timezone.now())
        assert completion.taken_back_reason == "Fremmødet var sat ved en fejl."
        assert Evidence.objects.filter(revokes__isnull=False).count() == 1
        assert not Standing.objects.filter(person=person).exists()

    def test_marked_again_is_a_mark_of_its_own(self, run, module, person):
        save(run, (person, module))
        save(run)
        save(run, (person, module))
        assert sorted(mark.taken_away_at is None for mark in Attendance.objects.all()) == [False, True]
        assert standing(person) == {module.title}

    def test_whom_the_form_did_not_show_keeps_the_mark(self, run, module, course, person):
        save(run, (person, module))
        later = make_person(display_name="Bo")
        sign_up(later, run)
        save(run, (later, module), shown=[(later, module)])
        assert (standing(person), standing(later)) == ({module.title}, {module.title})
        other = make_module(course, "En dag til", form=ModuleForm.ATTENDED)
        save(run, (later, other), shown=[(later, other)])
        assert standing(later) == {module.title, other.title}

    def test_who_attended_and_gave_up_the_seat_keeps_all(self, run, module, course, person):
        make_module(course, "En dag til", form=ModuleForm.ATTENDED)
        save(run, (person, module))
        give_up_seat(person, run)
        assert listed(run) == [("Lone Kjær", [(module.title, True)])]
        save(run, (person, module))
        assert (standing(person), Attendance.objects.standing().count()) == ({module.title}, 1)
        save(run)
        assert (standing(person), listed(run)) == (set(), [])

    def test_who_gave_up_the_seat_is_not_marked_any_more(self, run, module, person):
        give_up_seat(person, run)
        save(run, (person, module))
        assert (standing(person), Attendance.objects.count()) == (set(), 0)

    def test_a_mark_in_another_run_carries_the_module(self, run, course, module, person, teacher):
        other = make_run(course, days=30, teachers=[teacher])
        sign_up(person, other)
        save(run, (person, module))
        save(other, (person, module))
        save(run)
        assert standing(person) == {module.title}
        save(other)
        assert standing(person) == set()

    def test_a_mark_from_before_the_course_was_begun_anew_carries_nothing(
        self, catalogue, person, teacher, time_machine
    ):
        course = make_course("Kun en dag")
        module = make_module(course, "Dagen", form=ModuleForm.ATTENDED)
        old, new = (make_run(course, days=days, teachers=[teacher]) for days in (14, 30))
        for run in (old, new):
            sign_up(person, run)
        save(old, (person, module))
        assert standing(person) == {"Dagen", "Kun en dag"}
        time_machine.shift(60)
        restart_course(person, course)
        save(new, (person, module))
        assert standing(person) == {"Dagen", "Kun en dag"}
        save(new)
        assert standing(person) == set()

    def test_what_was_completed_before_anybody_marked_stays(self, run, module, person, teacher, time_machine):
        complete_attended_module(person, module, by=teacher)
        time_machine.shift(60)
        save(run, (person, module))
        save(run)
        assert standing(person) == {module.title}

    def test_a_module_that_has_become_online_stands_by_its_own_rule(self, catalogue, person, teacher):
        course = make_course("Et andet", completion_rule=CourseRule.MODULES)
        module = make_module(course, "Dagen", form=ModuleForm.ATTENDED)
        test = make_test(module)
        run = make_run(course, teachers=[teacher])
        sign_up(person, run)
        save(run, (person, module))
        shown = [(person, module)]
        module.form = ModuleForm.ONLINE
        module.save_revision().publish()
        pass_test(person, test)
        save(run, shown=shown)
        assert (standing(person), Attendance.objects.standing().count()) == ({"Dagen", "Et andet"}, 0)


class TestOthers:
    """What is marked for one person in one run says nothing of other people, runs and modules."""

    @pytest.fixture
    def bo(self, run):
        bo = make_person("bo@example.org", display_name="Bo")
        sign_up(bo, run)
        return bo

    def test_each_keeps_their_own(self, run, module, person, bo):
        save(run, (person, module), (bo, module))
        save(run, (bo, module))
        assert (standing(person), standing(bo)) == (set(), {module.title})
        assert states(run) == [("Lone Kjær", "taken", 1), ("Bo", "attended", 2)]

    def test_a_list_and_its_marks_are_of_one_run(self, run, course, module, person, teacher):
        other, carl = make_run(course, teachers=[teacher]), make_person(display_name="Carl")
        sign_up(carl, other)
        sign_up(person, other)
        save(other, (person, module))
        assert listed(run) == [("Lone Kjær", [(module.title, False)])]
        save(run, (carl, module))
        assert (standing(carl), states(run)) == (set(), [("Lone Kjær", "taken", 1)])
        assert states(other) == [("Carl", "taken", 1), ("Lone Kjær", "attended", 2)]

    def test_other_marks_from_before_do_not_count_as_the_first(
        self, run, course, module, person, bo, teacher, time_machine
    ):
        other = make_module(course, "En dag til", form=ModuleForm.ATTENDED)
        save(run, (bo, module), (person, other))
        time_machine.shift(60)
        complete_attended_module(person, module, by=teacher)
        time_machine.shift(60)
        save(run, (bo, module), (person, other), (person, module))
        save(run, (bo, module), (person, other))
        assert standing(person) == {module.title, other.title}

    def test_a_save_that_changes_nothing_dates_nothing(self, run, module, person, bo, time_machine):
        save(run, (person, module))
        before = list(RunSeat.objects.values_list("pk", "state", "state_since"))
        time_machine.shift(60)
        save(run, (person, module))
        assert list(RunSeat.objects.values_list("pk", "state", "state_since")) == before

    def test_each_mark_and_each_taken_away_is_logged(self, run, module, person, teacher):
        save(run, (person, module))
        save(run)
        log = ModelLogEntry.objects.filter(action__endswith="mark_attendance").order_by("pk")
        data = {"run": run.pk, "page": module.pk}
        assert [(entry.action, entry.user, entry.data) for entry in log] == [
            ("courses.mark_attendance", teacher, data),
            ("courses.unmark_attendance", teacher, data),
        ]


class TestTheCoursesRule:
    """The course falls with the mark exactly where its rule asks for the module."""

    @pytest.fixture
    def only_day(self, catalogue):
        """A course of one module, taken in person. It is not marked as required, and so it is."""
        course = make_course("Kun en dag")
        return make_module(course, "Dagen", form=ModuleForm.ATTENDED, is_required=False)

    def run_of(self, module, person, teacher):
        run = make_run(module.get_parent().specific, teachers=[teacher])
        sign_up(person, run)
        return run

    def test_a_course_falls_whose_rule_is_broken(self, only_day, person, teacher):
        run = self.run_of(only_day, person, teacher)
        save(run, (person, only_day))
        assert standing(person) == {"Dagen", "Kun en dag"}
        save(run)
        assert standing(person) == set()

    def test_a_course_stands_whose_test_alone_decides(self, catalogue, person, teacher):
        course = make_course("Kun en prøve", completion_rule=CourseRule.TEST)
        module = make_module(course, "Dagen", form=ModuleForm.ATTENDED, is_required=True)
        test = make_test(course)
        run = self.run_of(module, person, teacher)
        save(run, (person, module))
        pass_test(person, test)
        assert standing(person) == {"Dagen", "Kun en prøve"}
        save(run)
        assert standing(person) == {"Kun en prøve"}

    def test_a_course_stands_that_does_not_ask_for_the_module(self, catalogue, person, teacher):
        course = make_course("Med en dag til")
        asked = make_module(course, "Dagen", form=ModuleForm.ATTENDED, is_required=True)
        free = make_module(course, "En dag til", form=ModuleForm.ATTENDED, is_required=False)
        run = self.run_of(asked, person, teacher)
        save(run, (person, asked), (person, free))
        assert standing(person) == {"Dagen", "En dag til", "Med en dag til"}
        save(run, (person, asked))
        assert standing(person) == {"Dagen", "Med en dag til"}
        # What has been added since is asked of others: this course was completed without it.
        make_module(course, "Ny", form=ModuleForm.ATTENDED, is_required=True)
        save(run, (person, asked), (person, free))
        save(run, (person, asked))
        assert standing(person) == {"Dagen", "Med en dag til"}
        save(run)
        assert standing(person) == set()


class TestPage:
    def post(self, client, run, **fields):
        return client.post(reverse("courses:attendance", args=[run.pk]), fields)

    def test_a_teacher_marks_who_was_there(self, client, run, module, person, teacher):
        client.force_login(teacher)
        pair = f"{person.pk}-{module.pk}"
        assert self.post(client, run, present=[pair], shown=[pair]).status_code == 303
        assert Attendance.objects.standing().count() == 1
        client.force_login(person)
        assert self.post(client, run, shown=[pair]).status_code == 404
        assert Attendance.objects.standing().count() == 1
        client.force_login(teacher)
        assert self.post(client, run).status_code == 303
        assert Attendance.objects.standing().count() == 1
        assert self.post(client, run, shown=[pair]).status_code == 303
        assert Attendance.objects.standing().count() == 0

    def test_the_form_carries_whom_it_shows(self, client, run, module, teacher):
        # A number that a figure would be written 1.234 for, as in a place with a thousand people.
        person = make_person("asta@example.org", pk=1234)
        sign_up(person, run)
        client.force_login(teacher)
        page = client.get(reverse("courses:run", args=[run.pk])).content.decode()
        assert page.count(f'name="shown" value="1234-{module.pk}"') == 1
        assert page.count(f'value="1234-{module.pk}"') == 2
        assert page.count("checked") == 0
        save(run, (person, module))
        give_up_seat(person, run)
        page = client.get(reverse("courses:run", args=[run.pk])).content.decode()
        assert page.count(f'name="shown" value="{person.pk}-{module.pk}"') == 1
        assert page.count("checked") == 1

    @pytest.mark.parametrize("name", ["present", "shown"])
    @pytest.mark.parametrize("mark", ["", "1", "1-2-3", "a-b", "1-", "٣-x"])
    def test_a_broken_mark_is_refused_and_nothing_changes(
        self, client, run, module, person, teacher, mark, name
    ):
        save(run, (person, module))
        client.force_login(teacher)
        pair = f"{person.pk}-{module.pk}"
        assert self.post(client, run, **{"shown": [pair], name: [pair, mark]}).status_code == 400
        assert Attendance.objects.standing().count() == 1

    def test_the_teachers_list_costs_the_same_for_many(self, client, run, module, teacher):
        client.force_login(teacher)
        # The first page of all makes the row of the contact: what was kept by then is read anew.
        for _time in range(2):
            client.get(reverse("courses:run", args=[run.pk]))
        costs = []
        for _round in range(2):
            for _person in range(4):
                sign_up(make_person(), run)
            with CaptureQueriesContext(connection) as captured:
                client.get(reverse("courses:run", args=[run.pk]))
            costs.append(len(captured))
        assert costs[0] == costs[1]
