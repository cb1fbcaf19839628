"""Forms of observations."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from assessments.practice.domain.observation.asking import Whom
from assessments.practice.domain.observation.naming import find_hints, without_names
from assessments.practice.domain.observation.observers import find_observers, find_outside_supervisors
from assessments.practice.domain.observation.signing import Signature, Words
from assessments.practice.domain.observation.wording import say_hint, say_needed
from assessments.practice.enums import Hint
from assessments.practice.models import Observation
from assessments.practice.policy import LONGEST_NOTE, LONGEST_WORDS
from competences.enums import Level
from competences.models import Competence

INSIDE, SUPERVISOR = "u", "s"


def _text(label: Any, *, rows: int = 2, **fields: Any) -> forms.CharField:
    fields.setdefault("max_length", LONGEST_WORDS)
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **fields)


class AsksAboutNames(forms.Form):
    """A form with free words: what could name a citizen is asked about once more, and taken then."""

    free_words: tuple[str, ...] = ()

    @property
    def _found(self) -> list[Hint]:
        if not self.is_bound or self.data.get("keep"):
            return []
        return find_hints(self.data.get(name, "") for name in self.free_words)

    @property
    def hints(self) -> list[str]:
        """What is to be asked about; nothing where the answer "keep it" came with the form."""
        return [say_hint(hint) for hint in self._found]

    @property
    def names_somebody(self) -> bool:
        """A name stands after the word for a citizen: that can be mended for the writer."""
        return Hint.NAME in self._found

    @classmethod
    def with_names_mended(cls, data: Any, **arguments: Any) -> "AsksAboutNames":
        """The form again, filled in, with "en borger" wherever a name stood after that word."""
        mended = data.copy()
        for name in cls.free_words:
            mended[name] = without_names(mended.get(name, ""))
        return cls(mended, **arguments)


class AskForm(AsksAboutNames):
    """Whom to ask, and what they should look for."""

    free_words = ("note",)

    whom = forms.ChoiceField(required=False, widget=forms.RadioSelect)
    email = forms.EmailField(
        label=_("The person's e-mail"),
        required=False,
        max_length=254,
        help_text=_("They get a link and need not log in. It counts a little less than a colleague."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    note = _text(
        _("What should they look for?"),
        rows=3,
        required=False,
        max_length=LONGEST_NOTE,
        help_text=_("Do not write the name of a citizen."),
    )

    def __init__(self, *args: Any, person: User, competence: Competence, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.options = [
            *((f"{INSIDE}{one.pk}", one.name, one.what) for one in find_observers(person, competence)),
            *(
                (
                    f"{SUPERVISOR}{row.pk}",
                    row.name,
                    _("Method supervisor, %(place)s") % {"place": row.workplace_name},
                )
                for row in find_outside_supervisors()
            ),
        ]
        self.fields["whom"].choices = [(value, name) for value, name, _what in self.options]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and bool(cleaned.get("whom")) == bool(cleaned.get("email")):
            both = bool(cleaned.get("email"))
            words = (
                _("Choose one: from the list, or by e-mail.") if both else _("Choose whom you want to ask.")
            )
            self.add_error("whom", words)
        return cleaned

    @property
    def chosen(self) -> str:
        """What was chosen from the list when the form was sent."""
        return str(self.data.get("whom", "")) if self.is_bound else ""

    def asked(self) -> Whom:
        """Whom the valid form names."""
        whom, email = self.cleaned_data["whom"], self.cleaned_data["email"]
        if not whom:
            return Whom(email=email)
        number = int(whom[1:])
        return Whom(observer=number) if whom[0] == INSIDE else Whom(supervisor=number)


class SeenForm(AsksAboutNames):
    """What an observer tells: six fields at most."""

    free_words = ("situation", "done_well", "next_step")

    needed = forms.TypedChoiceField(coerce=int, widget=forms.RadioSelect)
    seen_on = forms.DateField(
        label=_("Which day?"),
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": _("Write the date as year, month and day: 2026-12-31.")},
    )
    situation = _text(
        _("What happened?"), rows=3, help_text=_("One or two lines. Do not write the citizen's name.")
    )
    done_well = _text("")
    next_step = _text(_("What could be the next thing?"), required=False)
    name = forms.CharField(
        label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    workplace = forms.CharField(
        label=_("Your workplace"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )

    def __init__(self, *args: Any, observation: Observation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        who = observation.person.get_short_name()
        choices = [(str(level), say_needed(level, who)) for level in Level.values]
        self.fields["needed"].choices = choices  # type: ignore[attr-defined]
        self.fields["needed"].label = _("How much help was needed?")
        self.fields["done_well"].label = _("What did %(name)s do well?") % {"name": who}
        # A link is answered once and on the day; a workplace we know by heart.
        unasked = ["seen_on"] if observation.is_outside else ["name", "workplace"]
        if observation.supervisor_id:
            unasked = ["seen_on", "name", "workplace"]
        for name in unasked:
            del self.fields[name]
        for number, field in enumerate(self.fields.values(), start=1):
            field.label = f"{number}. {field.label}"

    def clean_seen_on(self) -> Any:
        day = self.cleaned_data["seen_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("That day has not come yet."))
        return day

    @property
    def options(self) -> list[tuple[str, str, bool]]:
        """The five answers: value, words, chosen."""
        chosen = str(self["needed"].value())
        return [(value, words, value == chosen) for value, words in self.fields["needed"].choices]  # type: ignore[attr-defined]

    def words(self) -> Words:
        """What the valid form tells."""
        told = {name: self.cleaned_data[name] for name in ("needed", *self.free_words)}
        return Words(seen_on=self.cleaned_data.get("seen_on") or timezone.localdate(), **told)

    def signature(self) -> Signature | None:
        """Who the valid form is from, where it asks that."""
        if "name" not in self.fields:
            return None
        return Signature(self.cleaned_data["name"], self.cleaned_data["workplace"])


class AnswerForm(AsksAboutNames):
    """What the person says to it."""

    free_words = ("comment",)

    comment = _text(_("Your words"), rows=3, required=False)
    read = forms.CharField(max_length=64, widget=forms.HiddenInput)
