"""Danish order: the same in Python, in the rows of either database, and in every list of names and titles."""

import ast
import datetime as dt
import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from wagtail.admin.viewsets import viewsets

from accounts import danish
from accounts.danish import NAMES, DanishOrder, danish_key
from accounts.models import Leave, User
from accounts.viewsets.lists import DanishListing
from assessments.h5p.models import H5PContent
from courses.domain.attendance import read_participants
from courses.domain.catalogue import live_courses
from courses.models import RunSeat
from reports.domain.people import names_on_leave
from seats.enums import SeatState
from tests.factories.accounts import make_employment, make_person, make_unit
from tests.factories.courses import make_catalogue, make_course
from tests.factories.runs import make_run
from tests.test_architecture import FLOOR, folder_of, own_files, own_models

IN_ORDER = ["anna", "Émile", "Zenia", "Ærø", "Østen", "Aage", "Åse"]
# What Danish names are written with, and their neighbours'. The pairs that make an å come often.
LETTERS = (
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZæøåÆØÅäöüÄÖÜéèêëáàâíóôúýñçãõšžčćđðþłøß"
    "aaaaaaaaAAAA" + "aåAå" * 4 + "0123456789 -.,'’()/&"
)
names = st.text(st.sampled_from(sorted(set(LETTERS))), max_size=12)


def mixed() -> list[str]:
    return random.Random(7).sample(IN_ORDER, len(IN_ORDER))  # noqa: S311


