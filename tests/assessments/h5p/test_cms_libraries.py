"""Libraries in quarantine, differing scores, what no store took, and who may open what."""

import re
from http import HTTPStatus
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry

from accounts.enums import Role
from assessments.h5p.enums import DeliveryState, LibraryState
from assessments.h5p.models import Delivery, Library
from tests.assessments.h5p.cms import enter, enter_as, make_statement, some_content
from tests.factories.accounts import make_person
from tests.factories.h5p import make_content, make_library

pytestmark = pytest.mark.django_db


def test_administrator_sees_all_of_a_library() -> None:
    library = make_library(
        "X.New",
        (2, 1, 7),
        files={"js/new.js": b"1" * 2048},
        state=LibraryState.QUARANTINED,
        licence="MIT",
        brought_by=make_person(display_name="Bo Bertelsen"),
    )
    needs = {"preloadedDependencies": [{"machineName": "X.New", "majorVersion": 2, "minorVersion": 1}]}
    upper, other = make_library("X.Upper", metadata=needs), make_library("X.Other")
    content = make_content(upper, libraries=(library,), title="Ro på")
    client = enter(is_superuser=True)
    listed = client.get(reverse("h5p_libraries:index")).text
    for words in ("X.New 2.1.7", "MIT", "Bo Bertelsen", str(LibraryState.QUARANTINED.label)):
        assert words in listed
    shown = client.get(reverse("h5p_libraries:inspect", args=[library.pk]))
    assert shown.context["needed_by"] == [upper]
    assert list(shown.context["contents"]) == [content]
    for words in ("js/new.js", "library.json", "X.Upper 1.16.4", "Ro på", "Bo Bertelsen"):
        assert words in shown.text
    assert str(other) not in shown.text


@pytest.mark.parametrize("state", [LibraryState.APPROVED, LibraryState.REFUSED])
def test_administrator_decides_about_a_library(state: LibraryState) -> None:
    library = make_library("X.New", state=LibraryState.QUARANTINED)
    client = enter(is_superuser=True)
    address = reverse("h5p_libraries:edit", args=[library.pk])
    form = client.get(address)
    assert form.context["form"].initial == {}
    assert client.post(address, {"state": state}).status_code == HTTPStatus.FOUND
    library.refresh_from_db()
    assert library.state == state
    assert library.decided_by_id == int(client.session["_auth_user_id"])
    act = "approve" if state == LibraryState.APPROVED else "refuse"
    assert ModelLogEntry.objects.filter(action=f"h5p.{act}_library", object_id=str(library.pk)).count() == 1
    assert str(library) in client.get(reverse("h5p_libraries:index"), {"state": state}).text


@pytest.mark.parametrize("given", ["", "quarantined", "x"])
def test_library_needs_a_decision(given: str) -> None:
    library = make_library("X.New", state=LibraryState.QUARANTINED)
    answer = enter(is_superuser=True).post(reverse("h5p_libraries:edit", args=[library.pk]), {"state": given})
    assert set(answer.context["form"].errors) == {"state"}
    assert Library.objects.get().state == LibraryState.QUARANTINED


def test_whoever_may_change_libraries_decides() -> None:
    library = make_library("X.New", state=LibraryState.QUARANTINED)
    enter()
    keeper = make_person()
    keeper.user_permissions.set(
        Permission.objects.filter(codename__in=["access_admin", "view_library", "change_library"])
    )
    enter_as(keeper).post(reverse("h5p_libraries:edit", args=[library.pk]), {"state": LibraryState.APPROVED})
    assert Library.objects.get().state == LibraryState.APPROVED


def test_coordinator_reads_whose_points_differ_and_that_is_recorded() -> None:
    content, other = some_content(title="Ro på"), some_content()
    row = make_statement(content, person=make_person(display_name="Bo Bertelsen"))
    make_statement(content, person=row.person)
    make_statement(other, is_mismatch=False)
    client = enter(Role.COORDINATOR)
    shown = client.get(reverse("h5p_differences:index"))
    for words in ("Ro på", "Bo Bertelsen", ">9,5 af 10<", ">3 af 10<"):
        assert words in re.sub(r"\s*([<>])\s*", r"\1", shown.text)
    assert len(shown.context["object_list"]) == 2
    entry = ModelLogEntry.objects.get(action="h5p.read_differences")
    assert entry.object_id == str(content.pk)
    assert entry.user_id == int(client.session["_auth_user_id"])
    assert "Bo Bertelsen" not in f"{entry.label}{entry.data}"


def dead_letter(**fields: Any) -> Delivery:
    statement = make_statement(some_content(title="Ro på"), is_mismatch=False)
    given = {"store": "kommunen", "state": DeliveryState.DEAD, "tries": 11, "last_error": "HTTP 401"}
    return Delivery.objects.create(statement=statement, **{**given, **fields})


