"""No text with a sign that nobody sees comes in, whichever field it is written in."""

import pytest
from django import forms
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st
from wagtail import blocks
from wagtail.admin.forms.models import WagtailAdminModelForm

from accounts.characters import refuse_unseen, without_unseen
from accounts.forms import AccountForm
from accounts.models import Workplace
from courses.models import LessonPage

SENTENCE = "Ved »Hej« står et tegn, som ingen kan se. Skriv ordene igen."
BELL = "Hej\x07 med dig"


@pytest.mark.parametrize(
    "text", ["", "Åse Ærø", "to\nlinjer", "to\r\nlinjer", "en\tfane", "🌱", "e\u0301", 7, None]
)
def test_what_a_keyboard_writes_is_taken(text) -> None:
    refuse_unseen(text)


@pytest.mark.parametrize("sign", ["\x00", "\x07", "\x0b", "\x1b", "\x7f", "\x85", "\ud800", "\uffff"])
def test_what_nobody_sees_is_refused_beside_its_words(sign: str) -> None:
    with pytest.raises(ValidationError) as refused:
        refuse_unseen(f"først\nHej{sign} med dig")
    assert refused.value.messages == [SENTENCE]
    with pytest.raises(ValidationError) as refused:
        refuse_unseen(f"{sign}Hej")
    assert refused.value.messages == [SENTENCE]


@given(st.text())
def test_what_is_taken_out_is_what_would_be_refused(text: str) -> None:
    refuse_unseen(without_unseen(text))


class FreeForm(forms.Form):
    words = forms.CharField()
    long = forms.CharField(widget=forms.Textarea)


class PlaceForm(WagtailAdminModelForm):
    class Meta:
        model = Workplace
        fields = ["name"]


@pytest.mark.parametrize(
    ("form", "field"),
    [(FreeForm, "words"), (FreeForm, "long"), (AccountForm, "display_name"), (PlaceForm, "name")],
)
def test_a_form_says_where_the_sign_stands(form, field: str) -> None:
    assert form({field: BELL}).errors[field] == [SENTENCE]


def _text_blocks(block: blocks.Block):
    if isinstance(block, blocks.FieldBlock) and isinstance(block.field, forms.CharField):
        yield block
    for child in getattr(block, "child_blocks", {}).values():
        yield from _text_blocks(child)
    if isinstance(block, blocks.ListBlock):
        yield from _text_blocks(block.child_block)


def test_every_text_of_a_lessons_blocks_has_the_rule() -> None:
    """Blocks make their fields when the class of the page is made, long before anybody is ready."""
    found = list(_text_blocks(LessonPage._meta.get_field("body").stream_block))
    assert len(found) > 40
    plain = [block for block in found if type(block.field) is forms.CharField]
    assert len(plain) > 30
    assert all(refuse_unseen in block.field.validators for block in plain)
