"""What those who teach write for each other, and on the day."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.domain.refusals import FORM_IS_BROKEN, TOO_LONG
from recoveryskole.domain.day import DropIn
from recoveryskole.domain.teaching import MOST_STEPS, Step
from recoveryskole.domain.wishes import (
    WishRefused,
    read_name,
    read_words,
)
from recoveryskole.forms.reading import OFF, ReadField, name_field
from recoveryskole.models.teaching import NOTE_LENGTH, WHAT_LENGTH, WORDS_LENGTH

EMPTY_STEPS = 3


class StepForm(forms.Form):
    """A step of the plan. One without words is left out."""

    begins = forms.TimeField(
        label=_("From"),
        required=False,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        input_formats=["%H:%M", "%H.%M", "%H:%M:%S"],
        error_messages={"invalid": _("Write the time as 16.30.")},
    )
    what = ReadField(
        read_words,
        label=_("What"),
        required=False,
        max_length=WHAT_LENGTH,
        error_messages={"max_length": TOO_LONG},
    )
    words = ReadField(
        read_words,
        label=_("More words"),
        required=False,
        max_length=WORDS_LENGTH,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"max_length": TOO_LONG},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Said once under the form, not at every field: what is left empty is left out.
        for field in self.fields.values():
            field.is_asked_for = True  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        fields: dict[str, Any] = super().clean() or {}
        if fields.get("words") and not fields.get("what") and "what" not in self.errors:
            self.add_error("what", _("Write in a word or two what it is."))
        return fields


class PlanFormSet(forms.BaseFormSet):
    """The plan of a session, with a few empty steps after it; `read` is the version that is changed."""

    @classmethod
    def of(cls, steps: Iterable[Step], data: Mapping[str, Any] | None = None) -> "PlanFormSet":
        """The form with these steps, as they stand or as they were sent."""
        made = forms.formset_factory(
            StepForm, formset=cls, extra=EMPTY_STEPS, max_num=MOST_STEPS, absolute_max=MOST_STEPS
        )
        initial = [{"begins": one.begins, "what": one.what, "words": one.words} for one in steps]
        formset = made(data, initial=initial, prefix="trin")
        assert isinstance(formset, cls)
        return formset

    @property
    def steps(self) -> list[Step]:
        """Of a form that is valid."""
        said = [one for one in self.cleaned_data if one.get("what")]
        return [Step(one["begins"], one["what"], one["words"].replace("\r\n", "\n")) for one in said]


class NoteForm(forms.Form):
    """A few words to the other one who teaches."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    words = ReadField(
        read_words,
        label=_("What will you say?"),
        max_length=NOTE_LENGTH,
        widget=forms.Textarea({"rows": 3, **OFF}),
        error_messages={"required": _("Write a few words first."), "max_length": TOO_LONG},
    )


class KeysField(forms.Field):
    """Keys of sign-ups, as many as were sent."""

    widget = forms.MultipleHiddenInput
    default_error_messages = {"invalid": FORM_IS_BROKEN}

    def to_python(self, value: list[str] | None) -> frozenset[uuid.UUID]:
        try:
            return frozenset(uuid.UUID(key) for key in value or ())
        except ValueError:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None


class AttendanceForm(forms.Form):
    """Who is ticked, who was when the page was made, and a name for somebody who is not on the list."""

    came = KeysField(required=False)
    came_before = KeysField(required=False)
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    name = name_field(label=_("What may we call the person?"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].is_asked_for = True  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        try:
            return read_name("name", self.cleaned_data["name"], must="drop" in self.data)
        except WishRefused as refused:
            raise forms.ValidationError(str(refused.message)) from None

    @property
    def ticked(self) -> frozenset[uuid.UUID]:
        """Whom this one has ticked, of whom the page showed without."""
        keys: frozenset[uuid.UUID] = self.cleaned_data["came"] - self.cleaned_data["came_before"]
        return keys

    @property
    def unticked(self) -> frozenset[uuid.UUID]:
        keys: frozenset[uuid.UUID] = self.cleaned_data["came_before"] - self.cleaned_data["came"]
        return keys

    @property
    def drop_in(self) -> DropIn | None:
        said = self.cleaned_data
        return DropIn(said["name"], said["key"]) if said["name"] else None
