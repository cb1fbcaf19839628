"""Examples are proposals until two people have signed the same words: lived experience and a profession."""

import datetime as dt
from functools import partial

import pytest
from django.db import IntegrityError, transaction
from wagtail.models import ModelLogEntry

from accounts.enums import Role
from accounts.models import NeverDeleted
from assessments.domain.refusals import Refusal, Refused
from assessments.practice.domain import example_signatures, examples
from assessments.practice.domain.example_signatures import read_signing, sign_examples, withdraw_signature
from assessments.practice.domain.examples import fingerprint, is_signed, read_examples, read_texts
from assessments.practice.models import ExampleSignature
from tests.at_once import at_once
from tests.factories.accounts import make_person
from tests.factories.practice_examples import sign_both

pytestmark = pytest.mark.django_db
CODE = "R1.1"


@pytest.fixture
def peer():
    return make_person(Role.LIVED_EXPERIENCE, display_name="Maja Ærø")


@pytest.fixture
def professional():
    return make_person(Role.PROFESSIONAL, display_name="Ole Brandt")


def sign(person, role, code=CODE, *, seen=None):
    return sign_examples(person, code, role, seen=fingerprint(code) if seen is None else seen)


def refused(person, role, code=CODE, **how):
    with pytest.raises(Refused) as refusal:
        sign(person, role, code, **how)
    return refusal.value.why


@pytest.fixture
def rewrite(monkeypatch):
    """Give a requirement's first example other words, as a new version of the house does."""

    def change(code: str) -> None:
        texts = {name: dict(levels) for name, levels in read_texts().items()}
        texts[code][0] += " Det er nyt for mig."
        for module in (examples, example_signatures):
            monkeypatch.setattr(module, "read_texts", lambda: texts)
        monkeypatch.setattr(examples, "keep", lambda _name, read: read())

    return change


def test_examples_are_proposals_until_both_have_signed(peer, professional) -> None:
    assert not any(example.is_signed for levels in read_examples().values() for example in levels.values())
    sign(peer, Role.LIVED_EXPERIENCE)
    assert not is_signed(CODE)
    sign(professional, Role.PROFESSIONAL)
    assert is_signed(CODE)
    assert [code for code, levels in read_examples().items() if levels[0].is_signed] == [CODE]
    assert {example.is_signed for example in read_examples()[CODE].values()} == {True}


def test_examples_say_the_words_of_the_file() -> None:
    found = {
        code: {level: example.text for level, example in levels.items()}
        for code, levels in read_examples().items()
    }
    assert found == read_texts()


def test_nobody_signs_for_a_group_they_are_not_in(peer, professional) -> None:
    assert refused(peer, Role.PROFESSIONAL) == Refusal.FORBIDDEN
    assert refused(professional, Role.LIVED_EXPERIENCE) == Refusal.FORBIDDEN
    assert refused(make_person(is_superuser=True), Role.PROFESSIONAL) == Refusal.FORBIDDEN
    assert refused(make_person(Role.COORDINATOR, Role.AUTHOR), Role.COORDINATOR) == Refusal.FORBIDDEN
    assert not ExampleSignature.objects.exists()


def test_one_person_in_both_groups_signs_once(professional) -> None:
    both = make_person(Role.LIVED_EXPERIENCE, Role.PROFESSIONAL)
    sign(both, Role.LIVED_EXPERIENCE)
    assert refused(both, Role.PROFESSIONAL) == Refusal.ALREADY
    assert not is_signed(CODE)
    sign(professional, Role.PROFESSIONAL)
    assert is_signed(CODE)
    # Another requirement is another thing to stand behind.
    sign(both, Role.PROFESSIONAL, "M.1")


