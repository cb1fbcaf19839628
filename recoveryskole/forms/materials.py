"""What those who teach put up, and whom they have asked."""

import uuid
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _

from assessments.domain.refusals import TOO_LONG
from recoveryskole.domain.materials import IS_GONE, Said
from recoveryskole.domain.wishes import read_words
from recoveryskole.enums import MaterialFor
from recoveryskole.forms.reading import ReadField
from recoveryskole.forms.teaching import KeysField
from recoveryskole.models import Material
from recoveryskole.models.library import TITLE_LENGTH
from uploads.domain.papers import ACCEPTED


class MaterialForm(forms.Form):
    """A file of a session, what it is called and who it is for."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    file = forms.FileField(
        label=_("The file"),
        help_text=_("PDF, picture or sound. At most 10 MB. There can be 10 files for each time."),
        widget=forms.FileInput({"accept": f"{ACCEPTED},audio/*", "class": "form-input ls-file"}),
        error_messages={
            "required": _("Choose a file first."),
            "empty": _("The file is empty. Choose it once more."),
            "invalid": _("Choose a file first."),
        },
        max_length=200,
    )
    title = ReadField(
        read_words,
        label=_("What is it called?"),
        max_length=TITLE_LENGTH,
        error_messages={"required": _("Write what it is called."), "max_length": TOO_LONG},
    )
    audience = forms.ChoiceField(
        label=_("Who is it for?"),
        choices=MaterialFor,
        initial=MaterialFor.PAIR,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who it is for.")},
    )
    may_stand_open = forms.BooleanField(
        label=_("The school may put it in the open library"),
        help_text=_("Then anybody can read it. Only if it says nothing about anybody who came."),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        fields: dict[str, Any] = super().clean() or {}
        if fields.get("may_stand_open") and fields.get("audience") == MaterialFor.PAIR:
            self.add_error("audience", _("What stands open is for those who come too. Choose that."))
        return fields

    @property
    def said(self) -> Said:
        """Of a form that is valid."""
        fields = self.cleaned_data
        return Said(fields["title"], MaterialFor(fields["audience"]), fields["may_stand_open"])


class EarlierField(forms.ModelChoiceField):
    """Files of other times, by what they are called and when it was."""

    def label_from_instance(self, material: Any) -> str:
        day = formats.date_format(timezone.localdate(material.session.starts_at), "j. F Y")
        return f"{material.title} ({day})"


class AgainForm(forms.Form):
    """Something from another time of the workshop."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    source = EarlierField(
        label=_("Use something again"),
        queryset=Material.objects.none(),
        empty_label=None,
        error_messages={
            "required": _("Choose one first."),
            "invalid_choice": IS_GONE,
        },
    )

    def __init__(self, *args: Any, earlier: QuerySet[Material], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].queryset = earlier
        self.has_choices = earlier.exists()


class RecordingForm(forms.Form):
    """A recording: a file, or an address at the video service."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    file = forms.FileField(
        label=_("The film or the sound"),
        help_text=_("MP4, WebM, MP3 or M4A. At most 200 MB."),
        widget=forms.FileInput({"accept": "video/mp4,video/webm,audio/*", "class": "form-input ls-file"}),
        required=False,
        error_messages={"empty": _("The file is empty. Choose it once more.")},
    )
    address = forms.CharField(
        label=_("Or the address of it"),
        help_text=_("Only at the municipality's own video service."),
        required=False,
        max_length=200,
        error_messages={"max_length": TOO_LONG},
    )

    def clean(self) -> dict[str, Any]:
        fields: dict[str, Any] = super().clean() or {}
        if not self.errors and bool(fields.get("file")) == bool(fields.get("address")):
            raise forms.ValidationError(_("Choose a file, or write an address: one of the two."))
        return fields


class AskedForm(forms.Form):
    """Who has been asked and says yes, and who had when the page was made."""

    asked = KeysField(required=False)
    asked_before = KeysField(required=False)
