"""Numbers as they come in addresses and forms: written by anybody."""

# As many digits as every database holds in a row's number.
MOST_DIGITS = 9


def read_number(text: str) -> int | None:
    """A whole number from 0 on, in plain digits; None for all else, and for more than a row's can be."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else None
