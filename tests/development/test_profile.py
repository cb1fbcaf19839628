"""The competence profile: what is missing, what is in place, and of whom what is asked."""

import datetime as dt

import pytest
from django.utils import timezone

from accounts.enums import JobFunction, Setting, WorkplaceKind
from assessments.ledger.enums import EvidenceKind
from competences.models import Competence, Framework
from development.domain.my_profile import MOST_OPEN, read_my_profile
from development.domain.own_record import ask_for_record
from tests.development.helpers import (
    employ,
    main,
    read,
    show,
)
from tests.factories.competences import make_framework, make_job_requirement, make_requirement

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
SOON = TODAY + dt.timedelta(days=20)


# Where it lies


def test_the_old_address_leads_to_the_new_one_for_good_with_what_was_asked(client, employee) -> None:
    client.force_login(employee)
    for query in ("", "?sprog=en&x=%C3%A5"):
        response = client.get(f"/min-laering/krav/{query}")
        assert (response.status_code, response["Location"]) == (301, f"/min-laering/kompetencer/{query}")
    assert client.post("/min-laering/krav/").status_code == 405


# What is missing


def test_what_is_missing_stands_first_most_steps_first_and_the_unknown_last(client, employee, goals) -> None:
    area, kinds = goals.parent, {}
    for code, asked, shown in (("M.2", 4, 2), ("M.3", 2, 1), ("M.4", 3, 3), ("M.5", 4, 0)):
        kinds[code] = make_requirement(area, code, title=f"Krav {code}")
        make_job_requirement(kinds[code], asked)
        show(employee, kinds[code], shown, origin=f"test:{code}")
    show(employee, goals, 2, valid_until=TODAY - dt.timedelta(days=1))
    unknown = make_requirement(area, "M.6", title="Krav M.6")
    make_job_requirement(unknown, 4)
    show(employee, unknown, 4, EvidenceKind.SELF_ASSESSMENT)
    profile = read_my_profile(employee)
    assert [entry.demand.code for entry in profile.needs] == ["M.5", "M.1", "M.2", "M.3", "M.6"]
    page = main(read(client, employee, "profile"))
    places = ['id="krav-m-5"', 'id="krav-m-6"', 'id="in-place"', 'id="krav-m-4"']
    assert [page.index(place) for place in places] == sorted(page.index(place) for place in places)
    assert "1 of 6 requirements are in place. There is something to do about 5." in page


def test_so_many_needs_stand_open_and_the_rest_is_folded(client, employee, goals) -> None:
    for number in range(2, MOST_OPEN + 4):
        requirement = make_requirement(goals.parent, f"M.{number}", title=f"Krav {number}")
        make_job_requirement(requirement, 3)
    show(employee, goals, 1)
    profile = read_my_profile(employee)
    assert (len(profile.first_needs), len(profile.further_needs)) == (MOST_OPEN, 3)
    page = main(read(client, employee, "profile"))
    assert "Show 3 more</summary>" in page
    assert page.count('class="ls-need"') == MOST_OPEN + 3


def test_nobody_has_looked_at_anything_yet(client, employee, goals) -> None:
    page = main(read(client, employee, "profile"))
    assert "Nobody has looked at it yet" in page
    assert "See what your job asks for (1)</summary>" in page
    assert page.count('class="button button-primary"') == 1
    # Whoever has said something of themself is past that.
    show(employee, goals, 1, EvidenceKind.SELF_ASSESSMENT)
    assert "Nobody has looked at it yet" not in read(client, employee, "profile")


def test_all_is_in_place(client, employee, goals) -> None:
    show(employee, goals, 2)
    page = main(read(client, employee, "profile"))
    assert "All your requirements are in place" in page
    assert "ls-need" not in page
    assert "1 of 1 requirement is in place.</p>" in page


# The whole picture, and what is in place


