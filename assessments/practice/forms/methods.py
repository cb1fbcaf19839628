"""The form of a method certificate that a coordinator has seen."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from assessments.practice.forms.papers import DayField, offer_methods
from assessments.practice.models import MethodCertificate
from competences.models import Method


class CertificateForm(forms.Form):
    """Who, which method, from whom, from when, until when."""

    email = forms.EmailField(label=_("The person's e-mail"))
    method = forms.ModelChoiceField(label=_("Method"), queryset=Method.objects.none(), empty_label=None)
    issuer = forms.CharField(label=_("Who has given it?"), max_length=200)
    issued = DayField(label=_("When?"), help_text=_("Month and year are enough, such as »maj 2024«."))
    valid_until = DayField(label=_("Valid until"), required=False, is_last=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_methods(self)

    def clean_email(self) -> User:
        person = User.objects.filter(email=self.cleaned_data["email"].strip().lower(), is_active=True).first()
        if person is None:
            raise ValidationError(_("Nobody here has that e-mail."))
        return person

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        issued, until = cleaned.get("issued"), cleaned.get("valid_until")
        if issued and issued[0] > timezone.localdate():
            self.add_error("issued", _("This day has not come yet."))
        elif issued and until and until < issued[0]:
            self.add_error("valid_until", _("The last day cannot lie before the first day."))
        return cleaned

    def certificate(self) -> MethodCertificate:
        """What the form says, not stored yet."""
        said = self.cleaned_data
        return MethodCertificate(
            person=said["email"],
            method=said["method"],
            issuer=said["issuer"],
            issued_on=said["issued"][0],
            expires_on=said["valid_until"],
        )
