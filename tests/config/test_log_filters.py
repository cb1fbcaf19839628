import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLResolver, get_resolver

from config.log_filters import WithoutAddresses


@pytest.mark.parametrize(
    ("message", "arguments", "expected"),
    [
        ("Failed to send to %s.", ("aase@example.org",), "Failed to send to [e-mail]"),
        ("mail <a.b+c@x.dk>, again", (), "mail <[e-mail]>, again"),
        ("3 rows, no address", (), "3 rows, no address"),
        ("Gone: %s", ("/praksis/se-med/0a1b2c/",), "Gone: /praksis/se-med/[key]/"),
        ("Not Found: %s", ("/fire/0a1b2c/tak",), "Not Found: /fire/[key]/tak"),
        ("Gone: %s", ("/recoveryskole/plads/ab2c/slet/",), "Gone: /recoveryskole/plads/[key]/slet/"),
        (
            "Not Found: %s",
            ("/konto/password/reset/key/3-set-p/",),
            "Not Found: /konto/password/reset/key/[key]/",
        ),
        ("Not Found: %s", ("/konto/confirm-email/MQ:1a:b/",), "Not Found: /konto/confirm-email/[key]/"),
        (
            "Gone: %s",
            ("/en/kompetencer/delt/ab2c/profil.pdf",),
            "Gone: /en/kompetencer/delt/[key]/profil.pdf",
        ),
    ],
)
def test_no_address_reaches_a_log_line(message, arguments, expected):
    record = logging.LogRecord("x", logging.WARNING, __file__, 1, message, arguments, None)
    assert WithoutAddresses().filter(record)
    assert record.getMessage().startswith(expected.rstrip("."))
    assert "@" not in record.getMessage()


def keyed(patterns: list[Any], prefix: str = "/") -> Iterator[str]:
    """Every address of ours in which a part is a token: whoever has it may open it."""
    for entry in patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from keyed(entry.url_patterns, route)
        elif re.search(r"<(\w+:)?(token|secret)>", route):
            yield re.sub(r"<(\w+:)?\w+>", "1", re.sub(r"<(\w+:)?(token|secret)>", "k3y", route))


@pytest.mark.parametrize("address", sorted({*keyed(get_resolver().url_patterns)}))
def test_no_key_reaches_a_log_line(address):
    record = logging.LogRecord(
        "django.request", logging.WARNING, __file__, 1, "Conflict: %s", (address,), None
    )
    assert WithoutAddresses().filter(record)
    assert "[key]" in record.getMessage()
    assert "k3y" not in record.getMessage()
