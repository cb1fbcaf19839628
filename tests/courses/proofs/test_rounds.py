"""Proofs when a course is taken once more, and of what was taken back."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from competences.models import Competence
from courses.domain.completions import take_back_completion
from courses.domain.enrolment import restart_course
from courses.enums import CompletionKind
from courses.models import Completion, CoursePage
from courses.proofs.domain.badges import credential_id, revocation_list
from courses.proofs.domain.proofs import AlreadyRevoked, make_proof, revoke_proof
from courses.proofs.domain.transcript import lessons_done
from courses.proofs.models import Proof
from tests.factories.courses import (
    answer_form,
    lessons_of,
    make_course,
    make_enrolment,
    make_lesson,
    make_module,
    make_outcome,
    make_person,
    questions_of,
)


@pytest.fixture
def course(catalogue: Any) -> CoursePage:
    """Two modules of one lesson each, which count towards nothing."""
    return make_course("En stille vagt", modules=2, lessons=1)


@pytest.fixture
def learner(client: Client, person: User, course: CoursePage) -> Client:
    make_enrolment(person, course)
    client.force_login(person)
    return client


def send(client: Client, lesson: Any) -> None:
    client.post(reverse("courses:answer", args=[lesson.pk]), answer_form(questions_of(lesson)[0], 1))


def take(client: Client, course: CoursePage) -> None:
    for lesson in lessons_of(course):
        send(client, lesson)


def completion_of(page: Any, **fields: Any) -> Completion:
    return Completion.objects.get(page=page.pk, **fields)


def test_course_without_outcomes_that_was_begun_anew_gets_its_proof(
    learner: Client, person: User, course: CoursePage
) -> None:
    take(learner, course)
    restart_course(person, course)
    completion = completion_of(course)
    page = learner.get(reverse("proofs:transcript")).text
    assert reverse("proofs:proof", args=[completion.pk]) in page
    answer = learner.post(reverse("proofs:make_proof", args=[completion.pk]), {"shows_name": "name"})
    assert answer.status_code == 303
    assert len(Proof.objects.get().content["parts"]) == 2


def test_module_proof_made_after_a_restart_lists_the_lessons_of_its_round(
    learner: Client, person: User, course: CoursePage
) -> None:
    module = lessons_of(course)[0].get_parent()
    take(learner, course)
    restart_course(person, course)
    added = make_lesson(module, "Ny lektion", minutes=7)
    content = make_proof(completion_of(module)).content
    assert (content["parts"], content["minutes"]) == ([lessons_of(course)[0].title], 10)
    for lesson in lessons_of(course):
        send(learner, lesson)
    again = make_proof(completion_of(module, superseded_at=None)).content
    assert (again["parts"], again["minutes"]) == ([lessons_of(course)[0].title, added.title], 17)


def test_course_proof_lists_the_modules_completed_before_it_in_its_round(
    learner: Client, person: User, course: CoursePage
) -> None:
    take(learner, course)
    late = make_module(course, "Kom til senere")
    send(learner, make_lesson(late))
    assert completion_of(late).completed_at > completion_of(course).completed_at
    titles = list(Completion.objects.filter(kind=CompletionKind.MODULE).order_by("page__path"))[:2]
    assert make_proof(completion_of(course)).content["parts"] == [module.title for module in titles]
    restart_course(person, course)
    take(learner, course)
    again = make_proof(completion_of(course, superseded_at=None)).content
    assert again["parts"] == [*(module.title for module in titles), "Kom til senere"]


def test_module_that_was_taken_back_is_no_part_of_the_proof(learner: Client, course: CoursePage) -> None:
    take(learner, course)
    one, two = (completion_of(lesson.get_parent()) for lesson in lessons_of(course))
    take_back_completion(one, by=one.person, reason="En fejl")
    assert make_proof(completion_of(course)).content["parts"] == [two.title]


def test_proof_counts_the_requirements_of_its_own_round(
    learner: Client, person: User, course: CoursePage, requirements: list[Competence]
) -> None:
    take(learner, course)
    restart_course(person, course)
    make_outcome(course, requirements[0], level=2)
    take(learner, course)
    assert make_proof(completion_of(course, superseded_at=None)).content["requirements"][0]["code"] == "M.1"
    earlier = Completion.objects.exclude(superseded_at=None).get(page=course.pk)
    assert make_proof(earlier).content["requirements"] == []


def test_lessons_done_in_two_rounds_count_once(learner: Client, person: User, course: CoursePage) -> None:
    take(learner, course)
    restart_course(person, course)
    (done,) = lessons_done(person)
    assert (done.lessons, done.minutes) == (2, 20)
    send(learner, lessons_of(course)[0])
    (done,) = lessons_done(person)
    assert (done.lessons, done.minutes) == (2, 20)


def test_proof_of_what_was_taken_back_is_void_by_reading(
    learner: Client, person: User, course: CoursePage
) -> None:
    take(learner, course)
    completion = completion_of(course)
    proof = make_proof(completion)
    assert (proof.void_at, proof.void_reason) == (None, "")
    take_back_completion(completion, by=make_person(), reason="Fremmødet var en fejl")
    proof.refresh_from_db()
    assert (proof.revoked_at, proof.void_at) == (None, completion.taken_back_at)
    checked = Client().get(reverse("proofs:check_proof", args=[proof.number])).text
    assert (proof.content["name"] in checked, course.title in checked) == (False, True)
    own = learner.get(reverse("proofs:proof", args=[completion.pk])).text
    assert "Fremmødet var en fejl" in own
    for name in ("proof_pdf", "proof_badge"):
        assert learner.get(reverse(f"proofs:{name}", args=[completion.pk])).status_code == 410
    assert [row["id"] for row in revocation_list()["revokedCredential"]] == [credential_id(proof)]
    with pytest.raises(AlreadyRevoked):
        revoke_proof(proof, by=make_person(), reason="Igen")


def test_revocation_list_names_those_that_are_void_alone(
    learner: Client, person: User, course: CoursePage
) -> None:
    take(learner, course)
    proofs = [make_proof(row) for row in Completion.objects.order_by("pk")]
    revoke_proof(proofs[1], by=person, reason="En fejl")
    take_back_completion(proofs[0].completion, by=person, reason="En fejl")
    listed = [row["id"] for row in revocation_list()["revokedCredential"]]
    assert listed == [credential_id(proofs[1]), credential_id(proofs[0])]
