"""YAML with lines, as people write it; and in one way only, as we write it."""

from typing import Any

import yaml
from django.utils.translation import gettext as _

from courses.exchange.domain.problems import Path, Place

# The one in C, where PyYAML was built with it, takes a fifth of the time.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Literal(str):
    """Text that is written as a block of its own lines, however short."""

    __slots__ = ()


class Flow(list[Any]):
    """A list that is written on one line."""

    __slots__ = ()


class FlowMapping(dict[str, Any]):
    """Names and values that are written on one line."""

    __slots__ = ()


def read_mapping(text: str, place: Place) -> dict[str, Any]:
    """The names and values in the text; `place` learns the line of each. What is wrong is noted there."""
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            return {}
        _locate(node, (), place, set())
        values = loader.construct_document(node)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = place.first_line + (mark.line if mark else 0)
        place.problems.add(
            place.file, line, _("this is no YAML: %(what)s.") % {"what": error.problem or error.context or ""}
        )
        return {}
    except (yaml.YAMLError, ValueError, RecursionError):
        place.note((), _("this is no YAML."))
        return {}
    finally:
        loader.dispose()
    if not isinstance(values, dict) or not all(isinstance(name, str) for name in values):
        place.note((), _("names with values are expected here, such as “title: …”."))
        return {}
    return values


def _locate(node: yaml.Node, path: Path, place: Place, seen: set[int]) -> None:
    if id(node) in seen:
        raise yaml.constructor.ConstructorError(
            None, None, _("write it out instead of pointing at it"), node.start_mark
        )
    seen.add(id(node))
    place.lines.setdefault(path, place.first_line + node.start_mark.line)
    if isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value):
            _locate(item, (*path, number), place, seen)
    elif isinstance(node, yaml.MappingNode):
        names = set()
        for key, value in node.value:
            name = str(key.value)
            if name in names:
                raise yaml.constructor.ConstructorError(
                    None, None, _("“%(key)s” stands twice") % {"key": name}, key.start_mark
                )
            names.add(name)
            # A text in lines of its own begins below its name; the name is what one looks for.
            place.lines[(*path, name)] = place.first_line + key.start_mark.line
            _locate(value, (*path, name), place, seen)


class _Writer(yaml.SafeDumper):
    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Indent the points of a list under its name."""
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(writer: _Writer, value: str) -> yaml.Node:
    if isinstance(value, Literal) or "\n" in value:
        return writer.represent_scalar("tag:yaml.org,2002:str", f"{value}\n", style="|")
    return writer.represent_scalar("tag:yaml.org,2002:str", str(value))


_Writer.add_representer(str, _text)
_Writer.add_representer(Literal, _text)
_Writer.add_representer(
    Flow, lambda writer, value: writer.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=True)
)
_Writer.add_representer(
    FlowMapping,
    lambda writer, value: writer.represent_mapping("tag:yaml.org,2002:map", value, flow_style=True),
)


def write_mapping(values: dict[str, Any]) -> str:
    """The values as YAML in the house's one way: no line folded, longer texts in lines of their own."""
    if not values:
        return ""
    written: str = yaml.dump(
        values,
        Dumper=_Writer,
        allow_unicode=True,
        sort_keys=False,
        width=float("inf"),
        default_flow_style=False,
    )
    return written
