"""A page's plain fields in a file, and as the model keeps them. What a field may hold, the model says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.utils.translation import gettext as _
from wagtail.fields import RichTextField
from wagtail.models import Page

from courses.exchange.domain.blocks import BlockFiles, read_flag, read_number, write_text
from courses.exchange.domain.problems import Path, Place, key_of
from courses.models import CoursePage, LessonPage, ModulePage, TestPage

# For each kind of page: the name in the file, and the model's field. Written in this order.
KEYS: Mapping[type[Page], Mapping[str, str]] = {
    CoursePage: {
        "title": "title",
        "summary": "summary",
        "minutes": "duration_minutes",
        "form": "form",
        "objectives": "objectives",
        "completion": "completion_rule",
    },
    ModulePage: {
        "title": "title",
        "intro": "intro",
        "form": "form",
        "required": "is_required",
        "completion": "completion_rule",
    },
    LessonPage: {
        "title": "title",
        "minutes": "minutes",
        "written_by": "written_by",
        "required": "is_required",
        "completion": "completion_rule",
    },
    TestPage: {
        "title": "title",
        "draws": "draws",
        "pass_mark": "pass_mark",
        "tries": "tries",
        "pause_hours": "pause_hours",
        "time_limit": "time_limit",
    },
}
AMU_KEYS = {
    "number": "amu_number",
    "is_demo": "amu_number_is_demo",
    "source": "amu_number_source",
    "days": "amu_days",
    "fkb": "fkb",
    "has_test": "has_amu_test",
    "url": "official_url",
}
# What a reader of the file wants to see, whatever it is.
ALWAYS = {"title", "minutes", "form", "draws", "pass_mark", "tries"}
BODIES = {LessonPage: "body", TestPage: "pool"}
# What only a page that stands in the tree has.
_OF_THE_TREE = ["path", "depth", "content_type", "translation_key", "locale", "url_path", "draft_title"]


@dataclass(slots=True, kw_only=True)
class PageDraft:
    """A page as its file has it: `page` is not stored, its blocks have no ids, and links name paths.

    `outcomes` are requirement codes with level and whether it is a proposal, `requires` slugs.
    """

    page: Page
    place: Place
    path: Path = ()
    blocks: list[dict[str, Any]] = field(default_factory=list)
    outcomes: list[tuple[str, int, bool]] = field(default_factory=list)
    requires: list[str] = field(default_factory=list)
    children: "list[PageDraft]" = field(default_factory=list)


def read_fields(
    model: type[Page],
    keys: Mapping[str, str],
    values: Mapping[str, Any],
    place: Place,
    path: Path,
    files: BlockFiles,
) -> dict[str, Any]:
    """The model's fields for the values of a file. What is missing has the model's default, or is noted."""
    found = {}
    for key, name in keys.items():
        kept: Any = model._meta.get_field(name)
        value = values.get(key)
        if value is None:
            if not (kept.blank or kept.has_default()):
                place.note((*path, key), _("“%(key)s” is missing.") % {"key": key})
            found[name] = kept.get_default()
        else:
            found[name] = _read_value(kept, value, place, (*path, key), files)
    return found


def refuse_unknown(values: Mapping[str, Any], known: list[str], place: Place, path: Path) -> None:
    """Note every name among the values that is not a known one."""
    for name in values:
        if name not in known:
            place.note(
                (*path, name),
                _("there is no field “%(name)s” here. There are: %(known)s.")
                % {"name": name, "known": ", ".join(known)},
            )


def check_page(page: Page, keys: Mapping[str, str], place: Place, path: Path) -> None:
    """Note what the model itself finds wrong with a page that is not in the tree."""
    names = {name: key for key, name in keys.items()}
    # The body has been looked at block by block.
    skipped = [*_OF_THE_TREE, *BODIES.values()]
    try:
        page.full_clean(exclude=skipped, validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        for name, errors in error.error_dict.items():
            where = path if name == NON_FIELD_ERRORS else (*path, names.get(name, name))
            # What could not be read has been told of already.
            for one in errors if where not in place.noted else ():
                place.note(where, _say(one, page, name))


def _say(error: ValidationError, page: Page, name: str) -> str:
    """The model's own words; of a choice that there is not, those that there are."""
    if error.code != "invalid_choice":
        return " ".join(error.messages)
    choices = ", ".join(str(value) for value, _label in page._meta.get_field(name).flatchoices)
    return _("choose one of these: %(choices)s.") % {"choices": choices}


def write_fields(page: Page, keys: Mapping[str, str], files: BlockFiles) -> dict[str, Any]:
    """The values to write for a page's plain fields; what is as it would be anyway is left out."""
    written = {}
    for key, name in keys.items():
        kept: Any = page._meta.get_field(name)
        value = getattr(page, name)
        if key in ALWAYS or value not in (kept.get_default(), None, ""):
            written[key] = _write_value(kept, value, files)
    return written


def _read_value(kept: Any, value: Any, place: Place, path: Path, files: BlockFiles) -> Any:
    if isinstance(kept, models.BooleanField):
        return read_flag(value, place, path)
    if isinstance(kept, models.IntegerField):
        return read_number(value, place, path)
    if isinstance(kept, models.DecimalField):
        return _read_decimal(value, place, path)
    if isinstance(kept, RichTextField):
        return files.read_rich_text(value, kept.features, place, path)
    return files.read_text(value, place, path)


def _read_decimal(value: Any, place: Place, path: Path) -> Decimal | None:
    try:
        if isinstance(value, bool):
            raise InvalidOperation
        return Decimal(str(value))
    except InvalidOperation:
        place.note(path, _("“%(key)s” must be a number.") % {"key": key_of(path)})
        return None


def _write_value(kept: Any, value: Any, files: BlockFiles) -> Any:
    if isinstance(kept, RichTextField):
        return files.write_rich_text(value)
    if isinstance(value, Decimal):
        return float(value) if value % 1 else int(value)
    if isinstance(value, str):
        # A choice is an enum's member until it has been stored.
        return write_text(str(value))
    return value
