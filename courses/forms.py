from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from accounts.characters import without_unseen
from accounts.models import User
from competences.models import Competence
from courses.domain.catalogue import Search
from courses.domain.replacing import pages_showing, remember_newer
from courses.domain.wording import say_kept
from courses.enums import CourseForm
from uploads.forms import CleanImageForm, TellingDocumentForm

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
            words=chosen.get("q", without_unseen(self.data.get("q", "")[:100])),
            areas=known("omraade"),
            requirements=known("krav"),
            duration=chosen.get("tid", ""),
            forms=known("form"),
        )


class CourseRunForm(WagtailAdminModelForm):
    """A course run as the CMS asks for it; teachers are found by their e-mail."""

    teacher_emails = forms.CharField(
        label=_("Teachers"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One e-mail on each line. They see who has signed up, and mark who was there."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            emails = self.instance.teachers.order_by("email").values_list("email", flat=True)
            self.initial["teacher_emails"] = "\n".join(emails)

    def clean_teacher_emails(self) -> list[User]:
        """The people behind the e-mails. Whoever is not found is named, and nothing is saved."""
        emails = {line.strip().lower() for line in self.cleaned_data["teacher_emails"].splitlines()} - {""}
        found = {user.email: user for user in User.objects.filter(email__in=emails, is_active=True)}
        missing = sorted(emails - found.keys())
        if missing:
            raise ValidationError(
                _("Nobody signs in with: %(emails)s. Check the spelling."),
                params={"emails": ", ".join(missing)},
            )
        return list(found.values())

    def is_valid(self) -> bool:
        return super().is_valid() and self._days_fit()

    def _days_fit(self) -> bool:
        """Whether each meeting day lies within the run and names a module of its course."""
        first, last = self.cleaned_data["starts_on"], self.cleaned_data["ends_on"]
        course = self.cleaned_data["course"]
        fits = True
        for form in self.formsets["meetings"].forms:
            day = form.cleaned_data
            if not day or day.get("DELETE"):
                continue
            if not first <= timezone.localdate(day["starts_at"]) <= last:
                form.add_error(
                    "starts_at", _("This day is outside the run. Change the day, or the run's dates.")
                )
                fits = False
            if day["module"] and not day["module"].is_child_of(course):
                form.add_error("module", _("This module belongs to another course."))
                fits = False
        return fits

    def save(self, commit: bool = True) -> Any:
        self.instance.teachers = self.cleaned_data["teacher_emails"]
        return super().save(commit=commit)


class _KeepsWhatLessonsShow(forms.BaseForm):
    """A new file for what lessons show is a new row; they show the old one until they are signed anew."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.editor = kwargs.get("user")
        if "file" in self.fields and pages_showing(self.instance).exists():
            field = self.fields["file"]
            field.help_text = f"{say_kept(list(pages_showing(self.instance)))} {field.help_text}".strip()

    def save(self, commit: bool = True) -> Any:
        replaced = self.instance.pk
        if replaced is None or "file" not in self.changed_data or not pages_showing(self.instance).exists():
            return super().save(commit=commit)  # type: ignore[misc]
        old = type(self.instance)._default_manager.get(pk=replaced)
        # Wagtail would take the old file away.
        self.original_file = None
        self.instance.pk = None
        self.instance._state.adding = True
        self.instance.created_at = timezone.now()
        self.instance.uploaded_by_user = self.editor
        with transaction.atomic():
            saved = super().save(commit=commit)  # type: ignore[misc]
            remember_newer(old, saved)
        return saved


class PictureForm(_KeepsWhatLessonsShow, CleanImageForm):
    """Wagtail's form of a picture (WAGTAILIMAGES_IMAGE_FORM_BASE)."""


class DocumentForm(_KeepsWhatLessonsShow, TellingDocumentForm):
    """Wagtail's form of a document (WAGTAILDOCS_DOCUMENT_FORM_BASE)."""
