"""The form of a link to one's own profile."""

import secrets

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from development.policy import LONGEST_FOR, SHARE_DAYS, SHARE_DAYS_AT_FIRST


def _days() -> list[tuple[int, str]]:
    return [(days, ngettext("%(days)d day", "%(days)d days", days) % {"days": days}) for days in SHARE_DAYS]


def draw_form_id() -> str:
    """128 bits: what the link of this form is made of."""
    return secrets.token_hex(16)


class ShareForm(forms.Form):
    """For whom, how long, and whether one's own view is shown too."""

    form_id = forms.RegexField(r"\A[0-9a-f]{32}\Z", widget=forms.HiddenInput)
    meant_for = forms.CharField(
        label=_("Who is it for?"),
        max_length=LONGEST_FOR,
        required=False,
        help_text=_("In your own words. Only you see them."),
    )
    days = forms.TypedChoiceField(
        label=_("How long shall it work?"),
        coerce=int,
        choices=_days,
        initial=SHARE_DAYS_AT_FIRST,
        widget=forms.RadioSelect,
    )
    with_own_view = forms.BooleanField(
        label=_("Show my self-assessment too"),
        required=False,
        help_text=_("It cannot be changed afterwards. Then make a new link."),
    )
