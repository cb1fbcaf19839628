from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from competences.models import Competence
from courses.domain.catalogue import Search
from courses.enums import CourseForm

DURATION_CHOICES = [
    ("", _("Any length")),
    ("30", _("Up to half an hour")),
    ("120", _("Up to two hours")),
    ("dag", _("Up to a day")),
    ("mere", _("More than a day")),
]


class CatalogueForm(forms.Form):
    """The catalogue's search, sent with GET. What it does not know is left out rather than refused."""

    q = forms.CharField(required=False, max_length=100, label=_("Search for courses"))
    omraade = forms.MultipleChoiceField(required=False, label=_("Area"))
    krav = forms.MultipleChoiceField(required=False, label=_("Requirement"))
    form = forms.MultipleChoiceField(required=False, label=_("Form"), choices=CourseForm.choices)
    tid = forms.ChoiceField(
        required=False, label=_("How long may it take?"), choices=DURATION_CHOICES, widget=forms.Select
    )

    def __init__(
        self, data: Any, *, areas: list[Competence], requirements: list[Competence], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.areas, self.requirements = areas, requirements
        self.fields["omraade"].choices = [(area.code, area.name) for area in areas]
        self.fields["krav"].choices = [(entry.code, str(entry)) for entry in requirements]

    def to_search(self) -> Search:
        """What the address asks for. Old links may name things that are gone: those are ignored."""
        self.is_valid()
        chosen = self.cleaned_data

        def known(name: str) -> list[str]:
            if name in chosen:
                return list(chosen[name])
            valid = {value for value, _label in self.fields[name].choices}
            return [value for value in self.data.getlist(name) if value in valid]

        return Search(
            words=chosen.get("q", self.data.get("q", "")[:100]).replace("\x00", ""),
            areas=known("omraade"),
            requirements=known("krav"),
            duration=chosen.get("tid", ""),
            forms=known("form"),
        )
