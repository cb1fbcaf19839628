"""The field of a form that chooses an activity."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.widgets import BaseChooser

from assessments.h5p.kinds import Ending, content_kind, say_ending


class H5PChooser(BaseChooser):
    """Chooses one of the activities that are ready to use."""

    model = "h5p.H5PContent"
    chooser_modal_url_name = "h5p_chooser:choose"
    icon = "media"
    choose_one_text = _("Choose an activity")
    choose_another_text = _("Choose another activity")
    link_to_chosen_text = _("See the activity")

    def get_display_title(self, instance: Any) -> str:
        return titled_with_limits(instance)


def titled_with_limits(content: Any) -> str:
    """The title of an activity as the form of a lesson shows it, with what its author should know before
    asking for it: that it does not tell when it is finished, or not always; that a part of it is not shown.
    """
    kind = content_kind(content.machine_name)
    is_sure = kind is not None and kind.end is Ending.ALWAYS
    limits = [] if is_sure else [say_ending(content.machine_name)]
    counted = content.versions.filter(pk=content.current_id).values_list("elsewhere", flat=True).first()
    if counted:
        number = sum(counted.values())
        limits.append(
            ngettext(
                "%(number)d film or picture on the web is not shown.",
                "%(number)d films or pictures on the web are not shown.",
                number,
            )
            % {"number": number}
        )
    return f"{content} ({' '.join(limits)})" if limits else str(content)
