"""What the CMS learns from us: the menu, who may do what in it, and what the log calls what we do."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry
from wagtail.permissions import register_permission_policy

from accounts.permission_policies import FilePolicy
from assessments.h5p.models import Delivery, H5PContent, Library, Upload, XAPIStatement
from assessments.h5p.viewsets.chooser import H5PChooserViewSet, h5p_chooser
from assessments.h5p.viewsets.group import H5PGroup

# All of it comes from packages and from those who play: nobody writes a row by hand. To change a library is
# to decide whether it may run, and to change a delivery is to try again.
for _model, _actions in (
    (H5PContent, ("change", "delete")),
    (Upload, ("add",)),
    (Library, ("change",)),
    (XAPIStatement, ()),
    (Delivery, ("change",)),
):
    register_permission_policy(_model, FilePolicy(_model, *_actions), exact_class=True)


@hooks.register("register_admin_viewset")
def register_h5p_chooser() -> H5PChooserViewSet:
    return h5p_chooser


@hooks.register("register_admin_viewset")
def register_h5p_group() -> H5PGroup:
    return H5PGroup()


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    for action, label, message in (
        ("bring_package", _("Bring a package"), _("Brought a package")),
        ("unpack_again", _("Unpack a package again"), _("Asked for the package to be unpacked again")),
        ("refuse_package", _("Refuse a package"), _("The package was refused")),
        ("take_in_package", _("Take a package in"), _("The package was taken in")),
        ("use_version", _("Take a version into use"), _("Took a version into use")),
        ("replace_package", _("Replace the package"), _("Replaced the package")),
        ("upgrade_content", _("Take newer libraries into use"), _("Took newer libraries into use")),
        ("delete_content", _("Delete an activity"), _("Deleted the activity")),
        ("store_library", _("Store a library"), _("Stored a library")),
        ("approve_library", _("Approve a library"), _("Approved the library")),
        ("refuse_library", _("Refuse a library"), _("Refused the library")),
        ("read_differences", _("Read"), _("Looked at whose points differ")),
        ("try_delivery_again", _("Try again"), _("Asked for a delivery to be tried again")),
    ):
        actions.register_action(f"h5p.{action}", label, message)
