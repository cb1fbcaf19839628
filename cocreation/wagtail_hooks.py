from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem


@hooks.register("register_admin_menu_item")
def workshop_menu_item() -> MenuItem:
    """A way back from the CMS to one's own lessons."""
    return MenuItem(_("Workshop"), reverse_lazy("cocreation:drafts"), icon_name="edit", order=90)
