"""The CMS without inline scripts: what Wagtail writes as one stands as data (docs/decisions/cms-csp.md)."""

import re
from typing import Any

from django.templatetags.static import static
from django.utils.html import escapejs, format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.widgets import BaseChooser

# What a chooser's own `render_js_init` says: a name, and arguments that are JSON.
_CALL = re.compile(r"(?:new )?(\w+)\((.*)\);")


def render_chooser(
    chooser: BaseChooser, name: str, value: Any, attrs: dict[str, Any], renderer: Any = None
) -> SafeString:
    """As Wagtail's `BaseChooser.render`, whose inline script is left for `cms-start.js` to read."""
    value_data = chooser.get_value_data(value)
    call = _CALL.fullmatch(chooser.render_js_init(attrs["id"], name, value_data))
    if call is None:
        raise ValueError(f"{type(chooser).__name__} begins in another way than by one call")
    return format_html(
        '{}<template data-cms-start="{}" data-cms-with="[{}]"></template>',
        chooser.render_html(name, value_data, attrs),
        call[1],
        escapejs(call[2]),
    )


BaseChooser.render = render_chooser


@hooks.register("insert_global_admin_js")
def start_without_inline_scripts() -> SafeString:
    return format_html('<script type="module" src="{}"></script>', static("js/cms-start.js"))
