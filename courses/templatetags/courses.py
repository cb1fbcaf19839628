"""How courses are told in words."""

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.domain import wording
from courses.domain.catalogue import DAY_MINUTES

register = template.Library()
register.filter("run_days", wording.run_days)
register.filter("run_place", wording.run_place)
register.filter("how_far", wording.how_far_words)


@register.filter
def duration(minutes: int) -> str:
    """Minutes as people say them: "50 minutes", "1 hour and 20 minutes", from a day on "1.5 days"."""
    if minutes >= DAY_MINUTES:
        days = round(2 * minutes / DAY_MINUTES) / 2
        amount = number_format(days, decimal_pos=0 if days == int(days) else 1)
        return ngettext("%(amount)s day", "%(amount)s days", 1 if days == 1 else 2) % {"amount": amount}
    hours, rest = divmod(minutes, 60)
    in_hours = ngettext("%(number)d hour", "%(number)d hours", hours) % {"number": hours}
    in_minutes = ngettext("%(number)d minute", "%(number)d minutes", rest) % {"number": rest}
    if not hours:
        return in_minutes
    return _("%(hours)s and %(minutes)s") % {"hours": in_hours, "minutes": in_minutes} if rest else in_hours
