"""What an address may hold where a row is named by its number."""

from django.urls import register_converter
from django.urls.converters import IntConverter


class RowConverter(IntConverter):
    """The number of a row. No database holds a larger one, and some answer it with a fault of their own."""

    regex = "[0-9]{1,18}"


def register() -> None:
    """Let `<row:pk>` stand in addresses."""
    register_converter(RowConverter, "row")
