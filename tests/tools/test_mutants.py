"""The breaks that `make mutate` makes."""

import ast
from pathlib import Path

import pytest

from tools.mutants import broken, diff, find

MODULE = '''
from typing import Any

SEATS: int = 5


class Run:
    @property
    def is_full(self) -> bool | None:
        """Whether nobody else may come."""
        assert self.taken is not None
        return self.taken >= SEATS

    def leave(self, person: Any = None) -> None:
        self.seats.filter(person=person, state="taken").delete()
'''


@pytest.fixture
def module(tmp_path: Path) -> Path:
    path = tmp_path / "run.py"
    path.write_text(MODULE)
    return path


def test_each_break_is_one_line_and_reads_as_python(module) -> None:
    made = [ast.unparse(broken(mutant)) for mutant in find(module)]
    whole = ast.unparse(ast.parse(MODULE)).splitlines()
    assert len(set(made)) == len(made)
    for source in made:
        assert sum(one != other for one, other in zip(source.splitlines(), whole, strict=True)) == 1


def test_comparisons_constants_returns_calls_and_conditions_are_broken_and_types_are_not(module) -> None:
    changed = {
        line.strip()
        for mutant in find(module)
        for line in ast.unparse(broken(mutant)).splitlines()
        if line not in ast.unparse(ast.parse(MODULE)).splitlines()
    }
    assert changed == {
        "SEATS: int = 6",
        "return self.taken > SEATS",
        "return self.taken < SEATS",
        "return None",
        "pass",
        "self.seats.exclude(person=person, state='taken').delete()",
        "self.seats.filter(state='taken').delete()",
        "self.seats.filter(person=person).delete()",
    }


def test_a_mutant_names_its_function_and_shows_its_change(module) -> None:
    constant, *_rest, last = find(module)
    assert (constant.function, last.function) == ("", "Run.leave")
    assert "+        self.seats.filter(person=person).delete()" in diff(last)
