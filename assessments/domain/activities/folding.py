"""One form for what is written in several ways and means the same (docs/decisions/spelling.md)."""

import re
import unicodedata

# Keyboards differ: signs that look alike or stand for the same letter, and where the letter is missing.
SIGNS = str.maketrans("‐‑‒–—−µäöÄÖ’‘´`", "------μæøÆØ''''")
LETTERS = {"ae": "æ", "oe": "ø", "aa": "å"}
SPELT_OUT = {letter: pair for pair, letter in LETTERS.items()}
RING = "\N{COMBINING RING ABOVE}"
LETTER = r"[^\W\d_]"
# What stands around a word and is no part of it. A sign before a figure is one.
AROUND = ".,;:!?\"'»«“”„()[]…"

_NUMBER = re.compile(r"(?<![\d.,])\d+(?:[., ]\d+)+(?![\d])")
# As in Danish: a full stop or a space between thousands. 0.125 has none, and neither has 1.5.
_THOUSANDS = re.compile(r"[1-9]\d{0,2}([. ])\d{3}(?:\1\d{3})*(?:,\d+)?")
# As in English, where nothing else can be meant.
_ENGLISH_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+\.\d+|[1-9]\d{0,2}(?:,\d{3}){2,}")
_DECIMAL = re.compile(r"\d+[.,]\d+")


def tidy(text: str) -> str:
    """What somebody wrote, in one Unicode form (NFC), without surplus spaces and signs that nobody sees."""
    seen = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
    return " ".join(unicodedata.normalize("NFC", seen).split())


def fold(text: str, *, ignore_case: bool) -> str:
    """The text as it is compared: what only looks different is the same.

    "ae", "oe" and "aa" are æ, ø and å, as on a keyboard without them; an accent is left out, but å, æ and ø
    are letters of their own. 2.5 is 2,5; 1.000 is 1000; "50 %" is "50%" and "100mg" is "100 mg".
    """
    text = tidy(text).translate(SIGNS)
    if ignore_case:
        text = unicodedata.normalize("NFC", text.casefold())
    text = _strip(_without_accents(text))
    text = _NUMBER.sub(_number, text)
    # No space beside a sign, after the stop of an abbreviation, or between a figure and its unit.
    text = re.sub(r"\s*([^\w\s.,;:!?'\"])\s*", r"\1", text)
    text = re.sub(rf"(?<={LETTER})\. ", ".", text)
    text = re.sub(rf"(?<=\d) (?={LETTER})", "", text)
    # "e-mail" is "email"; before a figure a hyphen is a minus.
    text = re.sub(rf"(?<={LETTER})-(?={LETTER})", "", text)
    return re.sub("ae|oe|aa", _letter, text, flags=re.IGNORECASE)


def spell_out(folded: str) -> str:
    """The text as on a keyboard without æ, ø and å: two letters that changed places may have made one."""
    return re.sub("[æøå]", lambda match: SPELT_OUT[match[0].lower()], folded, flags=re.IGNORECASE)


def _strip(text: str) -> str:
    start, end = 0, len(text)
    while end > start and text[end - 1] in AROUND + " ":
        end -= 1
    while start < end and text[start] in AROUND + " " and not re.match(r"[.,]\d", text[start:]):
        start += 1
    return text[start:end] or text


def _without_accents(text: str) -> str:
    """As `idé` and `allé`: marks over letters go, but for the ring."""
    apart = unicodedata.normalize("NFD", text)
    return unicodedata.normalize(
        "NFC", "".join(sign for sign in apart if sign == RING or unicodedata.category(sign) != "Mn")
    )


def _number(match: re.Match[str]) -> str:
    """The number as plain figures with a decimal comma; as it stands where it could mean two things."""
    number = match[0]
    if _THOUSANDS.fullmatch(number):
        return re.sub("[. ]", "", number)
    if _ENGLISH_THOUSANDS.fullmatch(number):
        return number.replace(",", "").replace(".", ",")
    # 1,000 may be one or a thousand: only 1,000 is the same.
    return number.replace(".", ",") if _DECIMAL.fullmatch(number) else number


def _letter(match: re.Match[str]) -> str:
    letter = LETTERS[match[0].lower()]
    return letter.upper() if match[0][0].isupper() else letter
