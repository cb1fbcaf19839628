"""How the house draws a field of a form: Django's field groups, with the classes of our stylesheet."""

from typing import Any

from django.forms import BoundField, CheckboxInput, Select, Textarea
from django.forms.renderers import TemplatesSetting
from django.utils.safestring import SafeString


class HouseField(BoundField):
    """A field as our templates ask for it; whoever draws it in another way meets Django's own field."""

    @property
    def control(self) -> SafeString:
        """What is typed or chosen in, in the house style."""
        widget = self.field.widget
        attrs: dict[str, Any] = {"class": "form-input", "placeholder": False}
        if isinstance(widget, CheckboxInput):
            attrs["class"] = "form-checkbox"
        elif isinstance(widget, Select):
            attrs["class"] = "form-select"
        elif isinstance(widget, Textarea):
            attrs["cols"] = False
        return self.as_widget(attrs=attrs)


class HouseRenderer(TemplatesSetting):
    """Draws `{{ form.name.as_field_group }}` with label, hint, error and control; optional fields say so."""

    field_template_name = "includes/field.html"
    bound_field_class = HouseField
