"""The sign tags: an area's shape, a level's flag are derived, never written by hand."""

from types import SimpleNamespace

import pytest
from django import forms
from django.template import Context, Template
from django.utils import translation

from competences.templatetags.competences import is_recovery


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def draw(text: str, **context: object) -> str:
    return Template("{% load competences face %}" + text).render(Context(context))


def test_icon_is_decoration_from_the_sprite():
    assert draw('{% icon "check" %}') == (
        '<svg class="icon-svg" focusable="false" aria-hidden="true">'
        '<use href="/static/icons/sprite.svg#check"></use></svg>'
    )


def test_icon_with_label_is_an_image_with_a_name():
    assert draw('{% icon "info" css="alert-icon" label="Message" %}') == (
        '<svg class="icon-svg alert-icon" focusable="false" role="img" aria-label="Message">'
        '<use href="/static/icons/sprite.svg#info"></use></svg>'
    )


@pytest.mark.parametrize(
    ("code", "css_class", "icon"),
    [
        ("M", "ls-area", "area-m"),
        ("F.2", "ls-area", "area-f"),
        ("L.1", "ls-area", "area-l"),
        ("O", "ls-area", "area-o"),
        ("R1", "ls-area ls-area--recovery", "area-r1"),
        ("R2.3a", "ls-area ls-area--recovery", "area-r2"),
    ],
)
def test_area_derives_shape_and_icon_from_the_code(code, css_class, icon):
    sign = draw("{% area code %}", code=code)
    assert f'<span class="{css_class}"><span class="ls-area__code">{code}</span>' in sign
    assert f"sprite.svg#{icon}" in sign


def test_area_takes_a_competence_and_says_its_name_when_asked():
    sign = draw('{% area it name="Goals" %}', it=SimpleNamespace(code="M.1"))
    assert '<span class="ls-area__code">M.1</span>' in sign
    assert '<span class="sr-only"> Goals</span>' in sign


def test_area_of_another_framework_has_no_icon():
    assert draw("{% area 'X9.1' %}") == '<span class="ls-area"><span class="ls-area__code">X9.1</span></span>'


def test_area_escapes_the_code():
    assert "<b>" not in draw("{% area code %}", code="<b>M</b>")


def test_is_recovery_tells_aspects_from_tools():
    assert [is_recovery(code) for code in ("R1", "R4.2", "M.1", "RR")] == [True, True, False, False]


def test_level_ladder_says_and_draws_all_three():
    ladder = draw("{% level_ladder 2 3 1 %}")
    said = "Required is level 3. Confirmed is level 2. Your self-assessment is level 1."
    assert f'aria-label="{said}"' in ladder
    assert ladder.count("is-on") == 2
    assert 'd="M85.5 2V28"' in ladder
    assert 'cx="13"' in ladder


def test_level_ladder_leaves_out_what_is_not_known():
    ladder = draw("{% level_ladder 0 %}")
    assert 'aria-label="Confirmed is level 0."' in ladder
    assert "ls-level__flag" not in ladder
    assert "ls-level__self" not in ladder


def test_level_ladder_keeps_decimal_points_in_danish():
    with translation.override("da"):
        assert 'x="30.75"' in draw("{% level_ladder 1 2 %}")


def test_track_marks_done_and_here():
    track = draw("{% track 2 4 3 %}")
    assert track.count("<span") == 4
    assert track.count("is-done") == 2
    assert track.count("is-here") == 1


class NoteForm(forms.Form):
    name = forms.CharField(help_text="A name will do.")
    note = forms.CharField(required=False, widget=forms.Textarea)
    way = forms.ChoiceField(choices=[("a", "A way"), ("b", "B way")], widget=forms.RadioSelect)


def test_field_ties_hint_and_error_to_the_control():
    field = draw("{{ form.name.as_field_group }}", form=NoteForm({"name": ""}))
    assert 'class="form-group form-error"' in field
    assert 'aria-describedby="id_name_helptext id_name_error"' in field
    assert 'id="id_name_helptext"' in field
    assert 'id="id_name_error"' in field


def test_field_without_hint_refers_to_none():
    field = draw("{{ form.note.as_field_group }}", form=NoteForm())
    assert 'class="form-input"' in field
    assert "describedby" not in field


def test_field_marks_only_the_optional():
    assert "(optional)" in draw("{{ form.note.as_field_group }}", form=NoteForm()).replace("</span>", "")
    assert "optional" not in draw("{{ form.name.as_field_group }}", form=NoteForm())


def test_field_of_choices_is_a_fieldset():
    field = draw("{{ form.way.as_field_group }}", form=NoteForm({"way": "b"}))
    assert field.count('type="radio"') == 2
    assert field.count(" checked") == 1
    assert "<legend" in field
