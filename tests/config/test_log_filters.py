import logging

import pytest

from config.log_filters import WithoutAddresses


@pytest.mark.parametrize(
    ("message", "arguments", "expected"),
    [
        ("Failed to send to %s.", ("aase@example.org",), "Failed to send to [e-mail]"),
        ("mail <a.b+c@x.dk>, again", (), "mail <[e-mail]>, again"),
        ("3 rows, no address", (), "3 rows, no address"),
    ],
)
def test_no_address_reaches_a_log_line(message, arguments, expected):
    record = logging.LogRecord("x", logging.WARNING, __file__, 1, message, arguments, None)
    assert WithoutAddresses().filter(record)
    assert record.getMessage().startswith(expected.rstrip("."))
    assert "@" not in record.getMessage()
