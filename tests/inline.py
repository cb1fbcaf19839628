"""What stands in a page and no content security policy of ours lets run: scripts, handlers, styles."""

import re

_TAG = re.compile(r"""<(?:script|style)\b[^>]*>|<\w(?:[^>"']|"[^"]*"|'[^']*')*>""", re.IGNORECASE)
_VALUES = re.compile(r""""[^"]*"|'[^']*'""")
_ATTRIBUTE = re.compile(r"\s(?:on\w+|style)=", re.IGNORECASE)
_SCRIPT_URL = re.compile(r"""=["']?\s*javascript:""", re.IGNORECASE)
# A script that is data: for other scripts, and for machines that read pages.
_DATA = re.compile(r"""\ssrc=|\stype=["']application/(?:ld\+)?json["']""", re.IGNORECASE)


def find_inline(html: str) -> set[str]:
    """The tags of this page that are an inline script or style, or have one among their attributes."""
    return {tag[:200] for tag in _TAG.findall(html) if _is_inline(tag)}


def _is_inline(tag: str) -> bool:
    name = tag[1:7].lower()
    if name == "script":
        return not _DATA.search(tag)
    without_values = _VALUES.sub('""', tag)
    return name[:5] == "style" or bool(_ATTRIBUTE.search(without_values) or _SCRIPT_URL.search(tag))
