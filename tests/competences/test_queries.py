import pytest
from django.utils import translation

from competences.domain.queries import requirement_tree
from tests.factories.competences import make_area, make_framework, make_part, make_requirement

pytestmark = pytest.mark.django_db


def test_requirement_tree_keeps_the_order_of_positions(django_assert_num_queries) -> None:
    framework = make_framework()
    recovery = make_area(framework, "R1", position=9, strand="recovery")
    goal = make_area(framework, "M", position=1, strand="tool")
    second = make_requirement(goal, "M.2", position=4)
    first = make_requirement(goal, "M.1", position=2, settings=["bosted"])
    part = make_part(first, "M.1a", position=3)
    make_part(part, "M.1a1", position=3)
    make_area(make_framework(is_current=False), "X")
    requirement_tree()
    # Whether what is kept still holds.
    with django_assert_num_queries(1):
        areas = requirement_tree()
    assert [(area.code, area.id, area.strand) for area in areas] == [
        ("M", goal.pk, "tool"),
        ("R1", recovery.pk, "recovery"),
    ]
    assert [row.code for row in areas[0].requirements] == ["M.1", "M.2"]
    assert areas[0].requirements[1].id == second.pk
    assert areas[0].requirements[0].settings == ("bosted",)
    assert [(row.code, row.depth) for row in areas[0].requirements[0].parts] == [("M.1a", 1), ("M.1a1", 2)]
    assert areas[1].requirements == ()


def test_requirement_tree_speaks_the_language_of_the_page() -> None:
    make_area(code="M", title="Målfokuseret", title_en="Goal focused")
    with translation.override("en"):
        assert requirement_tree()[0].name == "Goal focused"
    with translation.override("da"):
        assert requirement_tree()[0].name == "Målfokuseret"


def test_requirement_tree_without_a_framework_is_empty() -> None:
    assert requirement_tree() == ()


def test_requirement_tree_of_a_framework_not_in_use() -> None:
    old = make_framework(is_current=False)
    make_area(old, "X")
    assert [area.code for area in requirement_tree(old)] == ["X"]


def test_requirement_tree_has_every_requirement_wherever_a_framework_of_others_puts_it() -> None:
    """As an import may leave them: areas in areas, requirements at the top, parts right under an area."""
    framework = make_framework(code="X", title="Andres")
    outer = make_area(framework, "A", position=1)
    entries = [("A.1", outer, "area"), ("B", None, "requirement")]
    inner, _loose = (
        framework.competences.create(code=code, title=code, parent=parent, kind=kind, position=position)
        for position, (code, parent, kind) in enumerate(entries, 2)
    )
    make_requirement(inner, "A.1.1", position=4)
    framework.competences.create(code="A.1.2", title="Del", parent=inner, kind="part", position=5)
    assert [(area.code, [row.code for row in area.requirements]) for area in requirement_tree()] == [
        ("A.1", ["A.1.1"]),
        ("X", ["B"]),
    ]
    assert requirement_tree()[1].name == "Andres"
