"""The field of a form that chooses an activity."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import BaseChooser


class H5PChooser(BaseChooser):
    """Chooses one of the activities that are ready to use."""

    model = "h5p.H5PContent"
    chooser_modal_url_name = "h5p_chooser:choose"
    icon = "media"
    choose_one_text = _("Choose an activity")
    choose_another_text = _("Choose another activity")
    link_to_chosen_text = _("See the activity")
