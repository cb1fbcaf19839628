"""The JSON of a package: only what both databases can keep and every program reads alike."""

import json
import math
import re
from typing import Any, NoReturn

from django.conf import settings
from django.utils.translation import gettext as _

from .refusal import PackageRefused, shown

# What memory a document takes goes by its values, not by its bytes: `[[],[],[] ...` is the worst.
MOST_VALUES = 200_000
DEEPEST = 100
OPENS_A_VALUE = re.compile(rb"[,\[{]")
# PostgreSQL keeps neither in a text.
UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")


class Documents:
    """Reads the documents of one package, which share one limit: they are held in memory together."""

    def __init__(self) -> None:
        self._bytes_left = settings.H5P_MAX_JSON_BYTES
        self._values_left = MOST_VALUES

    def read_object(self, data: bytes, path: str) -> dict[str, Any]:
        """A document that is an object. Raises `PackageRefused`, naming the file at `path`."""
        document = self.read(data, path)
        if not isinstance(document, dict):
            raise _broken(path)
        return document

    def read(self, data: bytes, path: str) -> Any:
        """Any document. Raises `PackageRefused`, naming the file at `path`."""
        self._bytes_left -= len(data)
        self._values_left -= sum(1 for _value in OPENS_A_VALUE.finditer(data))
        if self._bytes_left < 0 or self._values_left < 0:
            raise PackageRefused(
                _("The file “%(file)s” says more than we can hold at one time.") % {"file": shown(path)}
            )
        try:
            document = json.loads(
                data.decode("utf-8-sig"), parse_constant=_refuse_number, parse_float=_finite
            )
        except UnicodeDecodeError:
            raise PackageRefused(
                _("The file “%(file)s” is not written in UTF-8, so its letters cannot be read.")
                % {"file": shown(path)}
            ) from None
        except (ValueError, RecursionError):
            raise _broken(path) from None
        _refuse_unkeepable(document, path)
        return document


def _refuse_number(name: str) -> NoReturn:
    """NaN and Infinity, which JSON (RFC 8259, 6) does not know but Python reads."""
    raise ValueError(name)


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number


def _refuse_unkeepable(document: Any, path: str) -> None:
    level = [document]
    for _depth in range(DEEPEST):
        for value in level:
            texts = value if isinstance(value, dict) else [value]
            if any(isinstance(text, str) and UNKEEPABLE.search(text) for text in texts):
                raise PackageRefused(
                    _("There are signs in the file “%(file)s” that are no letters.") % {"file": shown(path)}
                )
        level = [
            inner
            for value in level
            if isinstance(value, dict | list)
            for inner in (value.values() if isinstance(value, dict) else value)
        ]
        if not level:
            return
    raise _broken(path)


def _broken(path: str) -> PackageRefused:
    return PackageRefused(
        _("The file “%(file)s” cannot be read: it is not sound JSON.") % {"file": shown(path)}
    )
