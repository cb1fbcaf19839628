from collections.abc import Sequence

from django import template
from django.utils.translation import gettext as _

from recoveryskole.domain.described import describe_sessions
from recoveryskole.domain.programme import next_sessions
from recoveryskole.models import Facilitator

register = template.Library()
register.simple_tag(describe_sessions)
register.simple_tag(next_sessions)


@register.filter
def and_names(people: Sequence[Facilitator]) -> str:
    """Their names as one says them: Karen, Jonas and Gry."""
    *most, last = [one.name for one in people]
    if not most:
        return last
    return _("%(most)s and %(last)s") % {"most": ", ".join(most), "last": last}
