"""A badge in a picture: the signed token lies in the file, where programs for badges look for it.

Open Badges 3.0, sections 5.3.1 (PNG) and 5.3.2 (SVG). The picture is the house's own and the same for all.
"""

import io
from collections.abc import Callable, Mapping
from pathlib import Path

from PIL import Image
from PIL.PngImagePlugin import PngInfo

PICTURES = Path(__file__).resolve().parent.parent / "pictures"
KEYWORD = "openbadgecredential"
NAMESPACE = "https://purl.imsglobal.org/ob/v3p0"


def bake_png(token: str) -> bytes:
    """The picture as PNG, with the token as text that is not compressed."""
    text = PngInfo()
    text.add_itxt(KEYWORD, token)
    baked = io.BytesIO()
    with Image.open(PICTURES / "badge.png") as picture:
        picture.save(baked, "PNG", pnginfo=text)
    return baked.getvalue()


def bake_svg(token: str) -> bytes:
    """The picture as SVG, with the token in an element of its own: XML minds no sign that is in a token."""
    opening, _end, rest = (PICTURES / "badge.svg").read_text(encoding="utf-8").partition(">")
    credential = f'<openbadges:credential verify="{token}"></openbadges:credential>'
    return f'{opening} xmlns:openbadges="{NAMESPACE}">\n    {credential}{rest}'.encode()


# By the ending of the file: its type, and what makes it of the token.
BADGE_FILES: Mapping[str, tuple[str, Callable[[str], bytes]]] = {
    "jwt": ("application/vc+jwt", str.encode),
    "png": ("image/png", bake_png),
    "svg": ("image/svg+xml", bake_svg),
}
