"""Forms of the CMS for H5P."""

from typing import Any

from django import forms
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from assessments.h5p.enums import LibraryState
from assessments.h5p.models import Delivery, H5PContent, Library, Upload


class ContentForm(WagtailAdminModelForm):
    """What an activity is called here. All else comes from its package."""

    class Meta:
        model = H5PContent
        fields = ("title",)

    def save(self, commit: bool = True) -> H5PContent:
        """Remember what was written here. Nothing else is saved: a package may just have brought it."""
        content: H5PContent = super().save(commit=False)
        content.edited = sorted({*content.edited, *self.changed_data})
        if commit:
            content.save(update_fields=[*self._meta.fields, "edited"])
        return content


class PackageForm(WagtailAdminModelForm):
    """A package, for a new activity or as a newer version of one that is here."""

    file = forms.FileField(label=_("Package"), widget=forms.FileInput(attrs={"accept": ".h5p"}))

    class Meta:
        model = Upload
        fields = ("file", "replaces")
        widgets = {"replaces": forms.HiddenInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _("A file that ends in .h5p, of at most %(size)s.") % {
            "size": filesizeformat(settings.H5P_MAX_UPLOAD_BYTES)
        }


class LibraryForm(WagtailAdminModelForm):
    """Whether the code of a library may run. All else is as its package says, and stays so."""

    state = forms.ChoiceField(
        label=_("May its code run?"),
        widget=forms.RadioSelect,
        choices=[
            (LibraryState.APPROVED, _("Yes: it may run for everybody who plays an activity that needs it.")),
            (LibraryState.REFUSED, _("No: packages that need it are refused, and activities are closed.")),
        ],
    )
    reason = forms.CharField(
        label=_("Why not?"),
        required=False,
        max_length=Library._meta.get_field("reason").max_length,
        help_text=_("In a few words, for those who brought it or use it. Only kept when you say no."),
    )

    class Meta:
        model = Library
        fields: tuple[str, ...] = ()


class TryAgainForm(WagtailAdminModelForm):
    """Nothing to fill in: a statement that was not delivered is sent once more as it is."""

    class Meta:
        model = Delivery
        fields: tuple[str, ...] = ()
