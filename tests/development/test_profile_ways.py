"""What the profile offers to do about a requirement, what is under way, and what ends."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.ledger.domain.evidence import revoke_evidence
from assessments.ledger.enums import EvidenceKind
from assessments.ledger.models import EvidencePolicy
from assessments.practice.domain.observation.asking import decline
from assessments.practice.enums import PaperState
from competences.models import Competence
from courses.models import RunSeat
from development.domain.my_profile import read_my_profile
from development.domain.raising import Way
from seats.enums import SeatState
from tests.development.helpers import (
    complete,
    entry_of,
    main,
    make_tested_course,
    read,
    show,
    ways_of,
)
from tests.factories.competences import make_job_requirement, make_method, make_requirement
from tests.factories.courses import (
    make_course,
    make_enrolment,
    make_outcome,
    make_person,
    make_test,
)
from tests.factories.practice_observation import ask, make_supervisor, sign_both, tell, words
from tests.factories.practice_papers import make_paper
from tests.factories.runs import make_run

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
SOON = TODAY + dt.timedelta(days=20)


# What would raise it


def test_each_button_leads_to_a_page_that_knows_the_requirement(client, employee, three) -> None:
    method = make_requirement(three.parent, "M.2", title="Metoder", section="4.2")
    make_job_requirement(method, 3)
    make_method(section="4.2.1")
    nobody = make_requirement(three.parent, "M.3", title="Ingen ved det")
    make_job_requirement(nobody, 3)
    course = make_tested_course()
    make_outcome(course, make_requirement(three.parent, "M.4", title="Kurset løfter"), 4)
    make_job_requirement(Competence.objects.get(code="M.4"), 3)
    for code in ("M.1", "M.2", "M.4"):
        show(employee, Competence.objects.get(code=code), 2 if code != "M.4" else 1, origin=f"test:{code}")
    page = main(read(client, employee, "profile"))
    for code, way, address in (
        ("M.1", Way.ASK, f"{reverse('practice:ask')}?krav=M.1"),
        ("M.2", Way.PAPER, f"{reverse('practice:papers')}?krav=M.2"),
        ("M.3", Way.RATE, reverse("practice:own_answer", args=["M.3"])),
        ("M.4", Way.TAKE, course.url),
    ):
        assert entry_of(employee, code).ways.first.way == way
        assert f'<a class="button button-secondary" href="{address}" >' in page
        answer = client.get(address, follow=True)
        assert answer.status_code == 200
        if way != Way.TAKE:
            assert Competence.objects.get(code=code).title in answer.content.decode()
    assert "Have you learnt a method elsewhere? Then show the paper." in page
    assert "Level 3 has to be seen in practice." in page
    assert '»<span lang="da">Kurset</span>« can lift you to level 2.' in page
    assert f"Take the course, {course.duration_minutes} min.<span" in page or "See the course<span" in page


def test_rating_oneself_begins_with_the_requirement_that_was_chosen(client, employee, goals) -> None:
    other = make_requirement(goals.parent, "M.2", title="Det andet")
    make_job_requirement(other, 2)
    client.force_login(employee)
    asked = client.get(reverse("practice:own_answer", args=["M.2"]))
    assert asked["Location"] == f"{reverse('practice:own_view')}?krav=M.2"
    page = client.get(asked["Location"]).content.decode()
    assert "You begin with: Det andet." in page
    begun = client.post(reverse("practice:own_view"), {"act": "begin", "krav": "M.2"})
    assert begun["Location"] == reverse("practice:own_answer", args=["M.2"])
    # A code that the job does not ask for is as none.
    assert "You begin with" not in client.get(f"{reverse('practice:own_view')}?krav=X.9").content.decode()


def test_a_level_that_no_course_could_reach_has_no_course_yet(client, employee, three) -> None:
    show(employee, three, 1)
    assert "There is no course for this yet. A colleague can look on instead." in read(
        client, employee, "profile"
    )


def test_level_4_has_to_be_seen_by_two(client, employee, goals) -> None:
    goals.job_requirements.update(level=4)
    show(employee, goals, 3)
    assert "Level 4 has to be seen in practice by two." in read(client, employee, "profile")


# What is under way, and what came of it


def test_a_colleague_is_asked_sees_it_and_it_is_signed(client, employee, three) -> None:
    observer = make_supervisor(make_person(display_name="Nikolaj Vad"))
    show(employee, three, 2, EvidenceKind.SOLVED)
    row = ask(employee, three, observer)
    assert ways_of(employee) == [Way.SEE_ASKED, Way.ASK]
    page = main(read(client, employee, "profile"))
    assert "You have asked Nikolaj to look on today." in page
    assert "Ask somebody else<span" in page
    row.asked_at = timezone.now() - dt.timedelta(days=2)
    row.save()
    assert "You asked Nikolaj to look on 2 days ago." in read(client, employee, "profile")
    row = tell(row, words(3))
    assert ways_of(employee)[0] == Way.SIGN
    page = main(read(client, employee, "profile"))
    assert "Nikolaj Vad has signed. Now it waits for you." in page
    assert f'href="{reverse("practice:observation", args=[row.pk])}" >Read what Nikolaj saw<span' in page


def test_seen_in_practice_says_how_often_and_by_how_many(client, employee, three) -> None:
    sign_both(ask(employee, three), words(3))
    assert "Level 3 is confirmed: seen once in practice." in read(client, employee, "profile")
    sign_both(ask(employee, three), words(3, TODAY - dt.timedelta(days=1)))
    assert "Level 3 is confirmed: seen by 2 in practice." in read(client, employee, "profile")
    other = make_requirement(three.parent, "M.2", title="Andet")
    make_job_requirement(other, 3)
    sign_both(ask(employee, other, email="ude@example.org"), words(2))
    page = read(client, employee, "profile")
    assert "Level 2 is confirmed: seen once in practice, from outside." in page


def test_who_said_no_can_be_followed_by_another_until_that_is_long_ago(client, employee, three) -> None:
    observer = make_supervisor(make_person(display_name="Nikolaj Vad"))
    show(employee, three, 2, EvidenceKind.SOLVED)
    row = ask(employee, three, observer)
    decline(row, observer)
    page = main(read(client, employee, "profile"))
    assert "Nikolaj Vad could not this time. You can ask somebody else." in page
    assert "Ask a colleague to look on<span" in page
    # Somebody else is asked: the no is history.
    again = ask(employee, three)
    assert "could not this time" not in read(client, employee, "profile")
    again.delete()
    row.asked_at = timezone.now() - dt.timedelta(days=70)
    row.save()
    assert "could not this time" not in read(client, employee, "profile")


def test_a_request_whose_time_ran_out_can_be_made_again(client, employee, three) -> None:
    show(employee, three, 2, EvidenceKind.SOLVED)
    row = ask(employee, three)
    row.expires_on = TODAY - dt.timedelta(days=1)
    row.save()
    assert "Its time ran out. You can ask again." in read(client, employee, "profile")
    assert ways_of(employee) == [Way.ASK]


def test_a_paper_waits_and_does_not_count(client, employee, three) -> None:
    show(employee, three, 2, EvidenceKind.CERTIFICATE)
    paper = make_paper(employee, {three: 3}, title="Kursusbevis")
    assert ways_of(employee) == [Way.SEE_PAPERS, Way.ASK]
    assert "You showed »Kursusbevis« today. It waits for an answer." in read(client, employee, "profile")
    paper.state, paper.reviewer, paper.decided_at = PaperState.REJECTED, make_person(), timezone.now()
    paper.save()
    page = read(client, employee, "profile")
    assert "Your paper »Kursusbevis« did not count here." in page
    assert ways_of(employee) == [Way.ASK, Way.PAPER]
    make_paper(employee, {three: 3}, title="Et bedre bevis")
    page = read(client, employee, "profile")
    assert "did not count here" not in page
    assert "You showed »Et bedre bevis« today." in page


def test_a_course_under_way_is_gone_on_with_and_a_seat_is_told(client, employee, goals) -> None:
    course = make_tested_course()
    make_outcome(course, goals, 2)
    show(employee, goals, 1)
    assert ways_of(employee) == [Way.TAKE, Way.ASK]
    run = make_run(course)
    seat = RunSeat.objects.create(run=run, person=employee, state=SeatState.TAKEN, number=1)
    assert ways_of(employee) == [Way.SEE_RUN, Way.ASK]
    page = read(client, employee, "profile")
    assert 'You have a seat on »<span lang="da">Kurset</span>«' in page
    assert reverse("courses:run", args=[run.pk]) in page
    seat.delete()
    make_enrolment(employee, course)
    assert ways_of(employee) == [Way.GO_ON, Way.ASK]
    assert 'You are taking »<span lang="da">Kurset</span>«.' in read(client, employee, "profile")


# What runs out


def test_what_ran_out_is_renewed_by_what_it_came_from_and_then_it_holds(client, employee, goals) -> None:
    course = make_tested_course()
    make_outcome(course, goals, 2)
    complete(employee, course, goals, until=TODAY - dt.timedelta(days=1))
    assert ways_of(employee) == [Way.RENEW, Way.ASK]
    page = read(client, employee, "profile")
    assert "Level 2 ran out on" in page
    assert "Renew it" in page
    show(employee, goals, 2, EvidenceKind.SOLVED, origin="test:again")
    assert ways_of(employee) == []
    entry = entry_of(employee)
    assert (entry.is_need, entry.lapsed_on) == (False, None)


def test_what_is_met_and_ends_soon_stands_by_itself_with_a_way_to_renew_it(client, employee, goals) -> None:
    course = make_tested_course()
    make_outcome(course, goals, 2)
    complete(employee, course, goals, until=SOON)
    profile = read_my_profile(employee)
    assert ([entry.demand.code for entry in profile.ending], profile.needs) == (["M.1"], ())
    page = main(read(client, employee, "profile"))
    assert "Runs out soon" in page
    assert "Renew it before then, and you lose no days." in page
    assert f'class="button button-secondary" href="{course.url}" >' in page
    assert page.count('id="krav-m-1"') == 1
    # Renewed in time it ends later, and needs nothing.
    show(
        employee,
        goals,
        2,
        EvidenceKind.SOLVED,
        origin="test:again",
        valid_until=SOON + dt.timedelta(days=400),
    )
    assert read_my_profile(employee).ending == ()


def test_a_module_cannot_be_taken_again_before_it_has_run_out(employee, goals) -> None:
    course = make_course("Kurset", modules=1)
    module = course.get_children().first().specific
    make_test(module)
    make_outcome(module, goals, 2)
    complete(employee, module, goals, until=SOON)
    assert ways_of(employee) == [Way.ASK]
    complete(employee, course, goals, 1)
    assert ways_of(employee) == [Way.RENEW, Way.ASK]
    assert entry_of(employee).part.page.pk == course.pk


def test_what_is_in_its_days_of_grace_says_so_and_still_counts(client, employee, goals) -> None:
    EvidencePolicy.objects.update_or_create(
        kind=EvidenceKind.CERTIFICATE, defaults={"ceiling": 4, "valid_months": 12, "grace_days": 30}
    )
    recorded = timezone.now() - dt.timedelta(days=380)
    show(employee, goals, 2, EvidenceKind.CERTIFICATE, title="Medicin", recorded_at=recorded)
    entry = entry_of(employee)
    assert entry.in_grace is not None
    assert entry.demand.judgement.state == "met"
    assert ways_of(employee) == [Way.PAPER, Way.ASK]
    page = main(read(client, employee, "profile"))
    assert "It still counts until" in page
    assert "Ran out: Medicin, level 2" in page


def test_what_was_taken_back_is_to_be_shown_again(client, employee, three) -> None:
    show(employee, three, 1, EvidenceKind.SOLVED, origin="test:0")
    (row,) = show(employee, three, 3, title="Fejl")
    revoke_evidence(row, by=None, reason="Forkert person")
    page = main(read(client, employee, "profile"))
    assert "What was shown here was taken back on" in page
    assert ways_of(employee) == [Way.ASK]
