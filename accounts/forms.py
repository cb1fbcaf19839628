from operator import attrgetter
from typing import Any, ClassVar

from allauth.account import forms as allauth_forms
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from accounts.domain.workplace import kind_below, save_workplace
from accounts.models import Employment, Leave, User, Workplace


class AccountForm(forms.ModelForm):
    """What a person decides about themself: name, language, calm view, more time in tests."""

    class Meta:
        model = User
        fields = ["display_name", "language", "calm_mode", "extra_time"]
        labels = {"display_name": _("Your name")}


class _InOurWords(forms.Form):
    """Allauth's forms with labels and hints of our own, by field, so that we say it shorter."""

    words: ClassVar[dict[str, tuple[Any, Any]]]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, hint) in self.words.items():
            self.fields[name].label, self.fields[name].help_text = label, hint


TWICE: dict[str, tuple[Any, Any]] = {
    "password1": (
        _("New password"),
        _("At least 12 characters. Four ordinary words in a row are easy to remember."),
    ),
    "password2": (_("The new password once more"), ""),
}


class LogInForm(_InOurWords, allauth_forms.LoginForm):
    words = {
        "login": (_("E-mail"), ""),
        "password": (_("Password"), ""),
        "remember": (
            _("Remember me on this device (only your own)"),
            _("Then you stay logged in for two weeks. Otherwise only until you close the browser."),
        ),
    }


class LogInAgainForm(_InOurWords, allauth_forms.ReauthenticateForm):
    words = {"password": (_("Password"), "")}


class ForgottenPasswordForm(_InOurWords, allauth_forms.ResetPasswordForm):
    words = {"email": (_("E-mail"), "")}


class PasswordFromLinkForm(_InOurWords, allauth_forms.ResetPasswordKeyForm):
    words = TWICE


class NewPasswordForm(_InOurWords, allauth_forms.ChangePasswordForm):
    words = {"oldpassword": (_("The password you have now"), ""), **TWICE}


class FirstPasswordForm(_InOurWords, allauth_forms.SetPasswordForm):
    words = TWICE


class IndentedChoiceField(forms.ModelChoiceField):
    """Workplaces in the order of the tree, each as far in as it lies deep."""

    def label_from_instance(self, obj: Workplace) -> str:
        return f"{'— ' * (obj.depth - 1)}{obj.name}"


class WorkplaceForm(WagtailAdminModelForm):
    """A workplace as the CMS asks for it: where it lies is asked once, when it is made."""

    class Meta:
        model = Workplace
        fields = ["name", "slug", "setting"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if self.instance._state.adding:
            try:
                self.instance.kind = kind_below(cleaned.get("parent"))
            except ValidationError as error:
                self.add_error("parent", error)
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        """The kind is not asked for, but the rule about settings needs it."""
        exclusions: set[str] = super()._get_validation_exclusions()
        return exclusions - {"kind"}

    def save(self, commit: bool = True) -> Workplace:
        if self.instance._state.adding:
            return super().save(commit)
        save_workplace(self.instance)
        return self.instance


class NewWorkplaceForm(WorkplaceForm):
    parent = IndentedChoiceField(
        queryset=Workplace.objects.exclude(kind="unit").order_by("path"),
        label=_("Lies under"),
        required=False,
        empty_label=_("Nothing: it is a municipality"),
        help_text=_("A centre lies under a municipality, a unit under a centre."),
    )
    field_order = ["parent", "name", "slug", "setting"]


class _PersonByEmailForm(WagtailAdminModelForm):
    """Asks for a person by e-mail: a list of everybody would be too long to choose from.

    `person_path` leads from what is edited to the person it is about.
    """

    person_path: ClassVar[str]

    email = forms.EmailField(label=_("The person's e-mail"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance._state.adding:
            self.fields["email"].initial = attrgetter(self.person_path)(self.instance).email
            self.fields["email"].disabled = True

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].strip().lower()
        if not User.objects.here().filter(email=email).exists():
            raise ValidationError(_("Nobody here has that e-mail. Make the person first, under Users."))
        return email


class EmploymentForm(_PersonByEmailForm):
    person_path = "user"

    class Meta:
        model = Employment
        fields = ["workplace", "job_function", "start", "end", "is_manager"]
        field_classes = {"workplace": IndentedChoiceField}

    field_order = ["email", "workplace", "job_function", "start", "end", "is_manager"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["workplace"].queryset = Workplace.objects.order_by("path")

    def clean_email(self) -> str:
        email = super().clean_email()
        self.instance.user = User.objects.get(email=email)
        return email


class LeaveForm(_PersonByEmailForm):
    """Someone is away from the job they have on the first day; from the newest, where there are several."""

    person_path = "employment.user"

    class Meta:
        model = Leave
        fields = ["start", "end"]

    field_order = ["email", "start", "end"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if self.instance._state.adding and cleaned.get("email") and cleaned.get("start"):
            held = Employment.objects.active(cleaned["start"]).filter(user__email=cleaned["email"]).first()
            if held is None:
                self.add_error("start", _("The person has no job here on that day."))
            else:
                self.instance.employment = held
        return cleaned
