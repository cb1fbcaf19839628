"""No report tells what people say of themselves, or that they have said it, unless they share it."""

import datetime as dt
import re
from html import unescape
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse
from openpyxl import load_workbook

from accounts.models import User
from assessments.ledger.policy import own_view_kinds
from assessments.practice.domain.own_view import end_assessment, start_assessment
from assessments.practice.domain.own_view_sharing import share_own_view, withdraw_own_view
from assessments.practice.enums import RoundKind
from reports.domain.export import FILES
from tests.factories.accounts import make_employment, make_person
from tests.factories.ledger import show
from tests.factories.practice_own_view import make_round, say
from tests.reports.conftest import TODAY, Town

NEXT_MORNING = dt.datetime.combine(TODAY, dt.time(7), dt.UTC) + dt.timedelta(days=1)
WORDS = "Ord, som kun jeg skal se"
# What stands in a page anew each time.
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"|nonce="[^"]*"')


def addresses(town: Town, employment: int) -> list[str]:
    """Every address of the reports, as its manager asks for it; one without arguments here fails."""
    arguments = {
        "index": [[]],
        "gap": [["kloevermarken"]],
        "requirement": [["kloevermarken", "M.1"], ["kloevermarken", "M.2"]],
        "person": [["kloevermarken", employment]],
        "download": [["kloevermarken", form] for form in FILES],
        # Of people whom others lead: there is no release here, so that nothing is told.
        "outside": [[]],
        "download_outside": [],
    }
    _prefix, resolver = get_resolver().namespace_dict["reports"]
    names = {name for name in resolver.reverse_dict if isinstance(name, str)}
    assert names == set(arguments), "say here how the manager asks for it"
    days = ["", f"?date={TODAY}"]
    found = [reverse(f"reports:{name}", args=args) for name in names for args in arguments[name]]
    states = ["?state=gap", "?state=not_assessed"]
    return [address + asked for address in found for asked in (*days, *states)]


def contents(client: Client, asked: list[str]) -> dict[str, Any]:
    """What each address answers on the morning after, so that a past day is asked for too."""
    answers = {}
    for address in asked:
        with time_machine.travel(NEXT_MORNING, tick=False), transaction.atomic():
            response = client.get(address)
            transaction.set_rollback(True)
        assert response.status_code in (200, 302), address
        is_workbook = address.partition("?")[0].endswith("xlsx/")
        answers[address] = _cells(response.content) if is_workbook else TOKEN.sub(b"", response.content)
    return answers


def _cells(workbook: bytes) -> list[Any]:
    sheets = load_workbook(BytesIO(workbook)).worksheets
    return [row for sheet in sheets for row in sheet.iter_rows(values_only=True)]


@pytest.fixture
def lone(town: Town) -> User:
    return make_employment(make_person(display_name="Lone Kjær"), town.unit).user


@pytest.fixture
def manager(client: Client, town: Town) -> Client:
    client.force_login(town.manager, backend="django.contrib.auth.backends.ModelBackend")
    return client


def look_at_oneself(town: Town, lone: User) -> None:
    for a_round in (None, make_round(town.unit, RoundKind.AFTER)):
        assessment = start_assessment(lone, a_round)
        asked = {"then_level": 2} if a_round else {}
        say(assessment, town.goals, 4, comment=WORDS, wants_more=True, **asked)
        say(assessment, town.notes, 0, comment=WORDS, **asked)
        end_assessment(lone, assessment)


def test_no_report_changes_by_what_people_say_of_themselves(manager, town, lone):
    show(lone, town.notes, 1)
    asked = addresses(town, lone.employments.get().pk)
    before = contents(manager, asked)
    look_at_oneself(town, lone)
    assert contents(manager, asked) == before


def test_what_is_shared_stands_on_the_persons_page_and_on_no_other(manager, town, lone):
    asked = addresses(town, lone.employments.get().pk)
    before = contents(manager, asked)
    look_at_oneself(town, lone)
    share_own_view(lone, town.manager.pk)
    after = contents(manager, asked)
    changed = {address for address in asked if after[address] != before[address]}
    page = reverse("reports:person", args=["kloevermarken", lone.employments.get().pk])
    assert changed == {page, f"{page}?state=gap", f"{page}?state=not_assessed"}
    text = unescape(after[page].decode())
    assert "Trin 4: Kan lære andre det" in text
    assert "Trin 0: Ikke begyndt" in text
    assert WORDS not in text
    withdraw_own_view(lone, town.manager.pk)
    assert contents(manager, asked) == before


def test_a_manager_higher_up_sees_nothing_of_what_is_shared_below(client, town, lone):
    chief = make_person()
    make_employment(chief, town.centre, job_function="leder", is_manager=True)
    client.force_login(chief, backend="django.contrib.auth.backends.ModelBackend")
    look_at_oneself(town, lone)
    page = reverse("reports:person", args=["kloevermarken", lone.employments.get().pk])
    before = contents(client, [page])
    share_own_view(lone, town.manager.pk)
    assert contents(client, [page]) == before


def test_every_kind_that_people_say_of_themselves_is_one_of_these():
    assert own_view_kinds() == ("self_then", "self_assessment", "self_now")
