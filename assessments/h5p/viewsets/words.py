"""How the CMS words what is known of content and libraries."""

from collections.abc import Mapping

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.h5p import kinds
from assessments.h5p.domain.grading import GRADERS
from assessments.h5p.kinds import content_kind
from assessments.h5p.models import H5PContent


def name_kind(content: H5PContent) -> str:
    """What people call the kind; the machine name where it is not known here."""
    kind = content_kind(content.machine_name)
    return kind.name if kind else content.machine_name


def say_keyboard(content: H5PContent) -> str:
    """Whether a keyboard is enough, as far as it is known."""
    kind = content_kind(content.machine_name)
    return str(kind.keyboard.label) if kind else _("It is not known whether a keyboard is enough.")


def say_ending(content: H5PContent) -> str:
    """Whether it tells when somebody is through it, as far as it is known of its kind."""
    return kinds.say_ending(content.machine_name)


def say_counting(content: H5PContent) -> str:
    """Who counts the points."""
    if content.machine_name in GRADERS:
        return _("Points are counted here.")
    return _("Not counted here: what the activity itself reports is weak evidence.")


def say_size(files: Mapping[str, int]) -> str:
    """How many files, and their bytes together."""
    number = ngettext("%(number)d file", "%(number)d files", len(files)) % {"number": len(files)}
    return f"{number}, {filesizeformat(sum(files.values()))}"
