"""What the pages of observations have in common."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.domain.refusals import Refused
from assessments.practice.domain.observation.wording import say_needed, say_state, say_waited
from assessments.practice.forms.observation import AsksAboutNames
from assessments.practice.models import Observation
from assessments.views.refusal import STATUS, refuse
from competences.enums import Level

UNPROCESSABLE = 422


def line_of(row: Observation) -> dict[str, Any]:
    """A row of a list: the observation, and what is said of it today."""
    today = timezone.localdate()
    return {
        "row": row,
        "state": say_state(row, today),
        "waited": say_waited(row.waiting_since, today),
        "is_open": row.is_open(today),
        "waits_for_person": row.waits_for_person(today),
    }


def told_of(row: Observation) -> dict[str, Any]:
    """The observer's answer in words, and the level that it means; nothing before there is one."""
    if row.needed is None:
        return {}
    return {
        "needed_words": say_needed(row.needed, row.person.get_short_name()),
        "level": row.needed,
        "level_word": Level(row.needed).label,
    }


def show_form(
    request: HttpRequest, template: str, form: AsksAboutNames, context: dict[str, Any]
) -> HttpResponse:
    """The page with its form. One that was sent is to be mended or asked about (422), all words kept."""
    status = UNPROCESSABLE if form.is_bound and not request.POST.get("mend") else 200
    return render(request, template, {**context, "form": form}, status=status)


def read_form(request: HttpRequest, form: type[AsksAboutNames], **arguments: Any) -> AsksAboutNames:
    """The form as it was sent; with names mended where that button was pressed."""
    if request.POST.get("mend"):
        return form.with_names_mended(request.POST, **arguments)
    return form(request.POST, **arguments)


def is_taken(request: HttpRequest, form: AsksAboutNames) -> bool:
    """Whether what was sent may be stored: nothing is wrong, and nothing is to be asked about first."""
    return form.is_valid() and not form.hints and not request.POST.get("mend")


def say_no(request: HttpRequest, refusal: Refused, back: str) -> HttpResponse:
    """A page that says no and leads back. Nothing is stored."""
    return refuse(request, refusal.message, STATUS[refusal.why], back=back, back_label=_("Go back"))
