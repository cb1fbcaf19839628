import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.widgets import AdminDateInput

from accounts.enums import Setting
from competences.domain.framework import choose_framework, word_competence
from competences.domain.levels import PastDay, end_level, set_level
from competences.enums import CompetenceKind, Level, name_required_level, name_version_level
from competences.models import Competence, Framework, JobRequirement, Line


class FrameworkForm(WagtailAdminModelForm):
    """Which framework is in use. What stands in it comes from its file."""

    # Not the model's own field: that one may be true only after the framework in use has stepped back.
    in_use = forms.BooleanField(label=_("In use"), required=False)

    class Meta:
        model = Framework
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["in_use"] = self.instance.is_current

    def clean_in_use(self) -> bool:
        in_use: bool = self.cleaned_data["in_use"]
        if self.instance.is_current and not in_use:
            raise forms.ValidationError(_("One framework is always in use. Choose the other one instead."))
        return in_use

    def save(self, commit: bool = True) -> Framework:
        if self.cleaned_data["in_use"]:
            choose_framework(self.instance, user=self.for_user)
        return self.instance


class CompetenceForm(WagtailAdminModelForm):
    """The words of an entry. Codes and places in the tree come from the file."""

    class Meta:
        model = Competence
        fields = ("title", "title_en", "description")
        widgets = {
            "title": forms.Textarea(attrs={"rows": 2}),
            "title_en": forms.Textarea(attrs={"rows": 2}),
            "description": forms.Textarea(attrs={"rows": 3}),
        }

    def save(self, commit: bool = True) -> Competence:
        if self.has_changed():
            word_competence(self.instance)
        return self.instance


class _RequirementField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Competence) -> str:
        # A title may be a whole sentence, and a list is as wide as its longest line.
        return Truncator(str(obj)).chars(80)


class _FromADayForm(WagtailAdminModelForm):
    """Something about a level that counts from a day on. What is before today stays as it was."""

    valid_from = forms.DateField(
        label=_("From"),
        help_text=_("What held before that day stays as it was, in reports too."),
        widget=AdminDateInput,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["valid_from"] = timezone.localdate()

    def clean_valid_from(self) -> dt.date:
        day: dt.date = self.cleaned_data["valid_from"]
        if day < timezone.localdate():
            raise forms.ValidationError(str(PastDay()))
        return day

    def validate_constraints(self) -> None:
        """Nothing here: the domain puts a second level of one day in the place of the first."""


class JobRequirementForm(_FromADayForm):
    """A level for a job. Once it is there, only the level, its day and whether it is decided can change."""

    competence = _RequirementField(Competence.objects.none(), label=_("Requirement"))
    level = forms.TypedChoiceField(label=_("Level"), coerce=int)

    class Meta:
        model = JobRequirement
        fields = ("competence", "job_function", "setting", "workplace", "level", "is_proposal", "valid_from")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        requirements = Competence.objects.filter(kind=CompetenceKind.REQUIREMENT)
        self.fields["competence"].queryset = requirements.order_by(
            "-framework__is_current", "framework", "position"
        )
        levels: list[tuple[Any, str]] = [(level.value, name_required_level(level)) for level in Level]
        self.fields["is_proposal"].help_text = _("Take the mark away when you have decided the level.")
        if self.instance.pk:
            # The row may come from the file of proposals, which finds it again by these four.
            for name in ("competence", "job_function", "setting", "workplace"):
                self.fields[name].disabled = True
            if self.instance.level is None:
                levels.insert(0, ("", name_version_level(None)))
        else:
            self.initial.setdefault("is_proposal", False)
            self.fields["is_proposal"].initial = False
        self.fields["level"].choices = levels

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        competence, workplace = data.get("competence"), data.get("workplace")
        setting = data.get("setting") or (workplace.setting if workplace else "")
        if competence and setting and competence.settings and setting not in competence.settings:
            names = ", ".join(str(Setting(code).label) for code in competence.settings)
            self.add_error("setting", _("This requirement holds only here: %(names)s.") % {"names": names})
        if competence and not self.instance.pk and JobRequirement.objects.of(self._line(data)).exists():
            raise forms.ValidationError(
                _("This level is set already at this workplace. Change it instead.")
                if workplace
                else _("This level is set already. Change it instead.")
            )
        return data

    @staticmethod
    def _line(data: dict[str, Any]) -> Line:
        workplace = data.get("workplace")
        return Line(
            data["competence"].pk,
            data.get("job_function", ""),
            data.get("setting", ""),
            workplace.pk if workplace else None,
        )

    def save(self, commit: bool = True) -> JobRequirement:
        if self.instance.pk and not self.has_changed():
            return self.instance
        data = self.cleaned_data
        return set_level(
            self._line(data),
            data["level"],
            valid_from=data["valid_from"],
            is_proposal=data["is_proposal"],
            user=self.for_user,
        )


class EndLevelForm(_FromADayForm):
    """From when nothing of its own is said here any more."""

    class Meta:
        model = JobRequirement
        fields = ("valid_from",)

    def save(self, commit: bool = True) -> JobRequirement:
        return end_level(self.instance.line, valid_from=self.cleaned_data["valid_from"], user=self.for_user)
