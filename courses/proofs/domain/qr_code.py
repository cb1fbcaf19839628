"""The address where a proof is checked, as a code that a telephone reads (QR, ISO/IEC 18004)."""

import io

import segno

# The quiet zone that the standard asks for, in modules.
QUIET = 4


def qr_svg(address: str) -> str:
    """The code as an SVG document, black on white whatever is around it.

    Error correction at least M: a fold or a stain on the paper does no harm.
    """
    drawn = io.BytesIO()
    code = segno.make_qr(address, error="m")
    plain = {"xmldecl": False, "nl": False, "svgclass": None, "lineclass": None, "omitsize": True}
    code.save(drawn, kind="svg", border=QUIET, dark="#000", light="#fff", **plain)
    return drawn.getvalue().decode()
