"""Making a proof: what it says, that there is one, and that it stays as it was."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import ModelLogEntry, Page

from accounts.models import User
from assessments.ledger.basis import of_passed_test
from competences.models import Competence
from courses.domain.completions import take_back_completion
from courses.domain.lessons import submit_answer
from courses.models import Completion, CoursePage, Outcome
from courses.proofs.domain.badges import build_credential
from courses.proofs.domain.proofs import (
    ALPHABET,
    NothingToProve,
    initials,
    make_proof,
    new_number,
    read_number,
    revoke_proof,
)
from courses.proofs.domain.transcript import as_json, completions_of, holding_number, read_transcript
from courses.proofs.models import Proof
from tests.factories.courses import (
    answer_form,
    lessons_of,
    make_course,
    make_enrolment,
    make_person,
    questions_of,
)
from tests.factories.forms import filled


def test_number_is_read_however_it_is_typed() -> None:
    number = "LS-7K3M9-0XW1F-8HTR1"
    for typed in (
        number,
        "ls 7k3m9 0xw1f 8htr1",
        "7K3M9-OXWIF-8HTRl",
        "  LS7K3M9OXWLF8HTRI.",
    ):
        assert read_number(typed) == number
    for typed in (
        "",
        "LS-",
        "LS-7K3M9-0XW1F-8HTR",
        "LS-7K3M9-0XW1F-8HTRU",
        "LS-7K3M9-0XW1F-8HTRÅ",
        "x" * 999,
    ):
        assert read_number(typed) is None


def test_number_without_its_prefix_may_begin_like_one() -> None:
    assert read_number("LS3M9-0XW1F-8HTR1") == "LS-1S3M9-0XW1F-8HTR1"


@given(st.text(max_size=40))
def test_reading_a_number_never_fails(typed: str) -> None:
    number = read_number(typed)
    assert number is None or read_number(number) == number


def test_new_numbers_are_long_and_differ() -> None:
    numbers = {new_number() for _ in range(200)}
    assert len(numbers) == 200
    assert all(read_number(number) == number for number in numbers)
    assert len(ALPHABET) == 32
    assert all(len(number) == len("LS-") + 3 * 5 + 2 for number in numbers)


def test_initials_are_the_first_letters() -> None:
    assert initials("Camilla Østergaard-Ærenlund") == "C. Ø."
    assert initials("  åse  ") == "Å."


def test_proof_of_a_course_says_all_of_it(completion: Completion, requirements: list[Competence]) -> None:
    content = make_proof(completion).content
    page = completion.page
    assert page is not None
    assert content == {
        "name": "Lone Kjær",
        "public_name": "Lone Kjær",
        "kind": "course",
        "title": "Målene er borgerens",
        "course": "",
        "completed_on": timezone.localdate(completion.completed_at).isoformat(),
        "minutes": 80,
        "objectives": ["Bagefter kan du:", "høre et mål", "skrive det ned"],
        "parts": ["Hvis mål er det?", "Målet i hverdagen"],
        "requirements": [
            {
                "identifier": str(requirements[0].identifier),
                "code": "M.1",
                "title": "Krav M.1",
                "level": 2,
                "word": "Kan det med støtte",
                "is_proposal": True,
            },
            {
                "identifier": str(requirements[3].identifier),
                "code": "R1.1",
                "title": "Krav R1.1",
                "level": 1,
                "word": "Kender til det",
                "is_proposal": False,
            },
        ],
        "framework": requirements[0].framework.title,
        "issuer": "Solbjerg Kommune",
        "achievement": f"urn:uuid:{page.translation_key}",
        "proves": "solved",
        "basis": {"way": "test", "score": 7, "max": 7},
        "how": "Løst: 7 af 7 i prøven",
    }


def test_proof_of_a_module_says_its_course_and_lessons(
    person: User, catalogue: Any, complete: Callable[..., Completion]
) -> None:
    course = make_course("Relationen", modules=1, lessons=2)
    module = course.get_children().get().specific
    enrolment = make_enrolment(person, course)
    lesson = lessons_of(course)[0]
    completion = complete(person, module)
    enrolment.progress.create(
        lesson=lesson, started_at=completion.completed_at, completed_at=completion.completed_at
    )
    content = make_proof(completion).content
    assert (content["kind"], content["course"]) == ("module", "Relationen")
    assert (content["parts"], content["minutes"]) == ([lesson.title], lesson.minutes)
    assert content["requirements"] == []


def test_proof_is_made_once_and_stays_as_it_was(completion: Completion) -> None:
    proof = make_proof(completion)
    before = dict(proof.content)
    completion.person.display_name = "Lone Holm"
    completion.person.save()
    Outcome.objects.update(is_proposal=False)
    again = make_proof(completion, shows_name=False)
    assert (again.pk, again.number, again.content) == (proof.pk, proof.number, before)
    entries = ModelLogEntry.objects.filter(action="courses.make_proof")
    assert [entry.data for entry in entries] == [{"completion": completion.pk}]


def test_proof_says_what_was_published_when_it_was_completed(completion: Completion) -> None:
    course = CoursePage.objects.get(pk=completion.page_id)
    course.objectives, course.duration_minutes = "<p>Noget helt andet</p>", 10
    course.save_revision().publish()
    completion.refresh_from_db()
    content = make_proof(completion).content
    assert (content["objectives"][1], content["minutes"]) == ("høre et mål", 80)


def test_proof_can_be_made_when_the_page_is_gone(completion: Completion) -> None:
    CoursePage.objects.get(pk=completion.page_id).delete()
    content = make_proof(Completion.objects.get(pk=completion.pk)).content
    assert (content["title"], content["minutes"], content["parts"]) == ("Målene er borgerens", 0, [])
    assert content["requirements"][0]["code"] == "M.1"
    assert content["achievement"].startswith("urn:uuid:")


def test_name_on_the_check_page_can_be_initials(completion: Completion) -> None:
    content = make_proof(completion, shows_name=False).content
    assert (content["name"], content["public_name"]) == ("Lone Kjær", "L. K.")


def test_what_was_begun_anew_can_still_be_proven(completion: Completion) -> None:
    Completion.objects.update(superseded_at=timezone.now())
    completion.refresh_from_db()
    content = make_proof(completion).content
    assert (content["title"], len(content["parts"])) == ("Målene er borgerens", 2)


def test_what_was_taken_back_keeps_its_proof_but_gets_none(completion: Completion, proof: Proof) -> None:
    take_back_completion(completion, by=completion.person, reason="En fejl")
    assert make_proof(completion) == proof
    proof.delete()
    with pytest.raises(NothingToProve):
        make_proof(Completion.objects.get(pk=completion.pk))


def test_after_a_revoked_proof_a_new_one_has_its_own_number(
    completion: Completion, proof: Proof, as_person: Client
) -> None:
    """Its name was wrong: the coordinator takes it back, and the holder makes another."""
    revoke_proof(proof, by=make_person(), reason="Navnet var forkert")
    completion.person.display_name = "Lone Holm"
    completion.person.save()
    page = reverse("proofs:proof", args=[completion.pk])
    assert "Grund: Navnet var forkert" in as_person.get(page).text
    make = reverse("proofs:make_proof", args=[completion.pk])
    for _press in range(2):
        assert as_person.post(make, {"shows_name": "name"}).status_code == 303
    new = Proof.objects.get(revoked_at=None)
    assert Proof.objects.count() == 2
    assert (new.number != proof.number, new.content["name"]) == (True, "Lone Holm")
    html = as_person.get(page).text
    assert new.number in html
    assert proof.number in html
    assert "Grund: Navnet var forkert" in html
    old = Client().get(reverse("proofs:check_proof", args=[proof.number])).text
    assert "gælder ikke mere" in old
    assert "Lone" not in old
    assert "Lone Holm" in Client().get(reverse("proofs:check_proof", args=[new.number])).text
    assert as_person.get(reverse("proofs:proof_pdf", args=[completion.pk])).status_code == 200
    (listed,) = [row for row in completions_of(completion.person) if row.pk == completion.pk]
    assert holding_number(listed) == new.number


def test_database_lets_one_unrevoked_proof_stand(completion: Completion, proof: Proof) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Proof.objects.create(completion=completion, number=new_number(), content=proof.content)


def test_no_new_proof_of_what_was_taken_back(completion: Completion, proof: Proof) -> None:
    revoke_proof(proof, by=make_person(), reason="Navnet var forkert")
    take_back_completion(completion, by=completion.person, reason="En fejl")
    with pytest.raises(NothingToProve):
        make_proof(Completion.objects.get(pk=completion.pk))


def test_proof_that_says_less_gives_way_to_one_that_says_what_is_solved(
    person: User, proven_course: CoursePage, complete: Callable[..., Completion], as_person: Client
) -> None:
    answered = {"way": "answered", "answered": 13, "of": 13}
    completion = complete(person, proven_course, proves="took_part", basis=answered)
    old = make_proof(completion)
    assert old.content["how"] == "Har været med: har svaret på alle 13 opgaver"
    assert make_proof(completion).pk == old.pk
    Completion.objects.filter(pk=completion.pk).update(proves="solved", basis=of_passed_test(7, 7))
    completion.refresh_from_db()
    assert "Du har løst det siden" in as_person.get(reverse("proofs:proof", args=[completion.pk])).text
    new = make_proof(completion)
    assert (new.pk != old.pk, new.content["how"]) == (True, "Løst: 7 af 7 i prøven")
    old.refresh_from_db()
    assert (old.revoked_at is not None, old.revoke_reason) == (True, "Et nyere kursusbevis siger mere.")
    assert make_proof(completion).pk == new.pk


def test_module_goes_on_naming_the_course_it_was_earned_in(
    person: User, catalogue: Any, as_person: Client
) -> None:
    course, other = make_course("Relationen", modules=1), make_course("Et andet kursus")
    make_enrolment(person, course)
    (lesson,) = lessons_of(course)
    block = questions_of(lesson)[0]
    submit_answer(person=person, lesson=lesson, block_id=block.id, fields=filled(answer_form(block, 1)))
    of_module = Completion.objects.get(kind="module")
    of_course = Completion.objects.get(kind="course")
    module = lesson.get_parent()
    course.title = "Noget nyt"
    course.save_revision().publish()
    module.move(other, pos="last-child")
    other.refresh_from_db()
    other.unpublish()
    assert make_proof(of_module).content["course"] == "Relationen"
    content = make_proof(of_course).content
    assert (content["title"], content["parts"]) == ("Relationen", [of_module.title])
    badge = build_credential(of_module.proofs.get())
    assert of_module.title in badge["credentialSubject"]["achievement"]["criteria"]["narrative"]
    assert "»Relationen«" in as_person.get(reverse("proofs:transcript")).text
    rows = as_json(read_transcript(person))["completions"]
    assert [(row["kind"], row["title"], row["course"]) for row in rows] == [
        ("course", "Relationen", None),
        ("module", of_module.title, "Relationen"),
    ]
    module.refresh_from_db()
    Page.objects.filter(pk=module.pk).update(live=False)
    of_module.proofs.all().delete()
    Completion.objects.filter(pk=of_module.pk).update(page=None)
    assert make_proof(Completion.objects.get(pk=of_module.pk)).content["course"] == "Relationen"


def test_proof_is_made_from_the_page(as_person: Client, completion: Completion) -> None:
    page = reverse("proofs:proof", args=[completion.pk])
    assert "Lone Kjær" in as_person.get(page).content.decode()
    make = reverse("proofs:make_proof", args=[completion.pk])
    refused = as_person.post(make, {"shows_name": "alt"})
    assert (refused.status_code, Proof.objects.count()) == (422, 0)
    for _twice in range(2):
        answer = as_person.post(make, {"shows_name": "initials"})
        assert (answer.status_code, answer["Location"]) == (303, page)
    proof = Proof.objects.get()
    shown = as_person.get(page).content.decode()
    assert proof.number in shown
    assert "L. K." in shown
    assert f"https://laer.example.org/bevis/{proof.number}/" in shown


def test_proof_is_nobody_elses(completion: Completion, proof: Proof) -> None:
    other = Client()
    other.force_login(make_person(), backend="django.contrib.auth.backends.ModelBackend")
    for name in ("proof", "proof_pdf", "proof_badge"):
        assert other.get(reverse(f"proofs:{name}", args=[completion.pk])).status_code == 404
        assert Client().get(reverse(f"proofs:{name}", args=[completion.pk])).status_code == 302
    make = reverse("proofs:make_proof", args=[completion.pk])
    assert other.post(make, {"shows_name": "name"}).status_code == 404
    anonymous = Client().post(make)
    assert anonymous["Location"].endswith(reverse("proofs:proof", args=[completion.pk]))


def test_completion_that_was_taken_back_is_refused_in_words(
    as_person: Client, completion: Completion
) -> None:
    take_back_completion(completion, by=completion.person, reason="En fejl")
    make = reverse("proofs:make_proof", args=[completion.pk])
    assert as_person.post(make, {"shows_name": "name"}).status_code == 409
    assert Proof.objects.count() == 0
    own = reverse("proofs:proof", args=[completion.pk])
    assert f'action="{make}"' not in as_person.get(own).content.decode()
    assert own not in as_person.get(reverse("proofs:transcript")).content.decode()
