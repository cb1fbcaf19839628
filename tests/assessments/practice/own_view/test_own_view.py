"""What somebody says of themself is kept as it was said, and proves nothing."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from wagtail.models import ModelLogEntry

from accounts.models import User
from assessments.domain.refusals import Refused
from assessments.ledger.domain.queries import positions, read_own_ledger
from assessments.ledger.enums import EvidenceKind
from assessments.ledger.models import Evidence, EvidencePolicy, Standing
from assessments.practice.domain.own_view import (
    Ended,
    NotAsked,
    RoundIsClosed,
    Said,
    end_assessment,
    forget,
    required_of,
    save_answer,
    start_assessment,
)
from assessments.practice.domain.own_view_sharing import share_own_view
from assessments.practice.enums import RoundKind
from assessments.practice.models import OwnAnswer, SelfAssessment, SharedOwnView
from tests.assessments.practice.own_view.conftest import TODAY
from tests.factories.accounts import make_employment, make_person
from tests.factories.competences import make_requirement
from tests.factories.ledger import show
from tests.factories.practice_own_view import make_assessment, make_round, say


def own_views(person: User) -> dict[str, int]:
    rows = read_own_ledger(person, TODAY).own_views
    codes = dict(Evidence.objects.values_list("competence", "competence__code"))
    return {codes[competence]: level for competence, level in rows.items()}


def anew(person: User) -> User:
    """The person as the next request knows them."""
    return User.objects.get(pk=person.pk)


def test_an_answer_is_an_own_view_at_once_and_confirms_nothing(town):
    answer = say(make_assessment(town.lone), town.goals, 4, wants_more=True, comment="Når der er ro.")
    row = Evidence.objects.get()
    assert (row.kind, row.level, row.confirms) == (EvidenceKind.SELF_ASSESSMENT, 4, 0)
    assert row.origin == f"practice.own_answer:{answer.pk}.0"
    assert own_views(town.lone) == {"M.1": 4}
    assert Standing.objects.count() == 0
    assert positions([town.lone.pk]) == {}
    assert (answer.wants_more, answer.comment) == (True, "Når der er ro.")


def test_no_policy_lets_an_own_view_confirm_anything(town):
    EvidencePolicy.objects.create(kind=EvidenceKind.SELF_ASSESSMENT, ceiling=4)
    say(make_assessment(town.lone), town.goals, 4)
    assert Evidence.objects.get().confirms == 0


def test_level_nothing_is_said_and_not_silence(town):
    say(make_assessment(town.lone), town.goals, 0)
    assert own_views(town.lone) == {"M.1": 0}


def test_not_relevant_and_wishes_are_no_evidence(town):
    answer = say(make_assessment(town.lone), town.goals, None, wants_more=True)
    assert not answer.is_relevant
    assert Evidence.objects.count() == 0


def test_what_was_said_first_stays_first(town):
    assessment = make_assessment(town.lone)
    say(assessment, town.goals, 2)
    answer = say(assessment, town.goals, 3)
    assert (answer.first_level, answer.level, answer.changes) == (2, 3, 1)
    assert answer.changed_at is not None
    assert own_views(town.lone) == {"M.1": 3}
    assert sorted(Evidence.objects.values_list("level", flat=True)) == [2, 3]


def test_the_same_again_changes_nothing(town):
    assessment = make_assessment(town.lone)
    say(assessment, town.goals, 2)
    logged = ModelLogEntry.objects.count()
    answer = say(assessment, town.goals, 2)
    assert (answer.changes, Evidence.objects.count(), ModelLogEntry.objects.count()) == (0, 1, logged)


def test_other_words_are_no_other_view(town):
    assessment = make_assessment(town.lone)
    say(assessment, town.goals, 2)
    answer = say(assessment, town.goals, 2, comment="Ikke om natten.")
    assert (answer.comment, answer.changes, Evidence.objects.count()) == ("Ikke om natten.", 0, 1)


def test_not_relevant_takes_a_level_back_and_a_level_can_be_said_again(town):
    assessment = make_assessment(town.lone)
    say(assessment, town.goals, 2)
    answer = say(assessment, town.goals, None)
    assert (answer.first_level, answer.level) == (2, None)
    assert own_views(town.lone) == {}
    say(assessment, town.goals, 1)
    assert own_views(town.lone) == {"M.1": 1}


def test_then_and_now_are_kinds_of_their_own_and_now_is_the_present_view(town, at_noon):
    say(make_assessment(town.lone), town.goals, 3)
    at_noon.shift(60)
    after = make_assessment(town.lone, make_round(town.unit, RoundKind.AFTER))
    answer = say(after, town.goals, 2, then_level=1)
    kinds = dict(Evidence.objects.values_list("kind", "level"))
    assert kinds == {"self_assessment": 3, "self_now": 2, "self_then": 1}
    assert own_views(town.lone) == {"M.1": 2}
    assert (answer.first_level, answer.first_then_level) == (2, 1)


def test_an_own_view_is_never_mixed_with_what_others_saw(town):
    show(town.lone, town.goals, 2)
    say(make_assessment(town.lone), town.goals, 4)
    assert Standing.objects.get().level == 2
    assert own_views(town.lone) == {"M.1": 4}


@pytest.mark.parametrize(
    "said", [Said(5), Said(-1), Said(2, then_level=1), Said(2, comment="x" * 2_001)], ids=repr
)
def test_what_no_form_sends_is_refused_and_nothing_is_stored(town, said):
    assessment = make_assessment(town.lone)
    with pytest.raises(Refused):
        save_answer(town.lone, assessment, town.goals.pk, said)
    assert (OwnAnswer.objects.count(), Evidence.objects.count()) == (0, 0)


def test_a_round_that_looks_back_asks_for_both(town):
    after = make_assessment(town.lone, make_round(town.unit, RoundKind.AFTER))
    with pytest.raises(Refused):
        say(after, town.goals, 2)


def test_only_what_the_job_asks_for_can_be_answered(town):
    other = make_requirement(town.goals.parent, "M.9")
    with pytest.raises(NotAsked):
        say(make_assessment(town.lone), other, 2)


def test_a_change_of_job_midway_is_followed(town):
    assessment = make_assessment(town.lone)
    say(assessment, town.goals, 2)
    town.lone.employments.update(end=TODAY - dt.timedelta(days=1))
    lone = anew(town.lone)
    assert required_of(lone) == {}
    with pytest.raises(NotAsked):
        save_answer(lone, assessment, town.notes.pk, Said(2))
    make_employment(lone, town.other_unit, start=TODAY)
    save_answer(anew(lone), assessment, town.notes.pk, Said(2))
    assert OwnAnswer.objects.count() == 2


def test_the_highest_of_two_jobs_is_asked_for(town):
    make_employment(town.lone, town.other_unit, start=TODAY)
    assert required_of(anew(town.lone)) == {town.goals.pk: 3, town.notes.pk: 2, town.aids.pk: 1}


def test_what_is_ended_stays_as_it_is(town):
    assessment = make_assessment(town.lone)
    say(assessment, town.goals, 2)
    end_assessment(town.lone, assessment)
    with pytest.raises(Ended):
        say(assessment, town.goals, 3)
    end_assessment(town.lone, assessment, prepared=2)
    assert SelfAssessment.objects.get().prepared is None
    assert own_views(town.lone) == {"M.1": 2}


def test_the_one_question_is_kept_with_the_assessment(town):
    assessment = make_assessment(town.lone, make_round(town.unit))
    with pytest.raises(Refused):
        end_assessment(town.lone, assessment, prepared=5)
    end_assessment(town.lone, assessment, prepared=3)
    assert SelfAssessment.objects.get().prepared == 3


def test_one_at_a_time_and_a_pause_is_no_end(town):
    mine = make_assessment(town.lone)
    assert make_assessment(town.lone) == mine
    in_round = make_assessment(town.lone, make_round(town.unit))
    mine.refresh_from_db()
    assert mine.ended_at is not None
    assert make_assessment(town.lone) == in_round
    with pytest.raises(IntegrityError), transaction.atomic():
        SelfAssessment.objects.create(person=town.lone)


def test_whoever_ended_in_a_round_can_go_on_as_long_as_it_is_open(town, at_noon):
    a_round = make_round(town.unit)
    assessment = make_assessment(town.lone, a_round)
    end_assessment(town.lone, assessment, prepared=3)
    again = make_assessment(town.lone, a_round)
    assert (again, again.ended_at) == (assessment, None)
    end_assessment(town.lone, again)
    assert SelfAssessment.objects.get().prepared == 3
    at_noon.shift(dt.timedelta(days=40))
    with pytest.raises(RoundIsClosed):
        start_assessment(town.lone, a_round)


def test_a_round_of_another_place_is_not_open_to_me(town):
    with pytest.raises(RoundIsClosed):
        make_assessment(town.lone, make_round(town.other_unit))
    assert make_assessment(town.lone, make_round(town.centre, RoundKind.AFTER)).round is not None


def test_after_a_round_has_closed_the_answer_is_kept_as_the_persons_own(town, at_noon):
    a_round = make_round(town.unit)
    assessment = make_assessment(town.lone, a_round)
    say(assessment, town.goals, 2)
    at_noon.shift(dt.timedelta(days=29))
    late = say(assessment, town.notes, 1)
    assert late.answered_at >= a_round.closes_at
    assert set(own_views(town.lone).values()) <= {2, 1}
    assert OwnAnswer.objects.filter(answered_at__lt=a_round.closes_at).count() == 1
    # By myself I begin anew then: the round that is over is ended by it.
    assert make_assessment(town.lone).round is None


def test_who_goes_takes_the_answers_along_and_leaves_the_ledger(town):
    assessment = make_assessment(town.lone, make_round(town.unit))
    say(assessment, town.goals, 2, comment="Kun for mig.")
    end_assessment(town.lone, assessment, prepared=1)
    share_own_view(town.lone, town.hanne.pk)
    other = make_employment(make_person(), town.unit).user
    say(make_assessment(other), town.goals, 1)
    assert forget(town.lone) == 3
    assert SelfAssessment.objects.get().person == other
    assert OwnAnswer.objects.count() == 1
    assert SharedOwnView.objects.count() == 0
    assert Evidence.objects.filter(person=town.lone).count() == 1


def test_no_log_entry_holds_an_answer(town):
    assessment = make_assessment(town.lone, make_round(town.unit))
    say(assessment, town.goals, 3, comment="Borgeren fra nummer ni.")
    end_assessment(town.lone, assessment, prepared=4)
    entries = ModelLogEntry.objects.filter(action__startswith="practice.").order_by("pk")
    told = [(entry.action, entry.data) for entry in entries]
    assert told[1:] == [
        ("practice.start_own_view", {"round": assessment.round_id}),
        ("practice.save_own_answer", {"competence": town.goals.pk}),
        ("practice.end_own_view", {"round": assessment.round_id}),
    ]
