"""What own views and their rounds ask for. Errors name what to do."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.forms import IndentedChoiceField
from accounts.models import Workplace
from assessments.domain.refusals import TOO_LONG
from assessments.practice.enums import Preparedness, RoundKind
from assessments.practice.policy import MAX_COMMENT, REMINDER_CHOICES, REMINDERS_AT_FIRST
from competences.enums import Level

NOT_RELEVANT = "ikke"
CHOOSE_ONE = _("Choose the answer that fits you best.")
CHOOSE_BOTH = _("Choose one answer in each of the two columns.")


class OwnAnswerForm(forms.Form):
    """One level, or that the requirement is not relevant."""

    level = forms.ChoiceField(
        choices=[*((str(level), level) for level in Level.values), (NOT_RELEVANT, NOT_RELEVANT)],
        error_messages={"required": CHOOSE_ONE, "invalid_choice": CHOOSE_ONE},
    )
    wants_more = forms.BooleanField(required=False)
    comment = forms.CharField(required=False, max_length=MAX_COMMENT, error_messages={"max_length": TOO_LONG})

    @property
    def chosen_level(self) -> int | None:
        level = self.cleaned_data["level"]
        return None if level == NOT_RELEVANT else int(level)


class ThenAndNowForm(forms.Form):
    """One level for then and one for now."""

    then = forms.ChoiceField(
        choices=Level.choices, error_messages={"required": CHOOSE_BOTH, "invalid_choice": CHOOSE_BOTH}
    )
    now = forms.ChoiceField(
        choices=Level.choices, error_messages={"required": CHOOSE_BOTH, "invalid_choice": CHOOSE_BOTH}
    )


class PreparedForm(forms.Form):
    """The one question of the survey of 2011; it may be left open."""

    prepared = forms.TypedChoiceField(
        choices=Preparedness.choices,
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": CHOOSE_ONE},
    )


class IsoDate(forms.DateInput):
    """A day as browsers' own calendars take it, whatever the language of the page."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def _reminders() -> list[tuple[int, str]]:
    """The days to choose from, in the language of whoever asks."""
    return [
        (days, gettext("%(days)d days before the last one") % {"days": days}) for days in REMINDER_CHOICES
    ]


class RoundForm(forms.Form):
    """A round as a coordinator opens it."""

    workplace = IndentedChoiceField(
        queryset=Workplace.objects.all(),
        label=_("For whom?"),
        help_text=_("Everybody who works here, and at the places under it."),
        empty_label=None,
    )
    kind = forms.ChoiceField(choices=RoundKind.choices, label=_("What is it for?"))
    opens_on = forms.DateField(label=_("First day"), widget=IsoDate())
    closes_on = forms.DateField(label=_("Last day"), widget=IsoDate())
    reminder_days = forms.TypedMultipleChoiceField(
        choices=_reminders,
        coerce=int,
        required=False,
        label=_("Remind those who have not answered"),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"opens_on": timezone.localdate(), "reminder_days": REMINDERS_AT_FIRST})
        super().__init__(*args, **kwargs)
