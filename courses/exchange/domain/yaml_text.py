"""YAML with lines, as people write it; and in one way only, as we write it."""

from typing import Any

import yaml
from django.utils.translation import gettext as _

from courses.exchange.domain.problems import Path, Place
from courses.exchange.domain.yaml_faults import QUOTED, UNREADABLE, explain

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
        _locate(node, (), place, set(), loader)
        values = loader.construct_document(node)
    except Unusable as fault:
        place.problems.add(place.file, place.first_line + fault.line, str(fault))
        return {}
    except (yaml.YAMLError, RecursionError) as error:
        line, what = explain(error, text) if isinstance(error, yaml.YAMLError) else (0, str(UNREADABLE))
        place.problems.add(place.file, place.first_line + line, what)
        return {}
    finally:
        loader.dispose()
    if not isinstance(values, dict):
        place.note((), _("names with values are expected here, such as “title: …”."))
        return {}
    return values


class Unusable(Exception):
    """YAML that a course has no use for; `line` is counted from 0."""

    def __init__(self, what: str, node: yaml.Node) -> None:
        super().__init__(what)
        self.line: int = node.start_mark.line


def _locate(node: yaml.Node, path: Path, place: Place, seen: set[int], loader: Any) -> None:
    """Tell the place the line of every value and how it is written. Raises `Unusable`."""
    if id(node) in seen:
        raise Unusable(_("a value points at another one (“&” and “*”). Write it out instead."), node)
    seen.add(id(node))
    place.lines.setdefault(path, place.first_line + node.start_mark.line)
    if isinstance(node, yaml.ScalarNode):
        place.written[path] = node.value
        try:
            loader.construct_object(node)
        except ValueError:
            words = _("“%(value)s” is no day and no number. A text must stand in quotation marks.")
            raise Unusable(words % {"value": node.value}, node) from None
    elif isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value):
            _locate(item, (*path, number), place, seen, loader)
    elif isinstance(node, yaml.MappingNode):
        names = set()
        for key, value in node.value:
            name = str(key.value)
            if key.tag != "tag:yaml.org,2002:str":
                words = _(
                    "“%(name)s” cannot be the name of a field. If it is one, put it in quotation marks."
                )
                raise Unusable(words % {"name": name[:QUOTED]}, key)
            if name in names:
                raise Unusable(_("“%(key)s” stands twice. Keep one of them.") % {"key": name}, key)
            names.add(name)
            # A text in lines of its own begins below its name; the name is what one looks for.
            place.lines[(*path, name)] = place.first_line + key.start_mark.line
            _locate(value, (*path, name), place, seen, loader)


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
