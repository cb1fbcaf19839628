"""A situation with several good ways through it."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.list_block import ListBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError

from assessments.enums import Aspect, Effect

from .required import RequiredBlock

KEY = r"^[a-z0-9-]{1,40}$"
KEY_MESSAGES = {"invalid": _("Use small letters a to z, digits and hyphens.")}


def _effect(label: Any) -> blocks.ChoiceBlock:
    return blocks.ChoiceBlock(label=label, choices=Effect.choices, default=Effect.SAME)


class ChoiceBlock(blocks.StructBlock):
    """One thing to do in a scene, and what came of it."""

    text = blocks.CharBlock(label=_("The choice"), max_length=300, help_text=_("Begin with »I«."))
    short = blocks.CharBlock(
        label=_("The choice in short"),
        max_length=100,
        help_text=_("As it stands in the list of what you chose: »You knocked and asked«."),
    )
    happened = blocks.TextBlock(label=_("What happened then"), rows=3)
    relation = _effect(_("The relation"))
    relation_why = blocks.CharBlock(label=_("Why"), max_length=200)
    self_determination = _effect(_("Self-determination"))
    self_determination_why = blocks.CharBlock(label=_("Why"), max_length=200)
    duty_of_care = _effect(_("Duty of care"))
    duty_of_care_why = blocks.CharBlock(label=_("Why"), max_length=200)
    to = blocks.RegexBlock(
        regex=KEY,
        error_messages=KEY_MESSAGES,
        label=_("Leads to"),
        help_text=_("The key of a scene or of an ending."),
    )

    class Meta:
        icon = "arrow-right"
        label = _("Choice")


class DilemmaSceneBlock(blocks.StructBlock):
    """Where somebody stands and has to choose."""

    key = blocks.RegexBlock(
        regex=KEY,
        error_messages=KEY_MESSAGES,
        label=_("Key"),
        help_text=_("A short name that choices lead to. Nobody else sees it."),
    )
    text = blocks.TextBlock(label=_("What happens"), rows=4)
    question = blocks.CharBlock(label=_("Question"), max_length=200)
    choices = blocks.ListBlock(ChoiceBlock(), label=_("Choices"), max_num=5)

    class Meta:
        icon = "group"
        label = _("Scene")


class EndingBlock(blocks.StructBlock):
    """How it went, and what two people say to it."""

    key = blocks.RegexBlock(regex=KEY, error_messages=KEY_MESSAGES, label=_("Key"))
    title = blocks.CharBlock(label=_("Title"), max_length=120)
    text = blocks.TextBlock(label=_("How it went"), rows=4)
    expert_name = blocks.CharBlock(label=_("Who the professional is"), max_length=120)
    expert = blocks.TextBlock(label=_("What the professional says about this way"), rows=3)
    citizen_name = blocks.CharBlock(label=_("Who the citizen is"), max_length=120)
    citizen = blocks.TextBlock(label=_("What the citizen says about it"), rows=3)

    class Meta:
        icon = "tick"
        label = _("Ending")


class DilemmaBlock(blocks.StructBlock):
    """Scenes with choices that lead on, until one of the endings is reached."""

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    about = blocks.ChoiceBlock(label=_("About"), choices=Aspect.choices, required=False)
    who = blocks.RichTextBlock(
        label=_("Who it is about"),
        features=["bold", "italic"],
        help_text=_("A name, an age, an everyday life. No diagnosis first."),
    )
    scenes = blocks.ListBlock(
        DilemmaSceneBlock(), label=_("Scenes"), min_num=1, max_num=30, help_text=_("It begins in the first.")
    )
    endings = blocks.ListBlock(EndingBlock(), label=_("Endings"), max_num=20)
    is_required = RequiredBlock()

    class Meta:
        icon = "resubmit"
        label = _("Dilemma")
        template = "assessments/blocks/dilemma.html"
        description = _(
            "A situation with choices that have consequences. Use it where several ways are good,"
            " and each costs something."
        )
        group = _("Practice")
        preview_value: ClassVar[dict[str, Any]] = {
            "title": "Døren er lukket",
            "about": "R1",
            "who": "<p>Birthe er 58 år. Hun har været syerske og elsker radioteater.</p>",
            "scenes": [
                {
                    "key": "doeren",
                    "text": "Det er niende dag uden bad. Naboen har klaget igen.",
                    "question": "Hvad gør du nu?",
                    "choices": [
                        {
                            "text": text,
                            "short": short,
                            "happened": "Birthe åbner på klem.",
                            "relation": "up",
                            "relation_why": "Hun åbnede selv døren.",
                            "self_determination": "same",
                            "self_determination_why": "Hun sagde nej, og du hørte det.",
                            "duty_of_care": "open",
                            "duty_of_care_why": "Du ved stadig ikke, om hun er syg.",
                            "to": to,
                        }
                        for text, short, to in (
                            ("Jeg banker på og spørger, hvordan hun har det.", "Du bankede på", "te"),
                            ("Jeg går igen og prøver i morgen.", "Du gik igen", "vent"),
                        )
                    ],
                }
            ],
            "endings": [
                {
                    "key": key,
                    "title": title,
                    "text": "Hun tager et bad næste dag.",
                    "expert_name": "Lone Bak, socialpædagog",
                    "expert": "Du blev ved med at prøve.",
                    "citizen_name": "Birthe",
                    "citizen": "Jeg bestemte selv.",
                }
                for key, title in (("te", "En kop te først"), ("vent", "En dag mere"))
            ],
        }

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        refuse_repeated_keys(cleaned)
        if len(cleaned["endings"]) < 2:
            raise _mistake("endings", _("A dilemma has several ways through. Write at least two endings."))
        _refuse_dead_ends(cleaned)
        _refuse_what_no_way_leads_to(cleaned)
        return cleaned


def refuse_repeated_keys(value: Mapping[str, Any]) -> None:
    """Raise the editor's error where a scene or an ending has a key that another has already."""
    seen: set[str] = set()
    for field in ("scenes", "endings"):
        for number, part in enumerate(value[field]):
            if part["key"] in seen:
                words = _("The key »%(key)s« is used twice. Give each scene and each ending its own.")
                raise _mistake(field, words, number, key=part["key"])
            seen.add(part["key"])


