"""The learning plan: what both said yes to, the nearest day first; and what became of it."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from development.domain.talks.following_up import follow_up
from development.domain.talks.opening import end_talk, open_talk
from development.domain.talks.plan import read_plan
from development.domain.talks.refusals import NothingSaid, NotTheNewest, NotYoursToTell
from development.enums import FollowUpKind
from development.models import Agreement, FollowUp, Talk
from tests.factories.accounts import make_person
from tests.factories.competences import make_requirement
from tests.factories.courses import make_course
from tests.factories.talks import agree, both_say_yes, line, write

TODAY = timezone.localdate()


def coming(person) -> list[str]:
    return [one.agreement.what for one in read_plan(person).coming]


def test_what_comes_next_stands_first_over_all_talks(two, talk) -> None:
    agree(talk, line("Sidst.", days=90), line("Først.", days=5))
    end_talk(talk, by=two.person)
    again = open_talk(*two.fresh(), by=two.person)
    agree(again, line("Midt i.", days=30))
    assert coming(two.person) == ["Først.", "Midt i.", "Sidst."]


def test_only_what_both_said_yes_to_is_in_it(two, talk) -> None:
    write(talk, line("Et udkast."))
    assert coming(two.person) == []
    both_say_yes(talk)
    assert coming(two.person) == ["Et udkast."]
    write(talk, line("Et andet udkast."))
    assert coming(two.person) == ["Et udkast."]
    both_say_yes(talk)
    assert coming(two.person) == ["Et andet udkast."]


def test_done_taken_up_again_and_let_go(two, talk) -> None:
    (made,) = agree(talk)
    follow_up(made, FollowUpKind.DONE, by=two.person, words="Det gik godt.")
    assert (len(read_plan(two.person).coming), len(read_plan(two.person).over)) == (0, 1)
    follow_up(made, FollowUpKind.REOPENED, by=two.manager)
    assert coming(two.person) == [made.what]
    follow_up(made, FollowUpKind.DROPPED, by=two.manager)
    (over,) = read_plan(two.person).over
    assert not over.is_done
    assert [entry.kind for entry in over.told] == ["done", "reopened", "dropped"]


def test_a_day_that_moves_leaves_the_agreed_words_as_they_are(two, talk) -> None:
    (made,) = agree(talk, line(days=10))
    day = TODAY + dt.timedelta(days=40)
    follow_up(made, FollowUpKind.CHANGED, by=two.manager, new_day=day)
    (planned,) = read_plan(two.person).coming
    assert (planned.day, planned.is_moved, planned.agreement.by_when) == (
        day,
        True,
        TODAY + dt.timedelta(days=10),
    )
    # Words alone leave the day that was told before.
    follow_up(made, FollowUpKind.CHANGED, by=two.person, words="Med Mette i stedet.")
    assert read_plan(two.person).coming[0].day == day


def test_what_was_told_goes_with_a_line_into_the_next_version(two, talk) -> None:
    (made,) = agree(talk)
    follow_up(made, FollowUpKind.DONE, by=two.person)
    agree(talk, line("Samme, rettet.", line=made.line), line("Ny."))
    assert coming(two.person) == ["Ny."]
    with pytest.raises(NotTheNewest):
        follow_up(made, FollowUpKind.REOPENED, by=two.person)


def test_told_twice_is_told_once(two, talk) -> None:
    (made,) = agree(talk)
    for _time in range(2):
        follow_up(made, FollowUpKind.DONE, by=two.person)
    assert FollowUp.objects.count() == 1


def test_a_change_says_something(two, talk) -> None:
    (made,) = agree(talk)
    with pytest.raises(NothingSaid):
        follow_up(made, FollowUpKind.CHANGED, by=two.person)


def test_nobody_else_tells_what_became_of_it(talk) -> None:
    (made,) = agree(talk)
    with pytest.raises(NotYoursToTell):
        follow_up(made, FollowUpKind.DONE, by=make_person())


def test_nothing_is_followed_up_that_is_not_agreed_on(client, two, talk) -> None:
    made = write(talk).agreements.get()
    with pytest.raises(NotTheNewest):
        follow_up(made, FollowUpKind.DONE, by=two.person)
    client.force_login(two.person)
    assert client.get(reverse("development:follow_up", args=[made.pk])).status_code == 404


def page(client, person, name="plan", *args) -> str:
    client.force_login(User.objects.get(pk=person.pk))
    response = client.get(reverse(f"development:{name}", args=args))
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_nobody_is_behind(client, two, talk) -> None:
    agree(talk, line("Det var i går.", days=-1))
    said = page(client, two.person)
    assert "The day has been. Shall you talk about it?" in said
    assert not any(word in said.lower() for word in ("overdue", "late", "behind"))


def test_buttons_lead_on_to_a_requirement_or_a_course(client, two, talk) -> None:
    course, requirement = make_course("De pårørende"), make_requirement(code="M.1")
    agree(talk, line("Et.", course_id=course.pk), line("To.", competence_id=requirement.pk))
    said = page(client, two.person)
    assert f'href="{course.url}"' in said
    assert f'href="{reverse("practice:ask")}?krav=M.1"' in said
    course.unpublish()
    assert f'href="{course.url}"' not in page(client, two.person)


def test_the_form_of_what_became_of_it(client, two, talk) -> None:
    (made,) = agree(talk)
    address = reverse("development:follow_up", args=[made.pk])
    client.force_login(two.person)
    assert client.post(address, {}).status_code == 422
    assert client.post(address, {"kind": "changed"}).status_code == 422
    assert client.post(address, {"kind": "reopened"}).status_code == 422
    assert not FollowUp.objects.exists()
    assert client.post(address, {"kind": "done", "words": "Godt."}).status_code == 303
    assert client.post(address, {"kind": "done"}).status_code == 422
    assert client.post(address, {"kind": "reopened"}).status_code == 303
    client.force_login(two.manager)
    day = (TODAY + dt.timedelta(days=50)).isoformat()
    assert client.post(address, {"kind": "changed", "new_day": day}).status_code == 303
    assert FollowUp.objects.count() == 3


def test_the_plan_asks_as_often_for_one_as_for_three(client, two, talk) -> None:
    counts = []
    client.force_login(two.person)
    for lines in ([line("Et.")], [line("Et."), line("To."), line("Tre.")]):
        for made in agree(talk, *lines):
            follow_up(made, FollowUpKind.CHANGED, by=two.manager, words="Snart.")
        client.get(reverse("development:plan"))
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("development:plan"))
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 8, counts
    assert (Talk.objects.count(), Agreement.objects.count()) == (1, 4)
