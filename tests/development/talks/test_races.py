"""Two who write at once. Only PostgreSQL has the row locks that this is about."""

import pytest

from accounts.models import User
from development.domain.talks.agreeing import present_version, save_agreements, say_yes
from development.domain.talks.opening import open_talk
from development.domain.talks.refusals import ChangedMeanwhile
from development.domain.talks.reminding import remind
from development.models import AgreementVersion, Confirmation, PlanReminder, Talk
from tests.at_once import raised_at_once
from tests.development.talks.test_reminding import at_noon
from tests.factories.talks import agree, line, write

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
TURNS = 5


def as_asked(person: User) -> User:
    return User.objects.get(pk=person.pk)


def test_both_say_yes_at_once(two) -> None:
    talk = two.talk
    for turn in range(TURNS):
        version = write(talk, line(f"Nummer {turn}."))
        raised = raised_at_once(
            lambda now=version: say_yes(talk, now.fingerprint, by=as_asked(two.person)),
            lambda now=version: say_yes(talk, now.fingerprint, by=as_asked(two.manager)),
        )
        assert raised == [None, None]
        assert AgreementVersion.objects.agreed().filter(pk=version.pk).exists()


def test_one_who_presses_twice_says_yes_once(two) -> None:
    talk = two.talk
    version = write(talk)
    yes = [lambda: say_yes(talk, version.fingerprint, by=as_asked(two.person))] * 4
    assert raised_at_once(*yes) == [None] * 4
    assert Confirmation.objects.count() == 1


def test_a_yes_that_meets_a_change_counts_for_the_words_that_were_read_or_for_none(two) -> None:
    talk = two.talk
    for turn in range(TURNS):
        read = write(talk, line(f"Nummer {turn}."))
        said, saved = raised_at_once(
            lambda now=read: say_yes(talk, now.fingerprint, by=as_asked(two.person)),
            lambda now=read: save_agreements(
                talk, [line("Ændret.")], read=now.number, by=as_asked(two.manager)
            ),
        )
        assert saved is None
        assert said is None or isinstance(said, ChangedMeanwhile)
        present = present_version(talk)
        assert present.number == read.number + 1
        # Whichever came first: nobody has said yes to what stands now.
        assert not present.confirmations.exists()
        assert read.confirmations.count() == (said is None)


def test_of_two_who_save_at_once_one_is_told_and_no_word_is_overwritten(two) -> None:
    talk = two.talk
    for _turn in range(TURNS):
        read = write(talk, line("Det, begge har læst."))
        raised = raised_at_once(
            lambda now=read: save_agreements(
                talk, [line("Lones ord.")], read=now.number, by=as_asked(two.person)
            ),
            lambda now=read: save_agreements(
                talk, [line("Hannes ord.")], read=now.number, by=as_asked(two.manager)
            ),
        )
        assert sorted(type(one).__name__ for one in raised) == ["ChangedMeanwhile", "NoneType"]
        assert present_version(talk).number == read.number + 1
        (stands,) = present_version(talk).agreements.all()
        assert stands.what == ("Lones ord." if raised[0] is None else "Hannes ord.")


def test_both_who_begin_at_once_have_one_talk(two) -> None:
    raised = raised_at_once(
        lambda: open_talk(as_asked(two.person), as_asked(two.manager), by=as_asked(two.person)),
        lambda: open_talk(as_asked(two.person), as_asked(two.manager), by=as_asked(two.manager)),
    )
    assert raised == [None, None]
    assert Talk.objects.count() == 1


def test_two_workers_write_each_letter_once(two, mailoutbox) -> None:
    agree(two.talk, line(days=7))
    mailoutbox.clear()
    assert raised_at_once(*[lambda: remind(at_noon())] * 2) == [None, None]
    assert len(mailoutbox) == 2
    assert PlanReminder.objects.count() == 2
