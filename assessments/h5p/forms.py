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
    """Whether the code of a library may run."""

    state = forms.ChoiceField(
        label=_("May its code run?"),
        widget=forms.RadioSelect,
        choices=[
            (LibraryState.APPROVED, _("Yes: it may run for everybody who plays an activity that needs it.")),
            (LibraryState.REFUSED, _("No: the packages that need it are refused.")),
        ],
    )

    class Meta:
        model = Library
        fields: tuple[str, ...] = ()


class TryAgainForm(WagtailAdminModelForm):
    """Nothing to fill in: a statement that was not delivered is sent once more as it is."""

    class Meta:
        model = Delivery
        fields: tuple[str, ...] = ()
