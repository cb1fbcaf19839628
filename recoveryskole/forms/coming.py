"""What whoever comes writes: as little as can be. The domain reads it."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.characters import without_unseen
from assessments.domain.refusals import FORM_IS_BROKEN
from recoveryskole.domain.programme import Wanted
from recoveryskole.domain.wishes import (
    Wish,
    read_line,
    read_reach,
)
from recoveryskole.enums import Face
from recoveryskole.forms.reading import OFF, ReadField, name_field, needs_field
from recoveryskole.models import Place


class SignUpForm(forms.Form):
    """A name of one's own choice, and three things that may be left out."""

    name = name_field(
        label=_("What may we call you?"), help_text=_("Your first name, or a name that you make up.")
    )
    reach = ReadField(
        read_reach,
        label=_("E-mail or telephone"),
        help_text=_(
            "To an e-mail we send a link to your place. A number we only ring if something changes. "
            "If you write nothing, you get a code."
        ),
        widget=forms.TextInput(OFF),
        required=False,
    )
    needs = needs_field(
        label=_("Write it here"),
        help_text=_("For instance a seat near the door. We delete it after the term."),
    )
    companion = name_field(
        label=_("What may we call the one you bring?"),
        help_text=_("You stay together: you get two seats, or you wait together."),
        required=False,
    )

    @property
    def wish(self) -> Wish:
        """What was written, of a form that is valid."""
        said = self.cleaned_data
        contact, address = said["reach"]
        return Wish(
            name=said["name"],
            contact=contact,
            address=address,
            needs=said["needs"],
            companion=said["companion"],
            language=get_language() or "da",
        )


class WordsForm(forms.Form):
    """To be called something else, or need something else."""

    name = name_field(label=_("What may we call you?"))
    needs = needs_field(label=_("What we are to see to"))


class AddressForm(forms.Form):
    """How one wants to be reached, if in another way."""

    reach = ReadField(
        read_reach,
        label=_("E-mail or telephone"),
        help_text=_("You may leave it empty. Your code still works."),
        widget=forms.TextInput(OFF),
        required=False,
    )


class CompanionForm(forms.Form):
    """Whom one brings."""

    companion = name_field(label=_("What may we call the one you bring?"))


class CodeForm(forms.Form):
    """The code that somebody has kept."""

    code = forms.CharField(
        label=_("Your code"),
        help_text=_("As it stands on your slip: LIND-4827-MOSE-1935. Small letters will do."),
        widget=forms.TextInput(OFF),
        max_length=60,
    )


class ProgrammeForm(forms.Form):
    """What one looks for in the programme, sent with GET. What it does not know is passed over."""

    q = forms.CharField(
        label=_("What are you looking for?"),
        required=False,
        max_length=100,
        widget=forms.TextInput({"type": "search"}),
    )
    sted = forms.TypedChoiceField(label=_("Where?"), coerce=int, empty_value=None, required=False)
    net = forms.BooleanField(label=_("I can join online"), required=False)
    ledig = forms.BooleanField(label=_("There are seats left"), required=False)

    def __init__(self, data: Any, *, places: list[Place]) -> None:
        super().__init__(data)
        self.fields["sted"].choices = [("", _("Anywhere")), *((place.pk, place.name) for place in places)]

    def to_wanted(self) -> Wanted:
        """What is looked for. Old links may name a place that is gone."""
        self.is_valid()
        said = self.cleaned_data
        return Wanted(
            words=said.get("q", ""),
            place=said.get("sted"),
            online=said.get("net", False),
            free=said.get("ledig", False),
        )


class LineField(ReadField):
    """A line in which signs that nobody sees are passed over, rather than asked about."""

    def to_python(self, value: Any) -> str:
        return without_unseen(super().to_python(value) or "")


class FeedbackForm(forms.Form):
    """How it was: a face, and a line that may be left out."""

    face = forms.TypedChoiceField(
        choices=Face.choices,
        coerce=Face,
        error_messages={"required": _("Choose a face first."), "invalid_choice": FORM_IS_BROKEN},
    )
    line = LineField(
        read_line,
        label=_("A line to us"),
        help_text=_("What are we to keep? What are we to change? Write no names."),
        widget=forms.Textarea({**OFF, "rows": 3}),
        required=False,
    )
