from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class AccountForm(forms.ModelForm):
    """What a person decides about themself: name, language, calm view."""

    class Meta:
        model = User
        fields = ["display_name", "language", "calm_mode"]
        labels = {"display_name": _("Your name")}