def test_database_holds_to_two_people_and_two_roles(peer) -> None:
    sign(peer, Role.LIVED_EXPERIENCE)
    for more in (
        {"signer": peer, "as_role": Role.PROFESSIONAL},
        {"signer": make_person(Role.LIVED_EXPERIENCE), "as_role": Role.LIVED_EXPERIENCE},
        {"signer": make_person(), "as_role": Role.COORDINATOR},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            ExampleSignature.objects.create(code=CODE, fingerprint=fingerprint(CODE), **more)


def test_second_of_a_group_is_told_that_it_is_done(peer) -> None:
    sign(peer, Role.LIVED_EXPERIENCE)
    assert refused(make_person(Role.LIVED_EXPERIENCE), Role.LIVED_EXPERIENCE) == Refusal.ALREADY
    assert ExampleSignature.objects.count() == 1


def test_changed_text_asks_both_anew(peer, professional, rewrite) -> None:
    sign(peer, Role.LIVED_EXPERIENCE)
    sign(professional, Role.PROFESSIONAL)
    sign(peer, Role.LIVED_EXPERIENCE, "M.1")
    rewrite(CODE)
    assert not is_signed(CODE)
    waiting = {entry.code: entry for entry in read_signing(peer)}
    assert waiting[CODE].may_sign_as == (Role.LIVED_EXPERIENCE,)
    assert [signature.signed_at for signature in waiting[CODE].signatures] == [None, None]
    # What was not changed keeps its signature, and what was signed stays written.
    assert waiting["M.1"].may_sign_as == ()
    sign(peer, Role.LIVED_EXPERIENCE)
    sign(professional, Role.PROFESSIONAL)
    assert is_signed(CODE)
    assert ExampleSignature.objects.filter(code=CODE).count() == 4


def test_words_that_changed_under_the_reader_are_not_signed(peer, rewrite) -> None:
    read = fingerprint(CODE)
    rewrite(CODE)
    assert refused(peer, Role.LIVED_EXPERIENCE, seen=read) == Refusal.ALREADY
    assert refused(peer, Role.LIVED_EXPERIENCE, seen="") == Refusal.ALREADY
    assert not ExampleSignature.objects.exists()


def test_only_requirements_of_the_house_are_signed(peer) -> None:
    assert refused(peer, Role.LIVED_EXPERIENCE, "R9.9", seen="x") == Refusal.NOT_THERE


def test_signing_is_logged_without_a_role_or_a_name(peer) -> None:
    signature = sign(peer, Role.LIVED_EXPERIENCE)
    entry = ModelLogEntry.objects.get(action="practice.sign_examples")
    assert (entry.user, entry.object_id, entry.data) == (peer, str(signature.pk), {"requirement": CODE})


def test_who_has_signed_cannot_be_deleted(peer) -> None:
    sign(peer, Role.LIVED_EXPERIENCE)
    with pytest.raises(NeverDeleted):
        peer.delete()


def test_list_says_who_has_signed_and_who_may(peer, professional) -> None:
    sign(peer, Role.LIVED_EXPERIENCE)
    entry = next(entry for entry in read_signing(professional) if entry.code == CODE)
    experience, profession = entry.signatures
    assert (experience.name, experience.is_mine, profession.signed_at) == ("Maja Ærø", False, None)
    assert (entry.may_sign_as, entry.is_signed) == ((Role.PROFESSIONAL,), False)
    (own,) = (entry for entry in read_signing(peer) if entry.code == CODE)
    assert own.may_sign_as == ()
    assert own.signatures[0].is_mine
    both = make_person(Role.LIVED_EXPERIENCE, Role.PROFESSIONAL)
    assert read_signing(both)[0].may_sign_as == (Role.LIVED_EXPERIENCE, Role.PROFESSIONAL)


def test_examples_ask_the_database_twice_however_many_are_signed(django_assert_num_queries) -> None:
    sign_both("M.1")
    read_examples()
    with django_assert_num_queries(1):  # the token
        read_examples()
    sign_both("M.2")
    with django_assert_num_queries(2):  # the token, and the signatures
        assert read_examples()["M.2"][0].is_signed


def test_a_signature_taken_back_makes_a_proposal_again(peer, professional) -> None:
    sign(peer, Role.LIVED_EXPERIENCE)
    sign(professional, Role.PROFESSIONAL)
    assert is_signed(CODE)
    taken = withdraw_signature(peer, CODE)
    assert taken.withdrawn_at is not None
    assert not is_signed(CODE)
    (entry,) = (entry for entry in read_signing(peer) if entry.code == CODE)
    assert (entry.is_mine, entry.may_sign_as) == (False, (Role.LIVED_EXPERIENCE,))
    # Of the other nothing is taken back.
    assert [bool(signature.signed_at) for signature in entry.signatures] == [False, True]
    log = ModelLogEntry.objects.get(action="practice.withdraw_example_signature")
    assert (log.user, log.object_id, log.data) == (peer, str(taken.pk), {"requirement": CODE})


def test_signed_again_is_a_new_row_however_often(peer, professional) -> None:
    sign(professional, Role.PROFESSIONAL)
    for _time in range(3):
        sign(peer, Role.LIVED_EXPERIENCE)
        assert is_signed(CODE)
        withdraw_signature(peer, CODE)
        assert not is_signed(CODE)
    # Somebody else of the group may sign meanwhile; then there is nothing left for the first.
    sign(make_person(Role.LIVED_EXPERIENCE), Role.LIVED_EXPERIENCE)
    assert is_signed(CODE)
    assert refused(peer, Role.LIVED_EXPERIENCE) == Refusal.ALREADY
    rows = ExampleSignature.objects.filter(signer=peer)
    assert (rows.count(), rows.standing().count()) == (3, 0)


def test_who_is_in_both_groups_can_sign_as_the_other_afterwards(peer) -> None:
    both = make_person(Role.LIVED_EXPERIENCE, Role.PROFESSIONAL)
    sign(both, Role.LIVED_EXPERIENCE)
    withdraw_signature(both, CODE)
    sign(both, Role.PROFESSIONAL)
    sign(peer, Role.LIVED_EXPERIENCE)
    assert is_signed(CODE)


def test_only_ones_own_and_only_once_is_taken_back(peer, professional, rewrite) -> None:
    sign(peer, Role.LIVED_EXPERIENCE)
    for person, code, why in (
        (professional, CODE, Refusal.ALREADY),
        (peer, "M.1", Refusal.ALREADY),
        (peer, "R9.9", Refusal.NOT_THERE),
    ):
        with pytest.raises(Refused) as refusal:
            withdraw_signature(person, code)
        assert refusal.value.why == why
    withdraw_signature(peer, CODE)
    with pytest.raises(Refused):
        withdraw_signature(peer, CODE)
    sign(peer, Role.LIVED_EXPERIENCE)
    # Other words by now: what stood under the old ones stays written.
    rewrite(CODE)
    with pytest.raises(Refused):
        withdraw_signature(peer, CODE)
    assert ExampleSignature.objects.standing().count() == 1


def test_database_takes_no_signature_taken_back_before_it_was_given(peer) -> None:
    row = sign(peer, Role.LIVED_EXPERIENCE)
    row.withdrawn_at = row.signed_at - dt.timedelta(seconds=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def ends_of(act, people) -> list:
    """What comes of it when these do the same in the same moment: "done", or why not."""
    ends = at_once(*[partial(act, person) for person in people], may_end_in=Refused)
    return sorted((end.why if isinstance(end, Refused) else "done" for end in ends), key=str)


ONE_OF_TWO = sorted(["done", Refusal.ALREADY], key=str)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_taken_back_twice_at_once_is_taken_back_once(peer) -> None:
    sign(peer, Role.LIVED_EXPERIENCE)
    assert ends_of(lambda person: withdraw_signature(person, CODE), [peer, peer]) == ONE_OF_TWO
    assert ModelLogEntry.objects.filter(action="practice.withdraw_example_signature").count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_who_sign_at_once_leave_one_signature() -> None:
    people = [make_person(Role.PROFESSIONAL) for _number in range(2)]
    assert ends_of(lambda person: sign(person, Role.PROFESSIONAL), people) == ONE_OF_TWO
    assert ExampleSignature.objects.count() == 1
    assert ModelLogEntry.objects.filter(action="practice.sign_examples").count() == 1
