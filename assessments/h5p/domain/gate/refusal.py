import unicodedata

LONGEST_SHOWN = 100


class PackageRefused(Exception):
    """A package cannot be taken in; `str()` is a sentence that says why. Nothing is kept of it."""


def shown(text: str) -> str:
    """A name out of the package, fit to be shown: of bounded length, nothing in it that cannot be seen."""
    visible = "".join("�" if unicodedata.category(letter).startswith("C") else letter for letter in text)
    return visible if len(visible) <= LONGEST_SHOWN else visible[: LONGEST_SHOWN - 1] + "…"
