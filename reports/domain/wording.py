"""What a report says in sentences."""

from collections.abc import Iterator

from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.domain.gap import Figures


def figures_sentence(figures: Figures) -> str:
    """How a requirement stands: "3 of 8 lack something, 5 steps in all". What is nothing is not said."""
    return ", ".join(_parts(figures))


def _parts(figures: Figures) -> Iterator[str]:
    yield _("%(number)s of %(total)s lack something") % {
        "number": localize(figures.gap),
        "total": localize(figures.required),
    }
    if figures.steps:
        yield ngettext("%(steps)s step in all", "%(steps)s steps in all", figures.steps) % {
            "steps": localize(figures.steps)
        }
    if figures.expired:
        yield _("%(number)s expired") % {"number": localize(figures.expired)}
    if figures.not_assessed:
        yield _("%(number)s not assessed") % {"number": localize(figures.not_assessed)}
    if figures.on_leave:
        yield _("%(number)s on leave") % {"number": localize(figures.on_leave)}
