"""What somebody writes for themself alone."""

import uuid
from dataclasses import fields
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.domain.refusals import TOO_LONG
from recoveryskole.domain.own_plans import PlanWords
from recoveryskole.domain.wishes import read_words
from recoveryskole.forms.reading import OFF, ReadField

# For each field of one's own plan: the longest is a page.
OWN_LENGTH = 2000


class PlanCodeForm(forms.Form):
    """The code of a plan of one's own."""

    code = forms.CharField(
        label=_("The code of your plan"),
        help_text=_("As it stands on your slip: LIND-4827-MOSE-1935-BIRK-0412. Small letters will do."),
        widget=forms.TextInput(OFF),
        max_length=80,
    )


def own_field(label: Any, hint: Any, rows: int = 3) -> ReadField:
    """A field of one's own plan. All may be left empty; that is said once, over them."""
    field = ReadField(
        read_words,
        label=label,
        help_text=hint,
        required=False,
        max_length=OWN_LENGTH,
        widget=forms.Textarea({**OFF, "rows": rows}),
        error_messages={"max_length": TOO_LONG},
    )
    field.is_asked_for = True  # type: ignore[attr-defined]
    return field


class OwnPlanForm(forms.Form):
    """What somebody writes to themselves. `plan` says which one it is, and is empty before there is one."""

    hopes = own_field(_("What do you hope for?"), _("Great or small. It may be far away."))
    wants = own_field(
        _("What would you like to be able to do?"),
        _("Something that you can feel yourself when it works."),
        2,
    )
    helps = own_field(_("What helps you when it is hard?"), _("People, places, habits, music."))
    leave = own_field(
        _("What are others to leave alone?"), _("Then you can show it to them if you want to."), 2
    )
    step = own_field(_("What is the next small step?"), _("Something that you can do this week."), 2)
    read = forms.IntegerField(widget=forms.HiddenInput, initial=0, min_value=0)
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    plan = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)

    @property
    def pieces(self) -> list[forms.BoundField]:
        """The fields that one writes in."""
        return [self[one.name] for one in fields(PlanWords)]

    @property
    def words(self) -> PlanWords:
        """What was written, of a form that is valid."""
        said = self.cleaned_data
        return PlanWords(**{one.name: said[one.name].replace("\r\n", "\n") for one in fields(PlanWords)})

    @property
    def is_broken(self) -> bool:
        """No page of ours sent it so."""
        return any(name in self.errors for name in ("read", "key", "plan"))


class CalendarForm(forms.Form):
    """A new address for one's own calendar; `read` is the number of the page."""

    read = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
