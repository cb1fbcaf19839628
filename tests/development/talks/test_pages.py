"""The pages of a talk: begun, prepared, written in by both, said yes to, ended."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from development.domain.talks.agreeing import present_version
from development.domain.talks.goals import Wanted, change_goal, remove_goal, write_goal
from development.domain.talks.opening import end_talk, open_talk
from development.domain.talks.queries import read_talk
from development.domain.talks.refusals import CannotWrite, NotTheWriter, NotYourManager, TooMuch
from development.domain.talks.then_and_now import baseline_of
from development.enums import TalkStep
from development.models import AgreementVersion, Goal, Talk
from development.policy import MAX_GOALS
from tests.factories.accounts import make_person
from tests.factories.competences import make_job_requirement, make_requirement
from tests.factories.courses import make_course
from tests.factories.ledger import show
from tests.factories.talks import agree, both_say_yes, line, write

TODAY = timezone.localdate()


def go(client, who, name, *args, **data):
    client.force_login(User.objects.get(pk=who.pk))
    return client.post(reverse(f"development:{name}", args=args), data)


def page(client, person, name, *args) -> str:
    client.force_login(User.objects.get(pk=person.pk))
    response = client.get(reverse(f"development:{name}", args=args))
    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"
    return " ".join(response.content.decode().split())


def rows(*said: str, read: int = 0, **more) -> dict[str, str]:
    """What the form of agreements sends."""
    day = (TODAY + dt.timedelta(days=30)).isoformat()
    data = {"read": str(read), "rows": str(len(said) + 2)}
    for number, what in enumerate(said):
        data |= {f"r{number}-what": what, f"r{number}-by_when": day}
    return data | more


# Begun


def test_the_person_begins_and_the_manager_is_written_to(client, two, mailoutbox) -> None:
    assert "Prepare a talk with Hanne" in page(client, two.person, "talks")
    response = go(client, two.person, "begin_talk", manager=two.manager.pk)
    talk = Talk.objects.get()
    assert response["Location"] == reverse("development:talk", args=[talk.pk])
    (mail,) = mailoutbox
    assert (mail.to, mail.subject) == ([two.manager.email], "A talk is being prepared")
    assert f"/min-laering/samtaler/{talk.pk}/" in mail.body


def test_the_manager_invites_and_the_person_is_written_to(client, two, mailoutbox) -> None:
    assert "Invite to a talk" in page(client, two.manager, "talks")
    assert go(client, two.manager, "begin_talk", person=two.person.pk).status_code == 303
    (mail,) = mailoutbox
    assert mail.to == [two.person.email]
    assert "Hanne" not in mail.subject
    assert "Your own goals come first." in mail.body


def test_begun_again_it_is_the_same_until_it_is_agreed_on(two, talk, mailoutbox) -> None:
    assert open_talk(two.person, two.manager, by=two.manager) == talk
    agree(talk)
    again = open_talk(two.person, two.manager, by=two.manager)
    assert again != talk
    talk.refresh_from_db()
    assert talk.ended_at is not None
    assert Talk.objects.open().get() == again


def test_nobody_begins_with_who_does_not_lead_them(client, two) -> None:
    stranger = make_person()
    assert go(client, two.person, "begin_talk", manager=stranger.pk).status_code == 404
    assert go(client, stranger, "begin_talk", person=two.person.pk).status_code == 404
    assert go(client, two.person, "begin_talk").status_code == 400
    assert go(client, two.person, "begin_talk", manager="x", person="1e3").status_code == 400
    with pytest.raises(NotYourManager):
        open_talk(two.manager, two.person, by=two.person)
    assert not Talk.objects.exists()


def test_either_of_them_chooses_the_day(client, two, talk) -> None:
    assert go(client, two.person, "plan_talk", talk.pk).status_code == 422
    said = {"day": "2026-03-02", "time": "10:00", "place": "i det lille køkken"}
    assert go(client, two.manager, "plan_talk", talk.pk, **said).status_code == 303
    assert "Monday 2 March 2026 at 10:00, i det lille køkken." in page(client, two.person, "talk", talk.pk)
    assert 'value="10:00"' in page(client, two.person, "plan_talk", talk.pk)


# Goals


def test_own_goals_come_first(client, two, talk) -> None:
    write_goal(talk, Wanted("Lederens forslag."), by=two.manager)
    data = {"text": "Mit  eget\nmål.", "why": "Sidst gik jeg i stå."}
    assert go(client, two.person, "new_goal", talk.pk, **data).status_code == 303
    for one in (two.person, two.manager):
        said = page(client, one, "talk", talk.pk)
        assert said.index("Mit eget mål.") < said.index("Lederens forslag.")
        assert "»Sidst gik jeg i stå.«" in said
    assert [goal.text for goal in talk.goals.standing()] == ["Mit eget mål.", "Lederens forslag."]


def test_a_goal_is_changed_and_taken_away_by_who_wrote_it(client, two, talk) -> None:
    goal = write_goal(talk, Wanted("Mit mål."), by=two.person)
    assert "Mit mål." in page(client, two.person, "goal", talk.pk, goal.pk)
    assert go(client, two.manager, "goal", talk.pk, goal.pk, text="Dit mål.").status_code == 404
    for act in (
        lambda: change_goal(goal, Wanted("Dit."), by=two.manager),
        lambda: remove_goal(goal, by=two.manager),
    ):
        with pytest.raises(NotTheWriter):
            act()
    assert go(client, two.person, "goal", talk.pk, goal.pk, text="").status_code == 422
    assert go(client, two.person, "goal", talk.pk, goal.pk, text="Mit nye mål.").status_code == 303
    assert Goal.objects.get().text == "Mit nye mål."
    assert go(client, two.person, "goal", talk.pk, goal.pk, act="remove").status_code == 303
    assert Goal.objects.get().removed_at is not None
    assert "Mit nye mål." not in page(client, two.person, "talk", talk.pk)
    assert go(client, two.person, "goal", talk.pk, goal.pk, text="Igen.").status_code == 404


def test_there_is_an_end_to_how_many_goals(client, two, talk) -> None:
    for number in range(MAX_GOALS):
        write_goal(talk, Wanted(f"Mål {number}."), by=two.person)
    with pytest.raises(TooMuch):
        write_goal(talk, Wanted("Et for meget."), by=two.person)
    assert go(client, two.person, "new_goal", talk.pk, text="Et for meget.").status_code == 422


def test_a_goal_stands_beside_its_requirement_then_and_now(client, two, talk) -> None:
    requirement = make_requirement(code="M.1", title="Bemyndige borgeren")
    make_job_requirement(requirement, 3)
    show(two.person, requirement, 2)
    data = {"text": "Mit mål.", "competence": requirement.pk}
    assert go(client, two.person, "new_goal", talk.pk, **data).status_code == 303
    said = page(client, two.person, "talk", talk.pk)
    assert "Required is level 3. Confirmed is level 0." in said
    assert "Required is level 3. Confirmed is level 2." in said
    assert f"Before, {baseline_of(talk).day:%B %Y}" in said
    assert "a year before you began" in said
    assert go(client, two.person, "new_goal", talk.pk, text="X", competence="999999").status_code == 422


# Agreements


def test_both_write_and_say_yes_on_the_page(client, two, talk) -> None:
    assert go(client, two.manager, "agreements", talk.pk, **rows("Lone går med Mette.")).status_code == 303
    version = present_version(talk)
    for one, agreed in ((two.manager, 0), (two.person, 1)):
        assert "Yes, this is our agreement" in page(client, one, "talk", talk.pk)
        assert go(client, one, "say_yes", talk.pk, fingerprint=version.fingerprint).status_code == 303
        assert AgreementVersion.objects.agreed().count() == agreed
        assert "Yes, this is our agreement" not in page(client, one, "talk", talk.pk)
    said = page(client, two.person, "talk", talk.pk)
    assert "Say what became of it" in said


def test_a_yes_to_words_that_changed_is_refused_in_words(client, two, talk) -> None:
    old = write(talk)
    write(talk, line("Noget andet."))
    response = go(client, two.person, "say_yes", talk.pk, fingerprint=old.fingerprint)
    assert response.status_code == 409
    assert "changed after you opened the page" in response.content.decode()
    assert go(client, two.person, "say_yes", talk.pk).status_code == 409
    assert not present_version(talk).confirmations.exists()


def test_a_stale_save_shows_both_texts_and_keeps_every_word(client, two, talk) -> None:
    write(talk, line("Det fælles."))
    (shared,) = present_version(talk).agreements.all()
    kept = {"r0-line": str(shared.line)}
    mine = rows("Det fælles, som Lone vil.", "Lones nye.", read=1, **kept)
    theirs = rows("Det fælles, som Hanne vil.", "Hannes nye.", read=1, **kept)
    assert go(client, two.person, "agreements", talk.pk, **mine).status_code == 303
    response = go(client, two.manager, "agreements", talk.pk, **theirs)
    assert response.status_code == 409
    said = response.content.decode()
    for words in ("Det fælles, som Lone vil.", "Lones nye.", "Det fælles, som Hanne vil.", "Hannes nye."):
        assert words in said
    # The form holds what was sent, then what is new from the other; it names the version that stands now.
    form = said[said.index('id="together"') :]
    assert 'name="read" value="2"' in form
    assert [form.count(words) for words in ("Hannes nye.", "Lones nye.", "som Lone vil")] == [1, 1, 0]
    assert AgreementVersion.objects.count() == 2
    together = rows("Det fælles.", "Lones nye.", "Hannes nye.", read=2, **kept)
    assert go(client, two.manager, "agreements", talk.pk, **together).status_code == 303
    assert present_version(talk).number == 3


def test_what_was_taken_away_in_a_stale_save_does_not_come_back_by_itself(client, two, talk) -> None:
    write(talk, line("Begge har læst."), line("Hanne fjerner."))
    first, second = present_version(talk).agreements.all()
    write(talk, line("Begge har læst!", line=first.line), line("Hanne fjerner.", line=second.line))
    response = go(
        client,
        two.manager,
        "agreements",
        talk.pk,
        **rows("Begge har læst.", read=1, **{"r0-line": first.line}),
    )
    said = response.content.decode()
    assert response.status_code == 409
    assert "Hanne fjerner." not in said[said.index('id="together"') :]


def test_rows_are_mended_with_all_words_kept(client, two, talk) -> None:
    data = rows("Uden dag.", "Med dag.") | {"r0-by_when": ""}
    response = go(client, two.person, "agreements", talk.pk, **data)
    assert response.status_code == 422
    said = response.content.decode()
    assert "Choose a day, so that you can follow it up." in said
    assert "Med dag." in said
    assert go(client, two.person, "agreements", talk.pk, **rows("", **{"r0-who": "Hanne"})).status_code == 422
    assert go(client, two.person, "agreements", talk.pk, **rows("x" * 301)).status_code == 422
    assert not AgreementVersion.objects.exists()


@pytest.mark.parametrize("lost", ["read", "rows"])
def test_a_form_that_lost_something_changes_nothing(client, two, talk, lost) -> None:
    data = rows("Noget.")
    del data[lost]
    assert go(client, two.person, "agreements", talk.pk, **data).status_code == 400
    assert not AgreementVersion.objects.exists()


def test_an_agreement_may_lead_on(client, two, talk) -> None:
    course, requirement = make_course("De pårørende"), make_requirement(code="M.1")
    data = rows("Et.", "To.") | {
        "r0-leads_to": f"kursus:{course.pk}",
        "r1-leads_to": f"krav:{requirement.pk}",
    }
    assert go(client, two.person, "agreements", talk.pk, **data).status_code == 303
    first, second = present_version(talk).agreements.all()
    assert (first.course_id, second.competence_id) == (course.pk, requirement.pk)
    assert f'value="kursus:{course.pk}" selected' in page(client, two.person, "agreements", talk.pk)
    assert "De pårørende" in page(client, two.person, "talk", talk.pk)
    wrong = rows("Et.", read=1) | {"r0-leads_to": "kursus:999999"}
    assert go(client, two.person, "agreements", talk.pk, **wrong).status_code == 422


def test_until_both_say_yes_again_what_was_agreed_on_holds(client, two, talk) -> None:
    agree(talk, line("Det gamle."))
    write(talk, line("Det nye."))
    said = page(client, two.person, "talk", talk.pk)
    assert "Until you have both said yes" in said
    assert said.index("Det nye.") < said.index("Det gamle.")


def test_the_way_through_a_talk(two, talk) -> None:
    def step() -> TalkStep:
        return read_talk(Talk.objects.get(pk=talk.pk), two.person).step

    assert step() is TalkStep.PREPARE
    Talk.objects.update(planned_for=timezone.now() - dt.timedelta(minutes=1))
    assert step() is TalkStep.TALK
    version = write(talk)
    assert step() is TalkStep.AGREE
    both_say_yes(version.talk)
    assert step() is TalkStep.FOLLOW_UP
    write(talk, line("Nyt."))
    assert step() is TalkStep.FOLLOW_UP


# Ended


def test_a_talk_ends_by_a_post_and_can_still_be_read(client, two, talk) -> None:
    page(client, two.person, "end_talk", talk.pk)
    assert Talk.objects.open().exists()
    assert go(client, two.manager, "end_talk", talk.pk).status_code == 303
    assert go(client, two.person, "end_talk", talk.pk).status_code == 303
    assert "It stands as it was." in page(client, two.person, "talk", talk.pk)
    for name in ("plan_talk", "new_goal"):
        data = {"day": "2026-03-02", "time": "10:00", "text": "For sent."}
        assert go(client, two.person, name, talk.pk, **data).status_code == 409
    assert go(client, two.person, "talk_note", talk.pk, note="For sent.").status_code == 409
    assert "For sent." not in page(client, two.person, "talk", talk.pk)
    with pytest.raises(CannotWrite):
        end_talk(open_talk(*two.fresh(), by=two.person), by=make_person())


# What it costs


def test_the_page_asks_as_often_for_one_as_for_three(client, two, talk) -> None:
    counts = {}
    for name, one in (("person", two.person), ("manager", two.manager)):
        counts[name] = []
        client.force_login(one)
        for number in (1, 3):
            for _each in range(number):
                requirement = make_requirement()
                make_job_requirement(requirement, 2)
                write_goal(talk, Wanted("Mål.", competence_id=requirement.pk), by=two.person)
                write_goal(talk, Wanted("Forslag."), by=two.manager)
            agree(talk, *[line(f"Nr. {each}.") for each in range(number)])
            client.get(reverse("development:talk", args=[talk.pk]))
            with CaptureQueriesContext(connection) as asked:
                client.get(reverse("development:talk", args=[talk.pk]))
            counts[name].append(len(asked))
    assert counts["person"][0] == counts["person"][1] <= 40, counts
    assert counts["manager"][0] == counts["manager"][1] <= 30, counts
