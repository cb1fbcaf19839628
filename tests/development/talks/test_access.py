"""Who sees a talk: the two, for as long as the one leads the other; and whom the person shows it to."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import PersonalRead, User
from assessments.practice.domain.own_view_sharing import managers_of, share_own_view, withdraw_own_view
from development.domain.talks.agreeing import present_version
from development.domain.talks.goals import Wanted, save_note, write_goal
from development.domain.talks.opening import open_talk
from development.domain.talks.people import people_of
from development.domain.talks.showing import show_talk
from development.models import PrivateNote, ShownTalk, Talk
from tests.factories.accounts import make_employment, make_person, make_unit, make_workplace
from tests.factories.competences import make_job_requirement, make_requirement
from tests.factories.ledger import show
from tests.factories.talks import agree, line, make_manager

TODAY = timezone.localdate()
OWN = "self_assessment"


def ask(client, person: User, name: str, *args, method: str = "get", **data) -> int:
    client.force_login(User.objects.get(pk=person.pk))
    return getattr(client, method)(reverse(f"development:{name}", args=args), data).status_code


def sees(client, person: User, talk: Talk) -> bool:
    return ask(client, person, "talk", talk.pk) == 200


def leaves(job, days: int = 1) -> None:
    job.end = TODAY - dt.timedelta(days=days)
    job.save()


def test_the_two_see_it_and_nobody_else(client, two, talk) -> None:
    colleague = make_employment(make_person(), two.unit).user
    admin = make_person(is_superuser=True)
    above = make_person()
    make_manager(above, two.unit.get_parent())
    assert [sees(client, one, talk) for one in (two.person, two.manager)] == [True, True]
    assert [sees(client, one, talk) for one in (colleague, admin, above)] == [False] * 3


def test_a_look_of_the_manager_is_told_to_the_person(client, two, talk) -> None:
    assert sees(client, two.person, talk)
    assert not PersonalRead.objects.exists()
    assert sees(client, two.manager, talk)
    assert PersonalRead.objects.get().what == "development.talk"


@pytest.mark.parametrize("whose", ["job", "leading"])
def test_who_leads_no_more_sees_nothing(client, two, talk, whose) -> None:
    agree(talk)
    leaves(getattr(two, whose))
    assert not sees(client, two.manager, talk)
    assert ask(client, two.manager, "agreements", talk.pk) == 404
    (kept,) = present_version(talk).agreements.all()
    assert ask(client, two.manager, "follow_up", kept.pk) == 404
    assert sees(client, two.person, talk)
    # What was agreed is the person's still.
    assert ask(client, two.person, "follow_up", kept.pk, method="post", kind="done") == 303


def test_what_is_written_together_needs_both(client, two, talk) -> None:
    leaves(two.leading)
    assert ask(client, two.person, "agreements", talk.pk) == 409
    assert ask(client, two.person, "new_goal", talk.pk, method="post", text="Mit.") == 303
    assert talk.goals.get().text == "Mit."


def test_a_manager_who_comes_back_goes_on(client, two, talk) -> None:
    leaves(two.leading)
    assert not sees(client, two.manager, talk)
    make_manager(two.manager, two.unit, start=TODAY)
    assert sees(client, two.manager, talk)
    assert ask(client, two.manager, "agreements", talk.pk) == 200


def test_leave_changes_nothing(client, two, talk) -> None:
    for job in (two.job, two.leading):
        job.leaves.create(start=TODAY)
    assert sees(client, two.manager, talk)
    assert ask(client, two.person, "agreements", talk.pk) == 200


def test_a_new_manager_sees_it_when_the_person_shows_it_and_until_they_take_it_back(
    client, two, talk
) -> None:
    leaves(two.leading)
    new = make_person(display_name="Nina Ny", language="en")
    make_manager(new, two.unit, start=TODAY)
    assert not sees(client, new, talk)
    share = {"method": "post", "reader": new.pk}
    assert ask(client, new, "share_talk", talk.pk, act="show_talk", **share) == 404
    assert ask(client, two.person, "share_talk", talk.pk, act="show_talk", **share) == 303
    assert sees(client, new, talk)
    client.force_login(new)
    said = client.get(reverse("development:talk", args=[talk.pk])).content.decode()
    assert "shows you this talk with an earlier manager" in said
    for name in ("agreements", "new_goal", "plan_talk", "end_talk"):
        assert ask(client, new, name, talk.pk) == 404
    assert "Lone Kjær" in client.get(reverse("development:talks")).content.decode()
    assert ask(client, two.person, "share_talk", talk.pk, act="hide_talk", **share) == 303
    assert not sees(client, new, talk)
    assert ask(client, two.person, "share_talk", talk.pk, act="show_talk", **share) == 303
    assert sees(client, new, talk)
    assert ShownTalk.objects.count() == 2


def test_whom_it_is_shown_to_sees_nothing_after_they_lead_no_more(client, two, talk) -> None:
    leaves(two.leading)
    new = make_person()
    leading = make_manager(new, two.unit, start=TODAY - dt.timedelta(days=9))
    show_talk(talk, new.pk, by=User.objects.get(pk=two.person.pk))
    assert sees(client, new, talk)
    leaves(leading)
    assert not sees(client, new, talk)


def test_it_is_shown_to_nobody_but_a_manager_of_today(client, two, talk) -> None:
    share = {"method": "post", "act": "show_talk"}
    for one in (make_person(), two.manager):
        assert ask(client, two.person, "share_talk", talk.pk, reader=one.pk, **share) == 404
    assert ask(client, two.person, "share_talk", talk.pk, reader="x", **share) == 400


def test_a_talk_goes_with_nobody_to_a_new_job(client, two, talk) -> None:
    leaves(two.job)
    elsewhere = make_unit()
    make_employment(two.person, elsewhere, start=TODAY)
    new = make_person()
    make_manager(new, elsewhere, start=TODAY)
    assert not sees(client, new, talk)
    assert not sees(client, two.manager, talk)
    assert ask(client, two.person, "begin_talk", method="post", manager=new.pk) == 303
    assert Talk.objects.filter(manager=new).count() == 1


# The person's own notes


def test_no_page_of_the_manager_reads_the_notes(client, two, talk, django_assert_max_num_queries) -> None:
    save_note(talk, "Færre aftenvagter i træk.", by=two.person)
    goal = write_goal(talk, Wanted("Forslag."), by=two.manager)
    (kept,) = agree(talk)
    client.force_login(two.manager)
    table = PrivateNote._meta.db_table
    for name, args in (
        ("talk", [talk.pk]),
        ("talks", []),
        ("plan_talk", [talk.pk]),
        ("new_goal", [talk.pk]),
        ("goal", [talk.pk, goal.pk]),
        ("agreements", [talk.pk]),
        ("follow_up", [kept.pk]),
        ("end_talk", [talk.pk]),
        ("my_learning", []),
    ):
        with django_assert_max_num_queries(100) as asked:
            response = client.get(reverse(f"development:{name}", args=args))
        assert response.status_code == 200, name
        assert not [query for query in asked if table in query["sql"]], name
        assert "aftenvagter" not in response.content.decode()
    with django_assert_max_num_queries(100) as asked:
        assert client.post(reverse("development:talk_note", args=[talk.pk]), {"note": "x"}).status_code == 404
    assert not [query for query in asked if table in query["sql"]]


def test_the_person_keeps_a_note_which_does_not_print(client, two, talk) -> None:
    assert ask(client, two.person, "talk_note", talk.pk, method="post", note="Færre aftenvagter.") == 303
    page = client.get(reverse("development:talk", args=[talk.pk])).content.decode()
    before, _note, _after = page.partition("Færre aftenvagter.")
    assert _note
    assert before.rindex("d-print-none") > before.rindex("<aside")
    assert ask(client, two.person, "talk_note", talk.pk, method="post", note="x" * 5001) == 422
    assert PrivateNote.objects.get().text == "Færre aftenvagter."


# The own view, as the person shares it


def test_the_manager_sees_the_own_view_only_while_it_is_shared(client, two, talk) -> None:
    requirement = make_requirement(code="M.1")
    make_job_requirement(requirement, 3)
    write_goal(talk, Wanted("Mit mål.", competence_id=requirement.pk), by=two.person)
    show(two.person, requirement, 4, OWN)
    address = reverse("development:talk", args=[talk.pk])

    def said(person) -> str:
        client.force_login(User.objects.get(pk=person.pk))
        return client.get(address).content.decode()

    assert "Your self-assessment is level 4." in said(two.person)
    assert "is level 4." not in said(two.manager)
    person = User.objects.get(pk=two.person.pk)
    share_own_view(person, two.manager.pk)
    assert "The self-assessment of Lone is level 4." in said(two.manager)
    withdraw_own_view(person, two.manager.pk)
    assert "is level 4." not in said(two.manager)


def test_the_person_takes_the_own_view_back_on_the_page(client, two, talk) -> None:
    share = {"method": "post"}
    assert ask(client, two.person, "share_talk", talk.pk, act="share_own_view", **share) == 303
    page = client.get(reverse("development:talk", args=[talk.pk])).content.decode()
    assert "sees your own view only because you have shared it" in " ".join(page.split())
    assert ask(client, two.person, "share_talk", talk.pk, act="withdraw_own_view", **share) == 303
    page = client.get(reverse("development:talk", args=[talk.pk])).content.decode()
    assert "does not see your own view" in " ".join(page.split())


# The manager's list


def test_a_manager_lists_those_who_have_nobody_nearer(client, two) -> None:
    above, centre = make_person(), two.unit.get_parent()
    make_manager(above, centre)
    unled = make_workplace(centre)
    loose = make_employment(make_person(display_name="Åge"), unled).user
    at_centre = make_employment(make_person(display_name="Anna"), centre).user
    second = make_person(display_name="Bo")
    make_manager(second, two.unit)
    assert {one.pk for one in people_of(two.manager)} == {two.person.pk, second.pk}
    assert {one.pk for one in people_of(second)} == {two.person.pk, two.manager.pk}
    assert [one.display_name for one in people_of(above)] == ["Anna", "Åge"]
    assert {one.pk for one in people_of(above)} == {loose.pk, at_centre.pk}
    assert people_of(two.person) == []


def test_the_list_agrees_with_who_a_person_may_choose(two) -> None:
    above, centre = make_person(), two.unit.get_parent()
    make_manager(above, centre)
    make_manager(two.manager, make_workplace(centre))
    for unit in (centre, two.unit, make_workplace(centre)):
        make_employment(make_person(), unit)
        make_manager(make_person(), unit)
    everybody = list(User.objects.all())
    for manager in everybody:
        mine = {one.pk for one in people_of(User.objects.get(pk=manager.pk))}
        assert mine == {one.pk for one in everybody if manager in managers_of(User.objects.get(pk=one.pk))}


def test_the_list_names_no_others_and_is_told_to_those_it_names(client, two, talk) -> None:
    make_employment(make_person(display_name="En Anden"))
    client.force_login(two.manager)
    page = client.get(reverse("development:talks")).content.decode()
    assert "Lone Kjær" in page
    assert "En Anden" not in page
    read = PersonalRead.objects.get()
    assert (read.person, read.what) == (two.person, "development.talks")


@pytest.mark.parametrize("kind", ["follow", "past", "away", "none"])
def test_the_list_says_how_far_each_is(client, two, talk, kind) -> None:
    if kind == "follow":
        agree(talk, line(days=30))
    if kind == "past":
        agree(talk, line(days=-3))
    if kind == "away":
        two.job.leaves.create(start=TODAY)
    if kind == "none":
        Talk.objects.all().delete()
    client.force_login(two.manager)
    page = " ".join(client.get(reverse("development:talks")).content.decode().split())
    said = {
        "follow": "Follow up by",
        "past": "has been. Shall you talk about it?",
        "away": "On leave",
        "none": "No talk is planned",
    }
    assert said[kind] in page
    assert "overdue" not in page


def test_the_list_asks_as_often_for_one_as_for_three(client, two, talk, django_assert_num_queries) -> None:
    agree(talk)
    client.force_login(two.manager)
    client.get(reverse("development:talks"))
    counts = []
    for _more in range(2):
        PersonalRead.objects.all().delete()
        client.get(reverse("development:talks"))
        PersonalRead.objects.all().delete()
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("development:talks"))
        counts.append(len(asked))
        for _person in range(2):
            person = make_employment(make_person(), two.unit).user
            agree(open_talk(person, two.manager, by=person), line(days=-1), line(days=5))
    assert counts[0] == counts[1] <= 20, counts
