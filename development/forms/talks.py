"""What the pages of talks ask for. Errors name what to do."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from assessments.domain.refusals import TOO_LONG
from assessments.practice.forms.own_view import IsoDate
from development.domain.talks.agreeing import Line
from development.domain.talks.goals import Wanted
from development.domain.talks.leads import Choices
from development.enums import FollowUpKind
from development.models import Agreement, Goal, Talk
from development.policy import EMPTY_ROWS, LONGEST_LINE, LONGEST_NOTE, LONGEST_WORDS, MAX_AGREEMENTS

REQUIREMENT, COURSE = "krav", "kursus"


class PlanForm(forms.Form):
    """When and where the two meet."""

    day = forms.DateField(label=_("Day"), widget=IsoDate())
    time = forms.TimeField(
        label=pgettext_lazy("o'clock", "Time"),
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        input_formats=["%H:%M", "%H.%M", "%H:%M:%S"],
    )
    place = forms.CharField(
        label=_("Where?"), required=False, max_length=120, error_messages={"max_length": TOO_LONG}
    )

    @classmethod
    def of(cls, talk: Talk, data: Mapping[str, Any] | None = None) -> "PlanForm":
        """The form with what is planned."""
        initial: dict[str, Any] = {"place": talk.place}
        if talk.planned_for:
            planned = timezone.localtime(talk.planned_for)
            initial |= {"day": planned.date(), "time": planned.time()}
        return cls(data, initial=initial)

    @property
    def moment(self) -> dt.datetime:
        said = self.cleaned_data
        return timezone.make_aware(dt.datetime.combine(said["day"], said["time"]))


class GoalForm(forms.Form):
    """A goal in own words."""

    text = forms.CharField(
        label=_("What do you want?"),
        help_text=_("In your own words. Write it as you would say it."),
        max_length=LONGEST_LINE,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write what you want."), "max_length": TOO_LONG},
    )
    why = forms.CharField(
        label=_("Why?"),
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": TOO_LONG},
    )
    competence = forms.TypedChoiceField(
        label=_("Which requirement is it about?"),
        help_text=_("Then you both see where you were before, and where you are now."),
        required=False,
        coerce=int,
        empty_value=None,
    )

    def __init__(self, requirements: Choices, *args: Any, suggests_to: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", gettext("None of them")), *requirements]
        self.fields["competence"].choices = choices  # type: ignore[attr-defined]
        if suggests_to:
            self.fields["text"].label = gettext("What do you suggest to %(name)s?") % {"name": suggests_to}
            self.fields["text"].help_text = ""
            self.fields["competence"].help_text = ""

    @staticmethod
    def of(goal: Goal) -> dict[str, Any]:
        """What the form begins with, for a goal that is there."""
        return {"text": goal.text, "why": goal.why, "competence": goal.competence_id}

    @property
    def wanted(self) -> Wanted:
        said = self.cleaned_data
        return Wanted(" ".join(said["text"].split()), said["why"], said["competence"])


class NoteForm(forms.Form):
    """What the person wants to remember."""

    note = forms.CharField(
        label=_("This I want to remember to say"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"max_length": TOO_LONG},
    )

    def __init__(self, *args: Any, manager: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].help_text = gettext(
            "Only you can see it, not %(name)s either. It is left out when you print."
        ) % {"name": manager}


class AgreementForm(forms.Form):
    """One agreement. A row without a word is left out."""

    line = forms.UUIDField(required=False, widget=forms.HiddenInput())
    what = forms.CharField(
        label=_("What do you agree on?"),
        required=False,
        max_length=LONGEST_LINE,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": TOO_LONG},
    )
    by_when = forms.DateField(label=_("By when?"), required=False, widget=IsoDate())
    who = forms.CharField(
        label=_("Who does what?"),
        required=False,
        max_length=LONGEST_LINE,
        error_messages={"max_length": TOO_LONG},
    )
    leads_to = forms.ChoiceField(label=_("What does it belong to?"), required=False)

    def __init__(self, *args: Any, leads: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["leads_to"].choices = leads  # type: ignore[attr-defined]
        # Asked for where there are words, which the browser cannot know.
        for name in ("what", "by_when"):
            self.fields[name].is_asked_for = True  # type: ignore[attr-defined]

    @property
    def is_blank(self) -> bool:
        said = self.cleaned_data
        return not (said.get("what") or said.get("who"))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("who") and not said.get("what") and "what" not in self.errors:
            self.add_error("what", gettext("Write what you agree on."))
        if said.get("what") and not said.get("by_when") and "by_when" not in self.errors:
            self.add_error("by_when", gettext("Choose a day, so that you can follow it up."))
        return said

    @property
    def said(self) -> Line:
        said = self.cleaned_data
        kind, _colon, number = said["leads_to"].partition(":")
        return Line(
            what=" ".join(said["what"].split()),
            by_when=said["by_when"],
            who=said["who"],
            competence_id=int(number) if kind == REQUIREMENT else None,
            course_id=int(number) if kind == COURSE else None,
            line=said["line"],
        )


class AgreementsForm:
    """All agreements of a talk, each in a row of its own, with rows to add; `read` is the version changed."""

    def __init__(
        self,
        agreements: Iterable[Agreement],
        requirements: Choices,
        courses: Choices,
        data: Mapping[str, Any] | None = None,
    ) -> None:
        self._choices = requirements, courses
        leads = [
            ("", gettext("Nothing in particular")),
            (gettext("Requirements"), [(f"{REQUIREMENT}:{pk}", name) for pk, name in requirements]),
            (gettext("Courses"), [(f"{COURSE}:{pk}", name) for pk, name in courses]),
        ]
        written = [_written(one) for one in agreements]
        sent = _number(data.get("rows")) if data is not None else None
        count = sent if sent is not None else len(written) + (EMPTY_ROWS if written else EMPTY_ROWS + 1)
        self.is_whole = data is None or sent is not None
        self.read = _number(data.get("read")) if data is not None else None
        rows = range(min(count, MAX_AGREEMENTS + EMPTY_ROWS + 1))
        self.rows = [
            AgreementForm(
                data,
                prefix=f"r{row}",
                leads=leads,
                initial=written[row] if row < len(written) else None,
            )
            for row in rows
        ]

    def is_valid(self) -> bool:
        """Whether every row can be taken; whether anything was lost on the way is `is_whole`."""
        return all([row.is_valid() for row in self.rows])

    @property
    def lines(self) -> list[Line]:
        return [row.said for row in self.rows if not row.is_blank]

    def with_also(self, agreements: Iterable[Agreement]) -> "AgreementsForm":
        """What was sent, and after it these: no word of either is lost."""
        sent = [row for row in self.rows if not row.is_blank]
        rows: list[dict[str, Any]] = [{name: row[name].value() or "" for name in row.fields} for row in sent]
        rows += [_written(one) for one in agreements]
        data: dict[str, Any] = {"rows": str(len(rows) + EMPTY_ROWS)}
        for number, row in enumerate(rows):
            data |= {f"r{number}-{name}": str(value) for name, value in row.items()}
        return AgreementsForm((), *self._choices, data)


def _written(one: Agreement) -> dict[str, Any]:
    lead = ""
    if one.competence_id:
        lead = f"{REQUIREMENT}:{one.competence_id}"
    elif one.course_id:
        lead = f"{COURSE}:{one.course_id}"
    line: uuid.UUID = one.line
    return {"line": line, "what": one.what, "by_when": one.by_when, "who": one.who, "leads_to": lead}


def _number(text: Any) -> int | None:
    """A small number that a form of ours has sent; None for anything else."""
    text = str(text or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else None


class FollowUpForm(forms.Form):
    """What became of an agreement."""

    kind = forms.ChoiceField(
        label=_("What became of it?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what became of it.")},
    )
    new_day = forms.DateField(
        label=_("Another day"),
        help_text=_("If you change it, or take it up again."),
        required=False,
        widget=IsoDate(),
    )
    words = forms.CharField(
        label=_("A few words"),
        help_text=_("Both of you can read them."),
        required=False,
        max_length=LONGEST_LINE,
        error_messages={"max_length": TOO_LONG},
    )

    def __init__(self, *args: Any, is_over: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = (
            [FollowUpKind.REOPENED]
            if is_over
            else [FollowUpKind.DONE, FollowUpKind.CHANGED, FollowUpKind.DROPPED]
        )
        choices = [(kind.value, kind.label) for kind in kinds]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]
        if is_over:
            self.fields["kind"].initial = FollowUpKind.REOPENED
