"""The form of the CMS that puts a row of the ledger right."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.widgets import AdminDateInput

from assessments.ledger.models import Evidence
from competences.enums import Level

TAKE_BACK, ANEW = "take_back", "anew"


class CorrectionForm(WagtailAdminModelForm):
    """What is right instead of a row of the ledger. The row itself stays: what is right becomes another."""

    act = forms.ChoiceField(
        label=_("What is to be done?"),
        widget=forms.RadioSelect,
        choices=[
            (ANEW, _("Record it anew with the right level")),
            (TAKE_BACK, _("Take it back: it does not count")),
        ],
    )
    level = forms.TypedChoiceField(
        label=_("Right level"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", "–"), *((level.value, level) for level in Level if level)],
        help_text=_("Only where it is recorded anew. What the kind may confirm at most stays as it was."),
    )
    valid_until = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=AdminDateInput,
        help_text=_("Empty: it does not run out. Days of grace come on top."),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=255,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The person reads it. Write nothing about a citizen."),
    )

    class Meta:
        model = Evidence
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row: Evidence = self.instance
        self.fields["level"].initial = row.level
        self.fields["valid_until"].initial = row.runs_out_on
        self.fields["level"].choices = [
            ("", "–"),
            *((level.value, f"{level.value}: {level.label}") for level in Level if level.value),
        ]
        if hasattr(row, "revoked_by"):
            # It is taken back already, by mistake perhaps.
            self.fields["act"].choices = [(ANEW, _("Record it anew: it was taken back by mistake"))]
            self.fields["act"].initial = ANEW

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("act") == ANEW and not cleaned.get("level") and "level" not in self.errors:
            self.add_error("level", _("Choose the right level."))
        return cleaned