@given(names)
def test_the_short_way_gives_the_same_key(name: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        short = danish_key(name)
        patch.setattr(danish, "_PLAIN", re.compile("(?!)"))
        assert danish_key(name) == short


@given(names, names)
def test_only_the_same_text_has_the_same_key(one: str, other: str) -> None:
    assert (danish_key(one) == danish_key(other)) == (one == other)


@given(names)
def test_a_beginning_stands_before_what_goes_on(name: str) -> None:
    assert danish_key(name) < danish_key(f"{name}b")


@pytest.mark.parametrize(
    "words",
    [
        IN_ORDER,
        ["Kaj", "kaj", "Kajsa", "Kåre"],
        ["Ib", "ib", "IB Olsen"],
        ["co op", "co-op", "coop"],
        ["Andre", "André", "Andrea"],
        ["Grøn", "Gråd"],
        ["gaA", "gabe", "Å", "AA", "Aa", "å", "aa"],
        ["Thor", "Þór", "Tim"],
        ["Muller", "Myller", "Müller"],
        ["1 skridt", "10 skridt", "2 skridt", "Et skridt"],
    ],
)
def test_words_stand_as_in_a_phone_book(words: list[str]) -> None:
    assert sorted(reversed(words), key=danish_key) == words


@pytest.mark.django_db
def test_the_database_has_the_order_of_the_key() -> None:
    """On PostgreSQL this compares our key with ICU's own Danish; on SQLite the key is what sorts."""
    draw = random.Random(11)  # noqa: S311
    made = {"".join(draw.choices(LETTERS, k=draw.randint(1, 7))).strip() for _ in range(3000)} - {""}
    User.objects.bulk_create(
        User(email=f"{number}@example.org", display_name=name) for number, name in enumerate(made)
    )
    order = DanishOrder("display_name")
    rows = list(User.objects.order_by(order).values_list("display_name", flat=True))
    assert rows == sorted(made, key=danish_key)
    assert list(User.objects.order_by(order.desc()).values_list("display_name", flat=True)) == rows[::-1]


@pytest.mark.django_db
def test_whoever_has_no_name_can_be_sorted_too() -> None:
    make_person()
    assert list(User.objects.order_by(DanishOrder("employments__workplace__name")).values_list("pk"))


@pytest.mark.django_db
def test_courses_stand_in_danish_order() -> None:
    catalogue = make_catalogue()
    for title in mixed():
        make_course(title)
    assert [course.title for course in live_courses(catalogue)] == IN_ORDER


@pytest.mark.django_db
def test_the_teachers_list_stands_in_danish_order() -> None:
    make_catalogue()
    run = make_run(make_course(modules=1))
    for number, name in enumerate(mixed(), start=1):
        person = make_person(display_name=name)
        RunSeat.objects.create(run=run, person=person, number=number, state=SeatState.TAKEN)
    assert [row.person.display_name for row in read_participants(run, [])] == IN_ORDER


@pytest.mark.django_db
def test_the_first_of_those_on_leave_are_the_first_in_danish_order() -> None:
    unit, today = make_unit(), dt.date(2026, 3, 2)
    for name in mixed():
        away = make_employment(make_person(display_name=name), unit)
        Leave.objects.create(employment=away, start=today)
    assert list(names_on_leave(unit, today, 4).values()) == IN_ORDER[:4]


@pytest.mark.django_db
def test_people_in_the_cms_stand_in_danish_order(client: Client) -> None:
    client.force_login(
        make_person(is_superuser=True, display_name="0"),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    for name in mixed():
        make_person(display_name=name)
    found = [
        person.display_name for person in client.get(reverse("wagtailusers_users:index")).context["users"]
    ]
    assert found == ["0", *IN_ORDER]


@pytest.mark.django_db
@pytest.mark.parametrize(("asked", "expected"), [("title", IN_ORDER), ("-title", IN_ORDER[::-1])])
def test_activities_in_the_cms_stand_in_danish_order(asked: str, expected: list[str], client: Client) -> None:
    client.force_login(make_person(is_superuser=True), backend="django.contrib.auth.backends.ModelBackend")
    for title in mixed():
        H5PContent.objects.create(title=title, machine_name="H5P.Accordion")
    page = client.get(reverse("h5p_contents:index"), {"ordering": asked})
    assert [content.title for content in page.context["object_list"]] == expected
    assert [content.title for content in H5PContent.objects.all()] == IN_ORDER


def is_naked(term: str) -> bool:
    return term.lstrip("-").rsplit("__", 1)[-1] in {"name", "title", "display_name"}


def test_no_model_is_ordered_by_a_naked_name() -> None:
    naked = {
        model._meta.label: model._meta.ordering
        for model in own_models()
        if any(isinstance(term, str) and is_naked(term) for term in model._meta.ordering)
    }
    assert naked == {}


def test_every_list_of_the_cms_knows_danish_order() -> None:
    """Whatever column a list is sorted by: Wagtail knows its name alone, and the view translates."""
    ours = [one for one in viewsets.viewsets if type(one).__module__.split(".")[0] in FLOOR]
    unknowing = {
        type(one).__name__
        for group in ours
        for one in getattr(group, "registerables", [group])
        if hasattr(one, "index_view_class")
        if set(_columns(one)) & NAMES.keys()
        if not issubclass(one.index_view_class, DanishListing)
    }
    assert unknowing == set()
    assert len(ours) > 5


def _columns(viewset: object) -> Iterator[str]:
    columns = getattr(viewset, "list_display", [])
    for column in columns if isinstance(columns, list) else []:
        yield column if isinstance(column, str) else (column.sort_key or "")


def naked_orders(path: Path) -> Iterator[str]:
    """Where rows are ordered by a naked name, or a list is sorted by one: "file:line"."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if called in ("order_by", "earliest", "latest", "distinct"):
            texts = [term.value for term in node.args if isinstance(term, ast.Constant)]
            found = any(isinstance(text, str) and is_naked(text) for text in texts)
        elif called in ("sorted", "sort", "min", "max"):
            keys = [keyword.value for keyword in node.keywords if keyword.arg == "key"]
            found = any(_is_by_name(key) for key in keys)
        else:
            continue
        if found:
            yield f"{path.name}:{node.lineno}"


def _is_by_name(key: ast.AST) -> bool:
    """Whether a key has a name in it that did not go through `danish_key`."""
    if isinstance(key, ast.Call) and getattr(key.func, "id", "") == "danish_key":
        return False
    if isinstance(key, ast.Attribute) and is_naked(key.attr):
        return True
    return any(_is_by_name(child) for child in ast.iter_child_nodes(key))


@pytest.mark.parametrize(
    "line",
    [
        'rows.order_by("title", "pk")',
        'rows.order_by("-user__display_name")',
        "sorted(rows, key=lambda row: (-row.steps, row.course.title))",
        "rows.sort(key=lambda row: row.name)",
    ],
)
def test_naked_orders_are_seen(line: str, tmp_path: Path) -> None:
    (tmp_path / "one.py").write_text(line)
    assert list(naked_orders(tmp_path / "one.py")) == ["one.py:1"]


def test_no_rows_are_ordered_by_a_naked_name() -> None:
    rooms = [folder_of(room) for room in FLOOR]
    naked = [
        found
        for path in own_files(".py")
        if any(path.is_relative_to(room) for room in rooms)
        for found in naked_orders(path)
    ]
    assert naked == []
