"""Fields that the domain reads: what it refuses is said at the field."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms

from recoveryskole.domain.wishes import (
    NAME_IS_MISSING,
    WishRefused,
    read_name,
    read_needs,
)

OFF = {"autocomplete": "off"}


class ReadField(forms.CharField):
    """A field that the domain reads: what it refuses is said at the field, whatever else is wrong."""

    def __init__(self, read: Callable[[str], Any], **options: Any) -> None:
        super().__init__(**options)
        self.read = read

    def clean(self, value: Any) -> Any:
        try:
            return self.read(super().clean(value))
        except WishRefused as refused:
            raise forms.ValidationError(str(refused.message)) from None


def name_field(**options: Any) -> ReadField:
    """What somebody wants to be called; without a name the form says so."""
    read = partial(read_name, "name", must=options.get("required", True))
    errors = {"required": NAME_IS_MISSING}
    return ReadField(read, widget=forms.TextInput(OFF), error_messages=errors, **options)


def needs_field(**options: Any) -> ReadField:
    """What somebody needs on the day, in free words."""
    return ReadField(read_needs, widget=forms.Textarea({**OFF, "rows": 3}), required=False, **options)
