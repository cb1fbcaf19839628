"""Files that are not right: a sentence names the entry at fault, and nothing is stored."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from competences.domain.framework import (
    import_framework,
)
from competences.models import Framework
from tests.competences.files import everything, refusals, small

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


# What is wrong with a file


def _with(requirement: Any) -> dict[str, Any]:
    """The small framework with this entry before A.2."""
    requirements = [requirement, {"code": "A.2", "title": "x"}]
    return small(work_tools=[{"code": "A", "title": "Område", "requirements": requirements}])


BAD_FRAMEWORKS = {
    "no title": (_with({"code": "A.1"}), ["A.1: “title” is missing."]),
    "no code": (_with({"title": "x"}), ["requirements number 1: “code” is missing."]),
    "a number for a code": (
        _with({"code": 1.1, "title": "x"}),
        ["requirements number 1: “code” must be text; put it in quotation marks."],
    ),
    "twice the same code": (_with({"code": "A.2", "title": "x"}), ["A.2: the code stands more than once."]),
    "an unknown setting": (
        _with({"code": "A.1", "title": "x", "settings": ["månen"]}),
        ["A.1: there is no setting “månen”."],
    ),
    "parts that are no list": (
        _with({"code": "A.1", "title": "x", "parts": "a"}),
        ["A.1: “parts” must be a list."],
    ),
    "an entry that is none": (
        _with("A.1"),
        ["requirements number 1: this is no entry with names and values."],
    ),
    "several things at once": (
        _with({"code": "A.2", "settings": ["månen"]}) | {"framework": {"code": "S M", "title": "x"}},
        [
            "framework: “code” may hold letters, figures, hyphens and underscores only.",
            "A.2: “title” is missing.",
            "A.2: there is no setting “månen”.",
            "A.2: the code stands more than once.",
        ],
    ),
    "no areas": (
        {"framework": {"code": "S", "title": "x"}},
        ["top of the file: no area with requirements was found."],
    ),
    "a NUL": (_with({"code": "A.1", "title": "x\0"}), ["A.1: “title” holds signs that cannot be stored."]),
    "a long code": (
        _with({"code": "A" * 61, "title": "x"}),
        [f"{'A' * 61}: “code” is longer than 60 signs."],
    ),
    "a method without a title": (small(methods=[{"code": "MI"}]), ["MI: “title” is missing."]),
}


@pytest.mark.parametrize(("content", "problems"), BAD_FRAMEWORKS.values(), ids=BAD_FRAMEWORKS.keys())
def test_import_names_the_entry_at_fault_and_stores_nothing(write, content, problems) -> None:
    assert refusals(write(content)) == [f"file.yaml, {problem}" for problem in problems]
    assert not Framework.objects.exists()


BAD_COMPANIONS = {
    "a profile near nothing": (
        {"roles": [{"code": "pv", "title": "Vejviser", "near": ["A.1", "Z.9"]}]},
        ["pv: the framework has no entry “Z.9”."],
    ),
    "a profile twice": (
        {"roles": [{"code": "pv", "title": "a"}], "models": [{"code": "pv", "title": "b"}]},
        ["pv: the code stands more than once."],
    ),
    "a strategy with an unknown tool and aspect": (
        {
            "actors": [{"name": "Åby", "recovery": {"Z": True}, "tools": ["hammer"]}],
            "tool_to_requirement": {},
        },
        ["Åby: the framework has no entry “Z”.", "Åby: “tool_to_requirement” has no “hammer”."],
    ),
    "an unknown job": (
        {"levels": {"astronaut": {"default": {}}}},
        ["astronaut: there is no job function “astronaut”."],
    ),
    "levels that are none": (
        {"levels": {"peer": {"default": {"A.1": 5, "A.2": True}}}},
        [
            "peer, default, A.1: the level must be a whole number from 0 to 4.",
            "peer, default, A.2: the level must be a whole number from 0 to 4.",
        ],
    ),
    "a requirement forgotten, one unknown": (
        {"levels": {"peer": {"default": {"A.1": 1, "A": 1}}}},
        [
            "peer, default, A: the framework has no entry “A”.",
            "peer: “default” does not name A.2; write 0 where it is not required.",
        ],
    ),
    "a setting where it does not hold, one unknown": (
        {"levels": {"peer": {"default": {"A.1": 1, "A.2": 1}, "vaerested": {"A.2": 2}, "månen": {}}}},
        [
            "peer: there is no setting “månen”.",
            "peer, vaerested, A.2: the requirement holds only in: bosted.",
        ],
    ),
}


@pytest.mark.parametrize(("content", "problems"), BAD_COMPANIONS.values(), ids=BAD_COMPANIONS.keys())
def test_import_beside_a_framework_names_the_entry_at_fault(write, content, problems) -> None:
    import_framework(write(small()))
    before = everything()
    assert refusals(write(content)) == [f"file.yaml, {problem}" for problem in problems]
    assert everything() == before


BAD_FILES = {
    "no YAML": (b"a: [", "no YAML at line 1: "),
    "a name twice": (b"a: 1\na: 2", "no YAML at line 2: “a” stands twice"),
    "no UTF-8": ("framework: Sønderå".encode("latin-1"), "the file is not UTF-8."),
    "no names": (b"- a", "names are expected at the top"),
    "empty": (b"", "names are expected at the top"),
    "of no kind": (b"a: 1", "nothing here that can be imported"),
    "no framework yet": (b"roles: []", "no framework is in use yet."),
    "an unknown framework": (b"for_framework: X\nroles: []", "there is no framework “X” here."),
    "its own part": (
        b"framework: {code: A, title: x}\nwork_tools: &all [{code: A, title: x, requirements: *all}]",
        "unconstructable recursive node",
    ),
    "code to run": (b"a: !!python/object/apply:os.getcwd []", "no YAML at line 1"),
}


@pytest.mark.parametrize(("content", "problem"), BAD_FILES.values(), ids=BAD_FILES.keys())
def test_import_says_why_a_file_cannot_be_read(write, content, problem) -> None:
    (found,) = refusals(write(content))
    assert found.startswith("file.yaml")
    assert problem in found
    assert not Framework.objects.exists()


def test_import_of_bad_json_says_where(write) -> None:
    assert refusals(write('{"a":\n 1,}', "file.json")) == ["file.json: no JSON at line 2, column 4."]


def test_import_of_json_nested_too_deep_is_refused(write) -> None:
    assert refusals(write("[" * 100_000, "file.json")) == [
        "file.json: the content cannot be read as YAML or JSON."
    ]


def test_command_tells_changes_and_then_none(write, capsys) -> None:
    path = write(small())
    call_command("import_framework", path)
    assert capsys.readouterr().out == "SMALL: 5 changes (5 new, 0 changed, 0 removed).\n"
    call_command("import_framework", path)
    assert capsys.readouterr().out == "SMALL: 0 changes.\n"


def test_command_fails_with_every_problem_and_status_1(write, tmp_path) -> None:
    with pytest.raises(CommandError) as failed:
        call_command("import_framework", write(_with({"code": "A.2"})))
    assert str(failed.value).splitlines() == [
        "file.yaml, A.2: “title” is missing.",
        "file.yaml, A.2: the code stands more than once.",
        "Nothing was stored.",
    ]
    assert failed.value.returncode == 1
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_framework", tmp_path / "none.yaml")
