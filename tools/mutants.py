"""One small break at a time: which there are in a module, and the module with one of them in it."""

import ast
import copy
import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
# What runs nothing: types, and the words in front of a function.
LEFT_ALONE = {"annotation", "returns", "decorator_list", "type_params"}
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True)
class Mutant:
    """The `number`-th break of a file. `function` is the outermost one around it ("Kind.rank"), if any."""

    path: Path
    number: int
    line: int
    function: str
    start: int

    @property
    def name(self) -> str:
        return f"{self.path}:{self.line}#{self.number}"


def _variants(node: ast.AST) -> Iterator[ast.AST]:  # noqa: C901 - one case for each kind of node
    """The node broken in each way that makes sense for its kind."""
    match node:
        case ast.Compare(ops=[operator]):
            for other in COMPARISONS[type(operator)]:
                yield ast.Compare(node.left, [other()], node.comparators)
        case ast.BoolOp(op=ast.And()):
            yield ast.BoolOp(ast.Or(), node.values)
        case ast.BoolOp(op=ast.Or()):
            yield ast.BoolOp(ast.And(), node.values)
        case ast.UnaryOp(op=ast.Not() | ast.USub()):
            yield node.operand
        case ast.If(test=ast.Name() | ast.Call() | ast.Attribute() as test):
            yield ast.If(ast.UnaryOp(ast.Not(), test), node.body, node.orelse)
        case ast.IfExp(test=test):
            yield ast.IfExp(ast.UnaryOp(ast.Not(), test), node.body, node.orelse)
        case ast.Constant(value=bool() as value):
            yield ast.Constant(not value)
        case ast.Constant(value=int() as value):
            yield ast.Constant(value + 1)
        case ast.BinOp(op=operator) if type(operator) in OPERATORS:
            yield ast.BinOp(node.left, OPERATORS[type(operator)](), node.right)
        case ast.AugAssign(op=operator) if type(operator) in OPERATORS:
            yield ast.AugAssign(node.target, OPERATORS[type(operator)](), node.value)
        case ast.Return(value=ast.expr() as value) if not isinstance(value, ast.Constant):
            yield ast.Return(ast.Constant(None))
        case ast.Expr(value=ast.Call()) | ast.Raise():
            yield ast.Pass()
        case ast.Call(func=ast.Attribute(attr="filter" | "exclude" as attr) as func):
            other = "exclude" if attr == "filter" else "filter"
            yield ast.Call(ast.Attribute(func.value, other, func.ctx), node.args, node.keywords)
            for left_out in node.keywords:
                kept = [keyword for keyword in node.keywords if keyword is not left_out]
                yield ast.Call(node.func, node.args, kept)


class _Breaker(ast.NodeTransformer):
    """Walks a tree in a fixed order, counts the breaks, and makes the one that is wanted, if one is."""

    def __init__(self, path: Path, wanted: int | None = None) -> None:
        self.path, self.wanted = path, wanted
        self.found: list[Mutant] = []
        self.names: list[str] = []
        # Name and first line of the outermost function that the walk is in.
        self.function: tuple[str, int] = ("", 0)

    def generic_visit(self, node: ast.AST) -> ast.AST:
        for field, value in ast.iter_fields(node):
            if field in LEFT_ALONE:
                continue
            if isinstance(value, list):
                value[:] = [self.visit(entry) if isinstance(entry, ast.AST) else entry for entry in value]
            elif isinstance(value, ast.AST):
                setattr(node, field, self.visit(value))
        return node

    def visit(self, node: ast.AST) -> ast.AST:
        if isinstance(node, ast.Assert) or (
            isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        ):
            return node
        broken = node
        for variant in _variants(node):
            if len(self.found) == self.wanted:
                broken = ast.copy_location(variant, node)
            line = getattr(node, "lineno", 0)
            self.found.append(Mutant(self.path, len(self.found), line, *self.function))
        if isinstance(node, ast.ClassDef) and not self.function[0]:
            self.names.append(node.name)
            self.generic_visit(node)
            self.names.pop()
        elif isinstance(node, FUNCTIONS) and not self.function[0]:
            # What a parameter is by default is made with the function, not when it runs.
            self.visit(node.args)
            start = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
            self.function = (".".join([*self.names, node.name]), start)
            node.body[:] = [self.visit(entry) for entry in node.body]
            self.function = ("", 0)
        else:
            self.generic_visit(node)
        return broken


def find(path: Path) -> list[Mutant]:
    """All the breaks of a file."""
    breaker = _Breaker(path)
    breaker.visit(ast.parse(path.read_text(encoding="utf-8")))
    return breaker.found


def broken(mutant: Mutant) -> ast.Module:
    """The module with this break in it."""
    tree = ast.parse(mutant.path.read_text(encoding="utf-8"))
    _Breaker(mutant.path, mutant.number).visit(tree)
    return ast.fix_missing_locations(tree)


def diff(mutant: Mutant) -> str:
    """What the break changes, as Python writes it."""
    whole = ast.parse(mutant.path.read_text(encoding="utf-8"))
    before, after = (ast.unparse(copy.deepcopy(tree)).splitlines() for tree in (whole, broken(mutant)))
    lines = list(difflib.unified_diff(before, after, lineterm="", n=1))[3:]
    return "\n".join([f"{mutant.path}:{mutant.line} {mutant.function}", *lines])
