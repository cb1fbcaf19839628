"""Agreements are written together, and a yes counts for one version of them and for nothing else."""

import pytest
from django.db import IntegrityError, transaction
from wagtail.models import ModelLogEntry

from assessments.domain.refusals import Refusal
from development.domain.talks.agreeing import (
    fingerprint_of,
    present_version,
    save_agreements,
    say_yes,
)
from development.domain.talks.opening import end_talk
from development.domain.talks.refusals import CannotWrite, ChangedMeanwhile, NothingToAgree, TooMuch
from development.models import Agreement, AgreementVersion, Confirmation
from development.policy import MAX_AGREEMENTS
from tests.factories.accounts import make_person
from tests.factories.competences import make_requirement
from tests.factories.courses import make_course
from tests.factories.talks import Two, agree, both_say_yes, line, write


def is_agreed(talk) -> bool:
    present = present_version(talk)
    return AgreementVersion.objects.agreed().filter(pk=present.pk).exists()


def test_both_say_yes_to_the_same_words(two, talk) -> None:
    version = write(talk)
    assert not say_yes(talk, version.fingerprint, by=two.manager)
    assert not is_agreed(talk)
    assert say_yes(talk, version.fingerprint, by=two.person)
    assert is_agreed(talk)


def test_one_who_says_yes_twice_is_one_yes(two, talk) -> None:
    version = write(talk)
    for _time in range(2):
        assert not say_yes(talk, version.fingerprint, by=two.person)
    assert Confirmation.objects.count() == 1


def test_a_change_takes_back_both_yeses(two, talk) -> None:
    version = both_say_yes(write(talk).talk)
    write(talk, line("Noget andet."), by=two.manager)
    assert not is_agreed(talk)
    with pytest.raises(ChangedMeanwhile) as refused:
        say_yes(talk, version.fingerprint, by=two.person)
    assert refused.value.why is Refusal.ALREADY
    assert refused.value.present.number == 2
    both_say_yes(talk)
    assert is_agreed(talk)


def test_words_changed_and_changed_back_are_asked_about_anew(two, talk) -> None:
    first = line("Det første.")
    write(talk, first)
    both_say_yes(talk)
    write(talk, line("Det andet."))
    third = write(talk, first)
    assert not is_agreed(talk)
    assert third.fingerprint != talk.versions.get(number=1).fingerprint


@pytest.mark.parametrize(
    "other",
    [
        lambda: line("Et andet ord."),
        lambda: line(days=31),
        lambda: line(who="Hanne finder timerne."),
        lambda: line(competence_id=make_requirement().pk),
    ],
)
def test_every_word_is_in_the_fingerprint(talk, other) -> None:
    assert fingerprint_of(1, 1, [line()]) != fingerprint_of(1, 1, [other()])
    assert fingerprint_of(1, 1, [line()]) != fingerprint_of(2, 1, [line()])
    assert fingerprint_of(1, 1, [line(), other()]) != fingerprint_of(1, 1, [other(), line()])


def test_the_same_words_saved_again_write_nothing(two, talk) -> None:
    (kept,) = agree(talk)
    again = line(line=kept.line)
    version = save_agreements(talk, [again], read=1, by=two.manager)
    assert version.number == 1
    assert is_agreed(talk)


def test_a_stale_save_is_refused_and_says_what_stands(two, talk) -> None:
    write(talk, line("Det stod der."))
    save_agreements(talk, [line("Lones ord.")], read=1, by=two.person)
    with pytest.raises(ChangedMeanwhile) as refused:
        save_agreements(talk, [line("Hannes ord.")], read=1, by=two.manager)
    assert [one.what for one in refused.value.present.agreements.all()] == ["Lones ord."]
    assert AgreementVersion.objects.count() == 2


def test_every_version_is_kept_whole(talk) -> None:
    for what in ("Et.", "To.", "Tre."):
        agree(talk, line(what), line("Det samme."))
    kept = [[one.what for one in version.agreements.all()] for version in talk.versions.order_by("number")]
    assert kept == [["Et.", "Det samme."], ["To.", "Det samme."], ["Tre.", "Det samme."]]
    assert AgreementVersion.objects.newest_agreed().get().number == 3


def test_what_holds_is_the_newest_that_both_said_yes_to(two, talk) -> None:
    agree(talk, line("Det gamle."))
    version = write(talk, line("Det nye."))
    say_yes(talk, version.fingerprint, by=two.manager)
    assert AgreementVersion.objects.newest_agreed().get().number == 1
    say_yes(talk, version.fingerprint, by=two.person)
    assert AgreementVersion.objects.newest_agreed().get().number == 2


def test_a_line_keeps_its_name_and_no_two_have_one(talk) -> None:
    (first,) = agree(talk, line("Det samme."))
    second = write(talk, line("Det samme, men mere.", line=first.line), line("Nyt.", line=first.line))
    names = [one.line for one in second.agreements.all()]
    assert names[0] == first.line
    assert names[1] != first.line


def test_a_line_of_another_talk_is_a_new_one_here(talk) -> None:
    (stranger,) = agree(talk)
    end_talk(talk, by=talk.person)
    other = Two().talk
    version = write(other, line("Mit.", line=stranger.line))
    assert version.agreements.get().line != stranger.line


def test_all_agreements_can_be_taken_away_but_nothing_is_no_agreement(two, talk) -> None:
    with pytest.raises(NothingToAgree):
        save_agreements(talk, [], read=0, by=two.person)
    write(talk)
    empty = save_agreements(talk, [], read=1, by=two.person)
    with pytest.raises(NothingToAgree):
        say_yes(talk, empty.fingerprint, by=two.person)


def test_there_is_an_end_to_how_many(two, talk) -> None:
    with pytest.raises(TooMuch):
        save_agreements(talk, [line()] * (MAX_AGREEMENTS + 1), read=0, by=two.person)


def test_nobody_else_writes_or_says_yes(talk) -> None:
    stranger = make_person()
    with pytest.raises(CannotWrite):
        save_agreements(talk, [line()], read=0, by=stranger)
    version = write(talk)
    with pytest.raises(CannotWrite):
        say_yes(talk, version.fingerprint, by=stranger)
    assert not Confirmation.objects.exists()


def test_nothing_is_written_when_the_talk_has_ended(two, talk) -> None:
    version = write(talk)
    end_talk(talk, by=two.manager)
    with pytest.raises(CannotWrite):
        write(talk, line("For sent."))
    with pytest.raises(CannotWrite):
        say_yes(talk, version.fingerprint, by=two.person)


def test_where_a_button_leads_goes_with_its_page_and_changes_no_agreement(talk) -> None:
    course = make_course()
    (kept,) = agree(talk, line(course_id=course.pk))
    course.delete()
    kept.refresh_from_db()
    assert kept.course_id is None
    assert is_agreed(talk)


def test_an_agreement_leads_to_one_thing(talk) -> None:
    both = {"competence_id": make_requirement().pk, "course_id": make_course().pk}
    with pytest.raises(IntegrityError), transaction.atomic():
        write(talk, line(**both))


def test_the_log_says_who_and_how_many_and_no_word(talk) -> None:
    agree(talk, line("Hemmelige ord."))
    entries = ModelLogEntry.objects.filter(action__startswith="development.")
    assert {entry.action for entry in entries} == {
        "development.open_talk",
        "development.save_agreements",
        "development.say_yes",
    }
    told = " ".join(f"{entry.label} {entry.data}" for entry in entries)
    assert "Hemmelige" not in told
    assert "Lone" not in told
    assert Agreement.objects.count() == 1
