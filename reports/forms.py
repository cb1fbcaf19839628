from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.danish import DanishOrder
from accounts.enums import JobFunction
from assessments.ledger.enums import GapState
from competences.domain.queries import Area
from competences.models import Strategy


class ReportFilter(forms.Form):
    """What a report shows. Everything is optional; what is not understood is left out and said so."""

    area = forms.ChoiceField(label=_("Area"), required=False)
    job = forms.ChoiceField(
        label=_("Job"), required=False, choices=[("", _("All jobs")), *JobFunction.choices]
    )
    date = forms.DateField(
        label=_("Date"),
        required=False,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": _("Write the date as year, month and day: 2026-12-31.")},
    )
    strategy = forms.ModelChoiceField(
        label=_("Weight"), required=False, queryset=Strategy.objects.none(), empty_label=_("All alike")
    )

    def __init__(self, *args: Any, areas: tuple[Area, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", str(_("All areas"))), *((area.code, f"{area.code} {area.name}") for area in areas)]
        self.fields["area"].choices = choices  # type: ignore[attr-defined]
        strategies = Strategy.objects.filter(framework__is_current=True).order_by(DanishOrder("name"))
        self.fields["strategy"].queryset = strategies  # type: ignore[attr-defined]

    def chosen(self) -> dict[str, Any]:
        """The fields that were filled in and understood."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class StateFilter(forms.Form):
    """One state of a requirement."""

    state = forms.ChoiceField(
        required=False,
        choices=[(state.value, state.label) for state in GapState if state != GapState.NOT_REQUIRED],
    )
