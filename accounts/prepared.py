"""Queries whose SQL is made once in a process, for what a page asks again and again.

Django makes the SQL of a queryset anew each time it is read. Of a small query that is the greater part: a
third of a lesson's page was spent on it, more than the database took. A `Prepared` query is an ordinary
queryset with slots where the values will stand: it is compiled when it is first read, then only the values
change.
"""

from collections.abc import Callable, Iterator
from copy import copy
from typing import Any, ClassVar, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import Expression, Field, IntegerField, QuerySet


class Slot(Expression):
    """Where a value will stand in a prepared query: that of `name`, or number `place` of several."""

    def __init__(self, name: str, place: int | None, field: Field) -> None:
        super().__init__(output_field=field)
        self.name, self.place = name, place

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", [self]

    def value_in(self, values: dict[str, Any], connection: Any) -> Any:
        """The value as the database takes it; `EmptyResultSet` for a number that no column of it holds."""
        value = values[self.name] if self.place is None else values[self.name][self.place]
        field = self.output_field
        if isinstance(field, IntegerField):
            lowest, highest = connection.ops.integer_field_range(field.get_internal_type())
            if (lowest is not None and value < lowest) or (highest is not None and value > highest):
                raise EmptyResultSet
        return field.get_db_prep_value(value, connection, prepared=False)


class _Made(NamedTuple):
    queryset: QuerySet[Any]
    compiler: Any
    sql: str
    params: tuple[Any, ...]


class Prepared:
    """A query to be read with other values each time: `LED = Prepared(_led, person=BigIntegerField())`.

    `build` takes a slot for each of `fields`, and a list of slots where the field stands in a list (for
    `__in`; of a relation, of its `id`), and gives the queryset; it is called once for each length of these.
    So nothing in it may hang on the moment, the language or the person: what does is a slot. Reading gives
    what the queryset would give, as a list; nothing, if a number is larger than a database holds.
    """

    known: ClassVar[list["Prepared"]] = []

    def __init__(self, build: Callable[..., QuerySet[Any]], **fields: Field | list[Field]) -> None:
        self.build, self.fields = build, fields
        self.lists = [name for name, field in fields.items() if isinstance(field, list)]
        self._made: dict[tuple[int, ...], _Made] = {}
        self.known.append(self)

    def __call__(self, **values: Any) -> list[Any]:
        """One query. The names are those of `fields`; a list must not be empty."""
        return list(self._read(values))

    def first(self, **values: Any) -> Any:
        """The first of what is found, or None."""
        return next(self._read(values), None)

    def make(self, sizes: tuple[int, ...]) -> _Made:
        """The query with so many places in each of its lists."""
        length = dict(zip(self.lists, sizes, strict=True))
        slots: dict[str, Any] = {
            name: [Slot(name, place, field[0]) for place in range(length[name])]
            if isinstance(field, list)
            else Slot(name, None, field)
            for name, field in self.fields.items()
        }
        queryset = self.build(**slots)
        compiler = queryset.query.get_compiler(queryset.db)
        return _Made(queryset, compiler, *compiler.as_sql())

    def _read(self, values: dict[str, Any]) -> Iterator[Any]:
        sizes = tuple(len(values[name]) for name in self.lists)
        made = self._made.get(sizes)
        if made is None:
            made = self._made[sizes] = self.make(sizes)
        # One for each reading: nothing is shared between threads, and a connection belongs to one of them.
        compiler = copy(made.compiler)
        connection = compiler.connection = connections[made.queryset.db]
        try:
            params = tuple(
                param.value_in(values, connection) if isinstance(param, Slot) else param
                for param in made.params
            )
        except EmptyResultSet:
            return iter(())
        compiler.as_sql = lambda *_args, **_kwargs: (made.sql, params)
        reading: Any = _Reading(made.queryset, compiler)
        rows: Any = made.queryset._iterable_class(reading)
        return iter(rows)


class _Reading:
    """What one of Django's iterables asks of a queryset, with a compiler that has its SQL already."""

    def __init__(self, queryset: QuerySet[Any], compiler: Any) -> None:
        self._queryset, self._compiler, self.query = queryset, compiler, self

    def get_compiler(self, *_args: Any, **_kwargs: Any) -> Any:
        return self._compiler

    def __getattr__(self, name: str) -> Any:
        return getattr(self._queryset, name)
