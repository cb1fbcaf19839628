"""Somebody goes midway: their words go, the rows stand, and the other one sees what is left."""

import pytest
from django.urls import reverse

from accounts.domain.emptying import empty_person
from accounts.models import User
from development.domain.talks.following_up import follow_up
from development.domain.talks.goals import Wanted, save_note, write_goal
from development.enums import FollowUpKind
from development.models import (
    Agreement,
    AgreementVersion,
    Confirmation,
    FollowUp,
    Goal,
    PrivateNote,
    Talk,
)
from tests.factories.accounts import make_person
from tests.factories.talks import agree, line


@pytest.fixture
def whole(two, talk) -> Talk:
    """A talk with a word of everything."""
    write_goal(talk, Wanted("Quirina vil.", "Fordi Quirina kan."), by=two.person)
    save_note(talk, "Quirina husker.", by=two.person)
    (made,) = agree(talk, line("Quirina går med.", who="Quirina og Hanne."))
    follow_up(made, FollowUpKind.DONE, by=two.manager, words="Quirina klarede det.")
    return talk


def test_the_words_about_a_person_go_and_the_rows_stand(two, whole) -> None:
    before = list(AgreementVersion.objects.values_list("number", "fingerprint", "written_at"))
    yeses = list(Confirmation.objects.values_list("person", "fingerprint", "said_at"))
    empty_person(two.person, by=make_person())
    assert Goal.objects.get().text == Goal.objects.get().why == ""
    assert Agreement.objects.get().what == Agreement.objects.get().who == ""
    assert FollowUp.objects.get().words == ""
    assert not PrivateNote.objects.exists()
    assert list(AgreementVersion.objects.values_list("number", "fingerprint", "written_at")) == before
    assert list(Confirmation.objects.values_list("person", "fingerprint", "said_at")) == yeses
    whole.refresh_from_db()
    assert whole.ended_at is not None


def test_the_manager_of_somebody_who_has_gone_sees_nothing(client, two, whole) -> None:
    empty_person(two.person, by=make_person())
    client.force_login(User.objects.get(pk=two.manager.pk))
    page = client.get(reverse("development:talks"))
    assert page.status_code == 200
    assert "Lone" not in page.content.decode()


def test_whose_manager_has_gone_keeps_every_word(client, two, whole) -> None:
    empty_person(two.manager, by=make_person())
    client.force_login(User.objects.get(pk=two.person.pk))
    page = client.get(reverse("development:talk", args=[whole.pk])).content.decode()
    assert "Quirina går med." in page
    assert "Somebody who has left" in page
    for name in ("talks", "plan"):
        assert client.get(reverse(f"development:{name}")).status_code == 200
    (made,) = Agreement.objects.all()
    told = client.post(reverse("development:follow_up", args=[made.pk]), {"kind": "reopened"})
    assert told.status_code == 303