def _leads_to(value: Mapping[str, Any]) -> dict[str, list[str]]:
    """The keys that each scene's choices lead to, the first scene first."""
    return {scene["key"]: [choice["to"] for choice in scene["choices"]] for scene in value["scenes"]}


def _keys(value: Mapping[str, Any], field: str) -> list[str]:
    return [part["key"] for part in value[field]]


def _refuse_dead_ends(value: Mapping[str, Any]) -> None:
    """Raise the editor's error where a scene has no choice, or one that leads nowhere."""
    known = {*_keys(value, "scenes"), *_keys(value, "endings")}
    for number, (key, leads_to) in enumerate(_leads_to(value).items()):
        if not leads_to:
            words = _("The scene »%(key)s« is a dead end. Give it a choice, or make it an ending.")
            raise _mistake("scenes", words, number, key=key)
        for to in leads_to:
            if to not in known:
                words = _("A choice leads to »%(key)s«, but nothing has that key. Choose one that exists.")
                raise _mistake("scenes", words, number, key=to)


def _refuse_what_no_way_leads_to(value: Mapping[str, Any]) -> None:
    """Raise the editor's error for what cannot be reached, and for scenes that never come to an ending."""
    scenes, endings = _leads_to(value), _keys(value, "endings")
    reached = _reach(next(iter(scenes)), scenes)
    for number, key in enumerate(scenes):
        if key not in reached:
            words = _("No choice leads to the scene »%(key)s«. Let a choice lead there, or take it out.")
            raise _mistake("scenes", words, number, key=key)
        if not _reach(key, scenes).intersection(endings):
            words = _("From the scene »%(key)s« it goes in a ring. Let one choice lead to an ending.")
            raise _mistake("scenes", words, number, key=key)
    for number, key in enumerate(endings):
        if key not in reached:
            words = _("No choice leads to the ending »%(key)s«. Let a choice lead there, or take it out.")
            raise _mistake("endings", words, number, key=key)


def _reach(start: str, leads_to: Mapping[str, list[str]]) -> set[str]:
    """Every key that can be reached from `start`, itself included."""
    reached: set[str] = set()
    waiting = [start]
    while waiting:
        key = waiting.pop()
        if key not in reached:
            reached.add(key)
            waiting.extend(leads_to.get(key, []))
    return reached


def _mistake(field: str, words: Any, number: int | None = None, **names: str) -> StructBlockValidationError:
    error = ValidationError(words, params=names)
    if number is not None:
        error = ListBlockValidationError(block_errors={number: error})
    return StructBlockValidationError({field: error})
