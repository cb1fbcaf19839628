from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.enums import JobFunction
from assessments.ledger.enums import GapState
from competences.domain.queries import Area, strategies


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
    strategy = forms.TypedChoiceField(label=_("Weight"), required=False, empty_value=None)

    def __init__(self, *args: Any, areas: tuple[Area, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", str(_("All areas"))), *((area.code, f"{area.code} {area.name}") for area in areas)]
        self.fields["area"].choices = choices  # type: ignore[attr-defined]
        known = {str(strategy.pk): strategy for strategy in strategies()}
        names = [("", str(_("All alike"))), *((key, strategy.name) for key, strategy in known.items())]
        self.fields["strategy"].choices = names  # type: ignore[attr-defined]
        self.fields["strategy"].coerce = known.__getitem__  # type: ignore[attr-defined]

    def chosen(self) -> dict[str, Any]:
        """The fields that were filled in and understood."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class ReleasedFilter(forms.Form):
    """Which released figures are shown. What is not understood is left out."""

    figure = forms.CharField(required=False, max_length=20)
    place = forms.CharField(required=False, max_length=80)
    date = forms.DateField(required=False, input_formats=["%Y-%m-%d"])


class StateFilter(forms.Form):
    """One state of a requirement."""

    state = forms.ChoiceField(
        required=False,
        choices=[(state.value, state.label) for state in GapState if state != GapState.NOT_REQUIRED],
    )
