"""The check page, taking back, and the CMS."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from accounts.domain.emptying import empty_person
from accounts.enums import Role
from accounts.models import User
from courses.domain.site import ensure_site
from courses.models import Completion
from courses.proofs.domain.proofs import AlreadyRevoked, make_proof, revoke_proof
from courses.proofs.models import Proof
from tests.factories.accounts import make_person as make_person_with_roles
from tests.factories.courses import make_person


def look(number: str) -> tuple[int, str]:
    answer = Client().get(reverse("proofs:check_proof", args=[number]))
    return answer.status_code, answer.content.decode()


def test_anyone_with_the_number_sees_what_the_proof_is_for(proof: Proof) -> None:
    status, page = look(proof.number)
    assert status == 200
    for words in ("Lone Kjær", "Målene er borgerens", "Krav M.1", "Solbjerg Kommune", proof.number):
        assert words in page
    assert '<meta name="robots" content="noindex">' in page


def test_check_page_shows_initials_where_the_holder_chose_so(completion: Completion) -> None:
    _status, page = look(make_proof(completion, shows_name=False).number)
    assert "L. K." in page
    assert "Lone Kjær" not in page


def test_number_outlives_the_name_of_whoever_went(proof: Proof) -> None:
    empty_person(proof.completion.person, by=None)
    status, page = look(proof.number)
    assert status == 200
    assert "Nogen har gennemført »Målene er borgerens«." in page
    for name in ("Lone", "L. K.", "initialer"):
        assert name not in page


def test_number_may_be_typed_sloppily(proof: Proof) -> None:
    sloppy = proof.number.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    canonical = reverse("proofs:check_proof", args=[proof.number])
    typed = Client().get(reverse("proofs:check_proofs"), {"nummer": sloppy})
    assert (typed.status_code, typed["Location"]) == (302, canonical)
    followed = Client().get(reverse("proofs:check_proof", args=[sloppy]))
    assert (followed.status_code, followed["Location"]) == (302, canonical)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "typed", ["LS-00000-00000-00000", "noget andet", "<script>alert(1)</script>", "Ø" * 400]
)
def test_unknown_number_is_said_in_words(typed: str) -> None:
    direct = Client().get(reverse("proofs:check_proofs"), {"nummer": typed}, follow=True)
    assert direct.status_code == 404
    assert direct["X-Robots-Tag"] == "noindex"
    assert 'role="alert"' in direct.content.decode()
    assert "<script>alert" not in direct.content.decode()


@pytest.mark.django_db
def test_empty_form_is_no_mistake() -> None:
    answer = Client().get(reverse("proofs:check_proofs"))
    assert answer.status_code == 200
    assert 'role="alert"' not in answer.content.decode()


def test_revoked_proof_says_so_and_neither_name_nor_reason(
    proof: Proof, completion: Completion, as_person: Client
) -> None:
    revoke_proof(proof, by=make_person(), reason="Givet ved en fejl")
    status, page = look(proof.number)
    assert status == 200
    assert "Målene er borgerens" in page
    for words in ("Lone", "Givet ved en fejl", "Krav M.1"):
        assert words not in page
    own = as_person.get(reverse("proofs:proof", args=[completion.pk])).content.decode()
    assert "Givet ved en fejl" in own
    assert reverse("proofs:proof_pdf", args=[completion.pk]) not in own
    assert as_person.get(reverse("proofs:proof_pdf", args=[completion.pk])).status_code == 410
    # Another can be made, and has a number of its own (test_making.py).
    assert make_proof(completion).number != proof.number


def test_proof_is_taken_back_once_and_with_a_reason(proof: Proof) -> None:
    coordinator = make_person()
    with pytest.raises(ValueError, match="reason"):
        revoke_proof(proof, by=coordinator, reason="  ")
    revoke_proof(proof, by=coordinator, reason=" Givet ved en fejl ")
    assert (proof.revoked_by, proof.revoke_reason) == (coordinator, "Givet ved en fejl")
    with pytest.raises(AlreadyRevoked):
        revoke_proof(proof, by=coordinator, reason="Igen")
    (entry,) = ModelLogEntry.objects.filter(action="courses.revoke_proof")
    assert (entry.user, entry.data) == (coordinator, {"completion": proof.completion_id})


@pytest.fixture
def coordinator(db: None) -> User:
    ensure_site()
    return make_person_with_roles(Role.COORDINATOR)


def cms(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_coordinator_finds_a_proof_and_takes_it_back(coordinator: User, proof: Proof) -> None:
    client = cms(coordinator)
    for asked, is_found in ((proof.number, True), ("Lone", True), ("borgerens", True), ("Ukendt", False)):
        page = client.get(reverse("cms_proofs:index"), {"q": asked}).content.decode()
        assert (proof.number in page) is is_found
    revoke = reverse("cms_proofs:edit", args=[proof.pk])
    assert client.get(revoke).status_code == 200
    client.post(revoke, {"revoke_reason": ""})
    proof.refresh_from_db()
    assert proof.revoked_at is None
    assert client.post(revoke, {"revoke_reason": "Givet ved en fejl"}).status_code == 302
    proof.refresh_from_db()
    assert (proof.revoke_reason, proof.revoked_by) == ("Givet ved en fejl", coordinator)
    again = client.post(revoke, {"revoke_reason": "Igen"})
    assert again["Location"] == reverse("cms_proofs:inspect", args=[proof.pk])
    assert "Givet ved en fejl" in client.get(again["Location"]).content.decode()


def test_nobody_writes_or_deletes_a_proof_in_the_cms(proof: Proof) -> None:
    admin = cms(make_person(is_superuser=True))
    assert admin.get(reverse("cms_proofs:add")).status_code == 302
    admin.post(reverse("cms_proofs:delete", args=[proof.pk]))
    assert Proof.objects.count() == 1


def test_others_of_the_workshop_see_no_proofs(coordinator: User, proof: Proof) -> None:
    author = cms(make_person_with_roles(Role.AUTHOR))
    for address in (reverse("cms_proofs:index"), reverse("cms_proofs:edit", args=[proof.pk])):
        answer = author.get(address)
        assert answer.status_code == 302
        assert answer["Location"] == reverse("wagtailadmin_home")
