"""A PDF as whoever reads it aloud finds it: its language, its title and the tree of what stands in it."""

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
