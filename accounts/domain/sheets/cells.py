"""What may stand in a cell, and what a spreadsheet would make of a text in it."""

import datetime as dt
import re

from accounts.characters import without_unseen

# The media types of the two files that cells are written to.
CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Cell = str | int | float | dt.date | None

# A spreadsheet takes a text that begins so for a formula; the wide signs are those of Asian keyboards.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# Names of months as a Danish and an English spreadsheet know them, from three letters up.
_MONTH = (
    r"(?:jan(?:uary?|uar)?|feb(?:ruary?|ruar)?|mar(?:ch|ts)?|apr(?:il)?|ma[jy]|june?|juni|july?|juli"
    r"|aug(?:ust)?|sept?(?:ember)?|o[ck]t(?:ober)?|nov(?:ember)?|de[cz](?:ember)?)"
)
_READ_AS_A_VALUE = re.compile(
    r"[\s\d.,:/()%€$£+-]*\d[\s\d.,:/()%€$£+-]*"  # 007, 1.2, 3-4, 10:30, 50 %
    r"|\d[\d.,]*e[+-]?\d+"  # 1E5
    rf"|\d{{1,4}}[\s./-]*{_MONTH}\.?[\s./-]*\d{{0,4}}|{_MONTH}\.?[\s./-]*\d{{1,4}}"  # 3-mar, MAR1
    r"|\d{1,2}(?::\d\d)?\s*[ap]m?"  # 3 PM
    r"|true|false|sand|falsk",
    re.IGNORECASE,
)


def make_harmless(text: str) -> str:
    """The text, with an apostrophe in front where a spreadsheet would run it as a formula."""
    text = without_unseen(text)
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA_STARTS) else text


def is_read_as_a_value(text: str) -> bool:
    """Whether a spreadsheet that opens a CSV takes the text for a number, a date, a time or a truth."""
    return _READ_AS_A_VALUE.fullmatch(text.strip()) is not None
