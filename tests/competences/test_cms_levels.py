"""The coordinator sets levels from a day, sees what comes and what was, ends a level and takes it back."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry

from accounts.models import User
from competences.models import BEGINNING, Competence, JobRequirement
from tests.competences.test_cms import COORDINATOR, sign_in
from tests.factories.accounts import make_unit
from tests.factories.competences import make_job_requirement, make_requirement

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 20)
YESTERDAY, TOMORROW = TODAY - dt.timedelta(days=1), TODAY + dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(dt.datetime.combine(TODAY, dt.time(12), dt.UTC), tick=False):
        yield


@pytest.fixture
def coordinator() -> Client:
    return sign_in(*COORDINATOR)


def edit(row: JobRequirement) -> str:
    return reverse("job_requirements:edit", args=[row.pk])


def stored(competence: Competence) -> list[tuple]:
    rows = JobRequirement.objects.filter(competence=competence).order_by("valid_from")
    return list(rows.values_list("valid_from", "level", "is_proposal", "proposed_level"))


def test_coordinator_decides_a_proposal_from_today(coordinator) -> None:
    requirement = make_requirement()
    row = make_job_requirement(requirement, 2, proposed_level=2)
    assert 'value="2026-11-20"' in coordinator.get(edit(row)).text
    other = make_requirement()
    fields = {"level": 3, "valid_from": TODAY, "competence": other.pk, "setting": "bosted"}
    assert coordinator.post(edit(row), fields).status_code == 302
    assert stored(requirement) == [(BEGINNING, 2, True, 2), (TODAY, 3, False, 2)]
    # What the row is about cannot change: an import finds it by that.
    assert set(JobRequirement.objects.values_list("competence", "setting")) == {(requirement.pk, "")}
    # Again the same day, from the page of an older version: the last one counts.
    assert coordinator.post(edit(row), {"level": 4, "valid_from": TODAY}).status_code == 302
    assert stored(requirement) == [(BEGINNING, 2, True, 2), (TODAY, 4, False, 2)]
    actions = ModelLogEntry.objects.filter(action__contains=".set_level")
    assert [entry.user.email for entry in actions] == ["kaj@example.org"] * 2


def test_form_that_changes_nothing_writes_nothing(coordinator) -> None:
    requirement = make_requirement()
    row = make_job_requirement(requirement, 2, proposed_level=2)
    coordinator.post(edit(row), {"level": 2, "is_proposal": "on", "valid_from": TODAY})
    assert stored(requirement) == [(BEGINNING, 2, True, 2)]
    assert not ModelLogEntry.objects.filter(action__contains="level").exists()


def test_day_that_is_over_is_refused_in_a_sentence(coordinator) -> None:
    row = make_job_requirement(make_requirement(), 2)
    answer = coordinator.post(edit(row), {"level": 4, "valid_from": YESTERDAY})
    assert answer.status_code == 200
    assert "Dagen er forbi. Et trin ændres fra i dag eller fra en dag, der kommer." in answer.text
    # What was filled in stands there still.
    assert answer.context["form"]["level"].value() == "4"
    for wrong in ("", "i går"):
        assert coordinator.post(edit(row), {"level": 4, "valid_from": wrong}).status_code == 200
    assert JobRequirement.objects.get().level == 2


def test_page_and_list_show_what_comes_and_what_was(coordinator) -> None:
    requirement = make_requirement()
    row = make_job_requirement(requirement, 2)
    coordinator.post(edit(row), {"level": 3, "valid_from": TODAY})
    coordinator.post(edit(row), {"level": 4, "valid_from": "2027-01-01"})
    page = coordinator.get(edit(row)).text
    for words in (
        "Fra begyndelsen til 19. november 2026: 2 Kan det med støtte. Det er et forslag.",
        "Fra 20. november 2026 til 31. december 2026: 3 Kan det selv.",
        "Fra 1. januar 2027: 4 Kan lære andre det.",
        "Et andet trin kommer: 4 Kan lære andre det, fra 1. januar 2027.",
    ):
        assert words in page
    assert coordinator.get(edit(row)).context["form"].instance.level == 3
    listed = coordinator.get(reverse("job_requirements:index"))
    assert [(line.level, line.next_level) for line in listed.context["object_list"]] == [(3, 4)]
    assert "4 Kan lære andre det, fra 1. januar 2027" in listed.text
    with time_machine.travel(dt.datetime(2027, 1, 1, 12, tzinfo=dt.UTC), tick=False):
        # The session of last year has ended.
        coordinator.force_login(User.objects.get(), backend="django.contrib.auth.backends.ModelBackend")
        listed = coordinator.get(reverse("job_requirements:index"))
        assert [(line.level, line.next_level) for line in listed.context["object_list"]] == [(4, None)]


def test_coordinator_takes_back_what_comes(coordinator) -> None:
    requirement = make_requirement()
    row = make_job_requirement(requirement, 2)
    coordinator.post(edit(row), {"level": 4, "valid_from": TOMORROW})
    comes = JobRequirement.objects.get(valid_from=TOMORROW)
    address = reverse("job_requirements:take_back", args=[comes.pk])
    assert address in coordinator.get(edit(row)).text
    assert coordinator.get(address).status_code == 405
    assert coordinator.post(address).url == edit(row)
    refused = coordinator.post(reverse("job_requirements:take_back", args=[row.pk]), follow=True)
    assert "Trinnet har været i brug" in refused.text
    assert stored(requirement) == [(BEGINNING, 2, True, None)]
    assert coordinator.post(address).status_code == 404


def test_taking_back_is_for_those_who_may_change() -> None:
    row = make_job_requirement(make_requirement(), 2, valid_from=TOMORROW)
    client = sign_in("view_jobrequirement")
    client.post(reverse("job_requirements:take_back", args=[row.pk]))
    assert JobRequirement.objects.filter(pk=row.pk).exists()


def test_coordinator_adds_a_decided_level_from_a_day(coordinator) -> None:
    requirement = make_requirement(settings=["bosted"])
    fields = {"competence": requirement.pk, "job_function": "peer", "level": 1, "valid_from": TOMORROW}
    address = reverse("job_requirements:add")
    assert coordinator.post(address, fields | {"setting": "vaerested"}).status_code == 200
    assert (
        coordinator.post(address, fields | {"setting": "bosted", "valid_from": YESTERDAY}).status_code == 200
    )
    assert not JobRequirement.objects.exists()
    assert coordinator.post(address, fields | {"setting": "bosted"}).status_code == 302
    row = JobRequirement.objects.get()
    assert (row.is_proposal, row.valid_from) == (False, TOMORROW)
    # A line that is there already has its own page, whatever the day.
    for day in (TODAY, TOMORROW):
        answer = coordinator.post(address, fields | {"setting": "bosted", "valid_from": day})
        assert answer.status_code == 200
        assert "Trinnet findes allerede. Ret det i stedet." in answer.text
    assert JobRequirement.objects.count() == 1
    unit = make_unit()
    for status in (302, 200):
        answer = coordinator.post(address, fields | {"workplace": unit.pk})
        assert answer.status_code == status
    assert JobRequirement.objects.count() == 2


def test_deleting_a_level_ends_it_from_a_day(coordinator) -> None:
    requirement = make_requirement()
    row = make_job_requirement(requirement, 2, proposed_level=2)
    address = reverse("job_requirements:delete", args=[row.pk])
    assert "Intet bliver slettet." in coordinator.get(address).text
    assert coordinator.post(address, {"valid_from": YESTERDAY}).status_code == 200
    assert coordinator.post(address, {}).status_code == 200
    assert stored(requirement) == [(BEGINNING, 2, True, 2)]
    assert coordinator.post(address, {"valid_from": TOMORROW}).url == reverse("job_requirements:index")
    assert stored(requirement) == [(BEGINNING, 2, True, 2), (TOMORROW, None, False, 2)]
    # And set again from the day after.
    later = TOMORROW + dt.timedelta(days=1)
    with time_machine.travel(dt.datetime.combine(later, dt.time(12), dt.UTC), tick=False):
        page = coordinator.get(edit(row))
        assert "Intet eget trin" in page.text
        assert coordinator.post(edit(row), {"level": "", "valid_from": later}).status_code == 200
        assert coordinator.post(edit(row), {"level": 1, "valid_from": later}).status_code == 302
    assert stored(requirement)[-1] == (later, 1, False, 2)


@pytest.mark.parametrize("page", ["index", "edit"])
def test_queries_do_not_grow_with_the_history(coordinator, page) -> None:
    requirement = make_requirement()
    row = make_job_requirement(requirement, 2)
    address = edit(row) if page == "edit" else reverse("job_requirements:index")
    counts = []
    for days in (range(1, 2), range(2, 9)):
        for number in days:
            coordinator.post(edit(row), {"level": 1, "valid_from": TODAY + dt.timedelta(days=number)})
        # The first visit reads what is cached for the process, and the messages of what was done.
        coordinator.get(address)
        with CaptureQueriesContext(connection) as queries:
            coordinator.get(address)
        counts.append(len(queries))
    assert counts[0] == counts[1]