def test_the_whole_picture_and_its_table_say_the_same(client, employee, three) -> None:
    other = make_requirement(three.parent, "M.2", title="Andet")
    make_job_requirement(other, 2)
    show(employee, three, 2)
    show(employee, other, 4, origin="test:2")
    page = main(read(client, employee, "profile"))
    assert "The whole picture: 4 of 5 steps" in page
    whole = page[page.index('class="ls-whole"') : page.index("</ul>", page.index('class="ls-whole"'))]
    assert (whole.count('<i class="is-on">'), whole.count("<i")) == (4, 5)
    table = page[page.index("<table") : page.index("</table>")]
    assert "2 of 3</td>" in table
    assert "2 of 2</td>" in table


def test_areas_say_how_much_is_in_place_and_lead_to_what_is_not(client, employee, goals) -> None:
    other = make_requirement(goals.parent, "M.2", title="Andet")
    make_job_requirement(other, 2)
    show(employee, other, 2, EvidenceKind.SOLVED)
    page = main(read(client, employee, "profile"))
    part = page[page.index('id="omraade-m"') :]
    assert "1 of 2</span>" in part
    assert '<a href="#krav-m-1">Mål</a>' in part
    assert 'id="krav-m-2"' in part
    assert '<span class="ls-met__strength">Solved</span>' in part


def test_evidence_beyond_the_job_is_kept(client, employee, goals) -> None:
    extra = make_requirement(goals.parent, "M.2", title="Ekstra")
    show(employee, extra, 2)
    profile = read_my_profile(employee)
    assert [entry.demand.code for entry in profile.beyond] == ["M.2"]
    assert profile.beyond[0].ways.first is None
    page = read(client, employee, "profile")
    assert "More that you have shown" in page
    assert "See evidence over time (1)" in page


# Other jobs, none, and other frameworks


def test_of_two_jobs_the_one_that_asks_for_most_is_named(client, employee, goals, town) -> None:
    other = town.add_child(name="Teamet", slug="teamet", kind=WorkplaceKind.UNIT, setting=Setting.BOSTOETTE)
    assert "is asked for as" not in read(client, employee, "profile")
    employ(employee, other, JobFunction.PEER)
    make_job_requirement(goals, 4, job_function=JobFunction.PEER, is_proposal=False)
    assert "Level 4 is asked for as peer worker at Teamet." in read(client, employee, "profile")


def test_a_job_that_ended_asks_for_nothing_and_what_was_shown_stays(client, employee, goals) -> None:
    show(employee, goals, 2, title="Kurset")
    job = employee.employments.get()
    job.end = TODAY - dt.timedelta(days=1)
    job.save()
    page = read(client, employee, "profile")
    assert "What you have shown" in page
    assert "Kurset" in page
    assert "ls-need" not in page


def test_without_a_job_nothing_is_asked_and_only_they_see_it(client, person, goals) -> None:
    ask_for_record(person)
    page = read(client, person, "profile")
    assert "Nobody asks anything of you here." in page
    assert "Only you can see this page." in page
    assert "Find a course" in page


def test_a_framework_of_others_without_areas_is_shown(client, employee) -> None:
    Framework.objects.update(is_current=False)
    theirs = make_framework(code="ABC")
    requirement = Competence.objects.create(
        framework=theirs, kind="requirement", code="77", title="Deres krav"
    )
    make_job_requirement(requirement, 2)
    show(employee, requirement, 1)
    page = main(read(client, employee, "profile"))
    assert 'id="krav-77"' in page
    assert "Deres krav" in page
    assert 'id="omraade-abc"' in page


def test_each_says_whether_it_is_a_proposal_only_where_some_are_not(client, employee, goals) -> None:
    assert main(read(client, employee, "profile")).count("Proposal</span>") == 1
    decided = make_requirement(goals.parent, "M.2", title="Besluttet")
    make_job_requirement(decided, 2, is_proposal=False)
    assert main(read(client, employee, "profile")).count("Proposal</span>") == 2


def test_calm_mode_shows_one_need_at_a_time(client, employee, goals) -> None:
    other = make_requirement(goals.parent, "M.2", title="Andet")
    make_job_requirement(other, 3)
    show(employee, goals, 1)
    employee.calm_mode = True
    employee.save()
    page = main(read(client, employee, "profile"))
    assert page.count('<details class="ls-fold ls-fold--kept ls-fold--rows"') == 2
    assert page.count(" open>") == 1
    assert "ls-whole" not in page
