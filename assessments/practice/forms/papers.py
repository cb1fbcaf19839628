"""The forms of papers, as browsers send them: here they become plain values."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.numbers import read_number
from assessments.practice.domain.paper_dates import last_day, read_day
from assessments.practice.domain.paper_files import NO_FILE
from assessments.practice.enums import PaperKind
from competences.models import Method
from uploads.domain.papers import ACCEPTED

HOW_TO_WRITE_A_DAY = _("Write it like »maj 2024« or »17.5.2024«.")


class FilesInput(forms.FileInput):
    """Several files at once. A phone offers its camera beside them."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """All files that were chosen, in their order. What they are is asked later, by what stands in them."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        files = data if isinstance(data, (list, tuple)) else [data] if data else []
        if not files:
            raise forms.ValidationError(NO_FILE, code="required")
        return list(files)


class DayField(forms.CharField):
    """A day or a month as people write it: (the day, whether it was named). `is_last`: the last day of it."""

    def __init__(self, *, is_last: bool = False, **kwargs: Any) -> None:
        super().__init__(max_length=40, **kwargs)
        self.is_last = is_last

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return last_day(text) if self.is_last else read_day(text)
        except ValueError as error:
            raise forms.ValidationError(HOW_TO_WRITE_A_DAY, code="invalid") from error


class PaperForm(forms.Form):
    """A paper as its owner tells of it. The claims are read by `read_levels`."""

    paper = FilesField(
        label=_("Picture or PDF"),
        help_text=_(
            "PDF, JPEG, PNG or HEIC. At most 10 MB a file and 50 pages. You may choose several pictures."
        ),
        widget=FilesInput(attrs={"accept": ACCEPTED, "class": "form-input ls-file"}),
    )
    title = forms.CharField(label=_("What kind of proof is it?"), max_length=200)
    issuer = forms.CharField(label=_("Who gave it to you?"), max_length=200)
    issued = DayField(label=_("When?"), help_text=_("Month and year are enough, such as »maj 2024«."))
    valid_until = DayField(
        label=_("Valid until"), required=False, is_last=True, help_text=_("Only if it says so on the paper.")
    )
    form_id = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("form_id", uuid.uuid4())


def offer_methods(form: forms.Form) -> None:
    """Let the form's field `method` offer those of the framework in use."""
    field = form.fields["method"]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = Method.objects.filter(framework__is_current=True).order_by("position", "pk")


class VerdictForm(forms.Form):
    """What a reviewer finds. The levels are read by `read_levels`."""

    kind = forms.ChoiceField(label=_("What is it?"), choices=PaperKind.choices)
    valid_until = DayField(label=_("Valid until"), required=False, is_last=True)
    method = forms.ModelChoiceField(
        label=_("It gives the right to use a method"),
        queryset=Method.objects.none(),
        required=False,
        empty_label=_("No method"),
    )
    words = forms.CharField(
        label=_("Words to the person"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed when you lower a level or say no."),
    )

    def __init__(self, *args: Any, person: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_methods(self)
        if person:
            self.fields["words"].label = _("Words to %(name)s") % {"name": person}


class RevokeForm(forms.Form):
    """Why an approval is taken back."""

    words = forms.CharField(
        label=_("Why?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The person reads your words."),
    )


def read_levels(data: QueryDict, name: str, numbers: Sequence[str] | None = None) -> Mapping[int, int]:
    """Levels by number: of each field `name-<number>`; only those in `numbers` where they are given.

    Raises ValueError for what no form of ours has sent.
    """
    found: dict[int, int] = {}
    prefix = f"{name}-"
    for key in data:
        number = key.removeprefix(prefix)
        if key == number or (numbers is not None and number not in numbers):
            continue
        pk, level = read_number(number), read_number(str(data[key]))
        if pk is None or level is None:
            raise ValueError(key)
        found[pk] = level
    if numbers is not None and len(found) != len(set(numbers)):
        raise ValueError(name)
    return found


def day_in_form(day: dt.date | None) -> str:
    """A day as it stands in a field that somebody may change: "31.5.2029"."""
    return f"{day.day}.{day.month}.{day.year}" if day else ""
