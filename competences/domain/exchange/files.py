import json
from collections.abc import Hashable
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _

from .entries import Entry
from .problems import Problems


class _StrictLoader(yaml.SafeLoader):
    """Plain values only, and a name that stands twice is an error instead of the last one winning."""


def _construct_mapping(loader: _StrictLoader, node: yaml.MappingNode) -> dict[Hashable, Any]:
    loader.flatten_mapping(node)
    seen: set[Hashable] = set()
    for key_node, _value in node.value:
        key = loader.construct_object(key_node, deep=True)
        if isinstance(key, Hashable):
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"“{key}” stands twice", key_node.start_mark
                )
            seen.add(key)
    return loader.construct_mapping(node, deep=True)


_StrictLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _construct_mapping)


def read_entry(path: Path) -> Entry:
    """The top of a YAML or JSON file as an entry.

    Raises `ImportRefused` for a file that is not there, is not UTF-8, or is no YAML or JSON with names at
    the top.
    """
    problems = Problems(path.name)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise problems.refuse(_("the file is not UTF-8. Save it as UTF-8 and try again.")) from error
    except OSError as error:
        raise problems.refuse(_("the file cannot be read. Is the path right?")) from error
    is_json = path.suffix.lower() == ".json" or text.lstrip().startswith("{")
    try:
        values = json.loads(text) if is_json else yaml.load(text, Loader=_StrictLoader)  # noqa: S506
    except json.JSONDecodeError as error:
        line = {"line": error.lineno, "column": error.colno}
        raise problems.refuse(_("no JSON at line %(line)d, column %(column)d.") % line) from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = {"line": mark.line + 1 if mark else 1, "what": error.problem or ""}
        raise problems.refuse(_("no YAML at line %(line)d: %(what)s.") % place) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise problems.refuse(_("the content cannot be read as YAML or JSON.")) from error
    if not isinstance(values, dict):
        raise problems.refuse(_("names are expected at the top of the file, such as “framework:”."))
    return Entry(problems, _("top of the file"), values)