def test_coordinator_tries_one_or_all_again() -> None:
    first, second, third = dead_letter(), dead_letter(), dead_letter()
    waiting = dead_letter(state=DeliveryState.WAITING, last_error="HTTP 503")
    client = enter(Role.COORDINATOR)
    listed = client.get(reverse("h5p_deliveries:index"))
    assert list(listed.context["object_list"]) == [third, second, first]
    for words in ("Ro på", "kommunen", "HTTP 401"):
        assert words in listed.text
    one = reverse("h5p_deliveries:edit", args=[first.pk])
    assert "HTTP 401" in client.get(one).text
    client.post(one)
    assert set(Delivery.objects.given_up()) == {second, third}
    every = reverse("h5p_deliveries:try_all_again")
    assert client.get(every).context["count"] == 2
    client.post(every)
    assert not Delivery.objects.given_up().exists()
    assert every not in client.get(reverse("h5p_deliveries:index")).text
    waiting.refresh_from_db()
    assert waiting.tries == 11


@pytest.mark.parametrize("name", ["h5p_libraries", "h5p_differences", "h5p_deliveries"])
def test_lists_ask_no_more_for_more_rows(name: str) -> None:
    client = enter(is_superuser=True)
    counts = []
    for number in range(3):
        content = make_content(make_library("X.New", (1, 0, number), brought_by=make_person()))
        Delivery.objects.create(statement=make_statement(content), store="kommunen", state=DeliveryState.DEAD)
        client.get(reverse(f"{name}:index"))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse(f"{name}:index")).status_code == HTTPStatus.OK
        counts.append(len(queries))
    assert counts[0] == counts[2], counts


# Address -> the roles that may open it. All others are sent away.
AUTHORS = {"author", "coordinator", "admin"}
COORDINATORS = {"coordinator", "admin"}
MAY_OPEN = {
    "h5p_contents:index": AUTHORS,
    "h5p_contents:inspect": AUTHORS,
    "h5p_contents:edit": AUTHORS,
    "h5p_contents:try": AUTHORS,
    "h5p_contents:usage": AUTHORS,
    "h5p_contents:history": AUTHORS,
    "h5p_contents:delete": COORDINATORS,
    "h5p_contents:add": set(),
    "POST h5p_contents:upgrade": AUTHORS,
    "h5p_packages:index": AUTHORS,
    "h5p_packages:inspect": AUTHORS,
    "h5p_packages:add": AUTHORS,
    "POST h5p_packages:unpack_again": AUTHORS,
    "h5p_packages:edit": set(),
    "h5p_packages:delete": set(),
    "h5p_libraries:index": COORDINATORS,
    "h5p_libraries:inspect": COORDINATORS,
    "h5p_libraries:edit": {"admin"},
    "h5p_libraries:add": set(),
    "h5p_libraries:delete": set(),
    "h5p_differences:index": COORDINATORS,
    "h5p_differences:index_results": COORDINATORS,
    "h5p_differences:add": set(),
    "h5p_differences:edit": set(),
    "h5p_differences:delete": set(),
    "h5p_deliveries:index": COORDINATORS,
    "h5p_deliveries:edit": COORDINATORS,
    "h5p_deliveries:add": set(),
    "h5p_deliveries:delete": set(),
    "h5p_deliveries:try_all_again": COORDINATORS,
    "POST h5p_deliveries:try_all_again": COORDINATORS,
}
WITHOUT_A_ROW = ("index", "index_results", "add", "try_all_again")


def people() -> dict[str, Client]:
    roles = {
        "author": [Role.AUTHOR],
        "peer": [Role.LIVED_EXPERIENCE],
        "professional": [Role.PROFESSIONAL],
        "coordinator": [Role.COORDINATOR],
    }
    clients = {name: enter_as(make_person(*held)) for name, held in roles.items()}
    return {**clients, "employee": enter_as(make_person()), "admin": enter(is_superuser=True)}


def test_each_role_opens_its_own_pages_and_no_others() -> None:
    delivery = dead_letter()
    content = delivery.statement.version.content
    upload = content.uploads.create(name="a.h5p", size=1)
    rows = {
        "h5p_contents": content.pk,
        "h5p_packages": upload.pk,
        "h5p_libraries": Library.objects.get().pk,
        "h5p_differences": delivery.statement_id,
        "h5p_deliveries": delivery.pk,
    }
    clients = people()
    opened = {}
    for row in MAY_OPEN:
        method, _, name = row.rpartition(" ")
        namespace, view = name.split(":")
        address = reverse(name, args=[] if view in WITHOUT_A_ROW else [rows[namespace]])
        home = reverse("wagtailadmin_home")
        opened[row] = set()
        for role, client in clients.items():
            answer = client.post(address) if method == "POST" else client.get(address)
            sent_away = answer.status_code == HTTPStatus.FORBIDDEN or (
                answer.status_code == HTTPStatus.FOUND
                and (answer.url == home or answer.url.startswith(reverse("wagtailadmin_login")))
            )
            if not sent_away:
                assert answer.status_code in (HTTPStatus.OK, HTTPStatus.FOUND), (row, role)
                opened[row].add(role)
    assert opened == MAY_OPEN


def test_menu_shows_each_role_its_own_lists() -> None:
    lists = ("h5p_contents", "h5p_packages", "h5p_libraries", "h5p_differences", "h5p_deliveries")
    shown = {
        role: {name for name in lists if reverse(f"{name}:index") in client.get("/cms/").text}
        for role, client in people().items()
        if role != "employee"
    }
    assert shown == {
        "author": {"h5p_contents", "h5p_packages"},
        "peer": set(),
        "professional": set(),
        "coordinator": set(lists),
        "admin": set(lists),
    }
