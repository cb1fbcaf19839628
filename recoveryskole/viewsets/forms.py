"""What the school's administration writes in the CMS."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm, formfield_for_dbfield

from accounts.danish import DanishOrder
from accounts.models import User
from recoveryskole.domain.facilitators import keep_facilitator
from recoveryskole.domain.planning import must_hold_sessions, must_lie_in_term, plan_session
from recoveryskole.domain.sign_ups import SchoolRefused
from recoveryskole.domain.wishes import WishRefused, read_reach
from recoveryskole.enums import Contact, Knowledge
from recoveryskole.forms.coming import SignUpForm
from recoveryskole.forms.reading import OFF, ReadField, name_field, needs_field
from recoveryskole.models import Facilitator, Place, Session, Term, WorkshopPage


class TermForm(WagtailAdminModelForm):
    class Meta:
        model = Term
        formfield_callback = formfield_for_dbfield
        fields = ["title", "slug", "starts_on", "ends_on", "lead", "is_published"]

    def clean(self) -> dict[str, Any]:
        fields: dict[str, Any] = super().clean()
        if self.instance.pk and not self.errors:
            # As it would be: what is on the form is not on the row yet.
            asked = Term(pk=self.instance.pk, starts_on=fields["starts_on"], ends_on=fields["ends_on"])
            try:
                must_hold_sessions(asked)
            except SchoolRefused as refused:
                self.add_error(None, str(refused.message))
        return fields


class PlaceForm(WagtailAdminModelForm):
    class Meta:
        model = Place
        formfield_callback = formfield_for_dbfield
        fields = [
            "name",
            "street",
            "way_in",
            "has_steps",
            "has_lift",
            "has_accessible_toilet",
            "has_hearing_loop",
            "has_quiet_room",
            "for_facilitators",
        ]


class FacilitatorForm(WagtailAdminModelForm):
    """Asks for an account by e-mail: a list of everybody would be too long, and nobody's to read."""

    email = forms.EmailField(
        label=_("E-mail of their account"),
        required=False,
        help_text=_("By which they sign in to see their sessions. It may be left out."),
    )

    class Meta:
        model = Facilitator
        formfield_callback = formfield_for_dbfield
        fields = ["name", "knowledge", "shows_knowledge"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.person is not None:
            self.fields["email"].initial = self.instance.person.email

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].strip().lower()
        self.instance.person = None
        if email:
            self.instance.person = User.objects.here().filter(email=email).first()
            if self.instance.person is None:
                raise ValidationError(_("Nobody here has that e-mail. Make the person first, under Users."))
            if Facilitator.objects.filter(person=self.instance.person).exclude(pk=self.instance.pk).exists():
                raise ValidationError(_("Somebody who teaches has that account already."))
        return email

    def save(self, commit: bool = True) -> Any:
        keep_facilitator(self.instance)
        return self.instance


def _who(knowledge: Knowledge) -> QuerySet[Facilitator]:
    return Facilitator.objects.filter(knowledge=knowledge).order_by(DanishOrder("name"), "pk")


class SessionForm(WagtailAdminModelForm):
    """One session, and who teaches it: at least one of each when it is shown."""

    workshop = forms.ModelChoiceField(label=_("Workshop of the school"), queryset=WorkshopPage.objects.none())
    lived = forms.ModelMultipleChoiceField(
        label=_("Teach: have lived with it"),
        queryset=Facilitator.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    profession = forms.ModelMultipleChoiceField(
        label=_("Teach: work with it"),
        queryset=Facilitator.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("It is shown only when at least one of each teaches."),
    )

    class Meta:
        model = Session
        formfield_callback = formfield_for_dbfield
        fields = [
            *("workshop", "term", "starts_at", "ends_at", "place", "room", "online_url"),
            *("seats", "kept_seats", "is_recorded"),
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["workshop"].queryset = WorkshopPage.objects.order_by(DanishOrder("title"), "pk")
        for name in Knowledge.values:
            self.fields[name].queryset = _who(Knowledge(name))
            if self.instance.pk:
                self.fields[name].initial = _who(Knowledge(name)).filter(teachings__session=self.instance)

    @property
    def facilitators(self) -> list[Facilitator]:
        """Whoever is ticked, in a form that is valid."""
        return [one for name in Knowledge.values for one in self.cleaned_data[name]]

    def clean(self) -> dict[str, Any]:
        fields: dict[str, Any] = super().clean()
        if {"term", "starts_at"} <= fields.keys():
            try:
                must_lie_in_term(Session(term=fields["term"], starts_at=fields["starts_at"]))
            except SchoolRefused as refused:
                self.add_error("starts_at", str(refused.message))
        return fields

    def save(self, commit: bool = True) -> Any:
        plan_session(self.instance, self.facilitators, by=self.for_user)
        return self.instance


def read_telephone(text: str) -> tuple[Contact, str]:
    """A telephone number, or nothing: nobody spells an e-mail over the telephone."""
    contact, address = read_reach(text)
    if contact == Contact.EMAIL:
        raise WishRefused("reach", _("Here we write a telephone number, or nothing."))
    return contact, address


class TelephoneForm(SignUpForm):
    """What whoever answers the telephone writes for somebody who rings."""

    name = name_field(label=_("What may we call them?"))
    reach = ReadField(
        read_telephone,
        label=_("Telephone"),
        help_text=_("Only if they want to be rung. They get a code either way."),
        widget=forms.TextInput(OFF),
        required=False,
    )
    needs = needs_field(label=_("What we are to see to"))
    companion = name_field(label=_("What may we call whom they bring?"), required=False)
