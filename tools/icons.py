"""Draw the pictures that phones show from icons/favicon.svg, and keep them in static/icons/app/.

python -m tools.icons

They are files of the project, so that nothing draws while a server is set up. A test draws them anew and
compares.
"""

import re
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "static" / "icons"
# How many points wide, and how much of that the sign takes. A phone may cut a maskable icon to a circle of
# four fifths of its width (https://www.w3.org/TR/appmanifest/#icon-masks), and Apple rounds the corners.
ICONS = {
    "icon-192": (192, 1.0),
    "icon-512": (512, 1.0),
    "maskable-192": (192, 0.6),
    "maskable-512": (512, 0.6),
    "apple-touch-icon": (180, 0.75),
}
PAGE = """
#set page(width: {points}pt, height: {points}pt, margin: 0pt, fill: rgb("{ground}"))
#place(center + horizon, image("favicon.svg", width: {share}%))
"""


def draw(name: str) -> bytes:
    """The PNG of that name, a pixel for each point."""
    import typst

    points, share = ICONS[name]
    sign = FOLDER / "favicon.svg"
    ground = re.search(r'<rect [^>]*fill="(#\w+)"', sign.read_text(encoding="utf-8"))
    if ground is None:
        raise ValueError(f"{sign} has no ground to draw on")
    page = PAGE.format(points=points, share=100 * share, ground=ground[1])
    png = typst.compile(page.encode(), root=FOLDER, format="png", ppi=72.0)
    if not isinstance(png, bytes):
        raise ValueError(f"{name} became more than one picture")
    return png


def main() -> int:
    folder = FOLDER / "app"
    folder.mkdir(exist_ok=True)
    for name in ICONS:
        (folder / f"{name}.png").write_bytes(draw(name))
    return 0


if __name__ == "__main__":
    sys.exit(main())
