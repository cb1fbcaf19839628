"""A PDF as whoever reads it aloud finds it: its language, its title and the tree of what stands in it."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf


def opened(pdf: bytes) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(pdf))


def elements(pdf: pikepdf.Pdf) -> list[Any]:
    """The elements of the structure tree, in the order they are read."""
    return list(_below(pdf.Root.StructTreeRoot))


def tags(pdf: pikepdf.Pdf) -> list[str]:
    """The tag of each element, such as "H1"."""
    return [str(element.S).removeprefix("/") for element in elements(pdf)]


def _below(element: Any) -> Iterator[Any]:
    children = element.get("/K", [])
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        # What is no element is a number or a mark: a piece of the page.
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield child
            yield from _below(child)


def words_of(pdf: bytes) -> str:
    """What stands on the pages, as a search finds it: each font says which letters its signs are."""
    document = opened(pdf)
    said = []
    for page in document.pages:
        fonts = {name: _letters(font) for name, font in page.Resources.get("/Font", {}).items()}
        letters: dict[int, str] = {}
        for operands, operator in pikepdf.parse_content_stream(page):
            if str(operator) == "Tf":
                letters = fonts[str(operands[0])]
            elif str(operator) in ("Tj", "TJ"):
                parts = operands[0] if str(operator) == "TJ" else operands
                for part in parts:
                    if isinstance(part, pikepdf.String):
                        drawn = bytes(part)
                        codes = (int.from_bytes(drawn[at : at + 2]) for at in range(0, len(drawn), 2))
                        said.append("".join(letters.get(code, "") for code in codes))
            elif str(operator) == "ET":
                said.append(" ")
    return " ".join("".join(said).split())


def _letters(font: Any) -> dict[int, str]:
    table = font.ToUnicode.read_bytes().decode()
    found = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        for code, letters in re.findall(r"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>", block):
            found[int(code, 16)] = bytes.fromhex(letters).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", table, re.DOTALL):
        for first, last, letter in re.findall(
            r"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>", block
        ):
            for step, code in enumerate(range(int(first, 16), int(last, 16) + 1)):
                found[code] = chr(int(letter, 16) + step)
    return found
