import json

from django.utils.translation import gettext as _

from competences.models import Framework

from .exchange.case_writing import write_case


class ExportRefused(Exception):
    """There is nothing to export under that code; the text says so in one line."""


def export_framework(code: str) -> str:
    """The framework of that code as CASE 1.1 JSON, ending in a line break; `ExportRefused` if unknown."""
    framework = Framework.objects.select_related("source").filter(code=code).first()
    if framework is None:
        known = ", ".join(Framework.objects.order_by("code").values_list("code", flat=True)) or "–"
        raise ExportRefused(
            _("There is no framework “%(code)s”. Known are: %(known)s") % {"code": code, "known": known}
        )
    return json.dumps(write_case(framework), ensure_ascii=False, indent=2) + "\n"
