"""What the CMS learns from the school."""

from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from recoveryskole.viewsets.group import SchoolGroup


@hooks.register("register_admin_viewset")
def register_school() -> SchoolGroup:
    return SchoolGroup()


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    for action, label, message in (
        ("teach", gettext_lazy("Teach"), gettext_lazy("Said who teaches")),
        ("publish_session", gettext_lazy("Show"), gettext_lazy("Shown on the programme")),
        ("withdraw_session", gettext_lazy("Hide"), gettext_lazy("Taken off the programme")),
        ("move_session", gettext_lazy("Move"), gettext_lazy("Moved to another time or place")),
        ("cancel_session", gettext_lazy("Cancel"), gettext_lazy("Cancelled")),
        ("save_plan", gettext_lazy("Plan"), gettext_lazy("Changed the plan")),
        ("write_note", gettext_lazy("Note"), gettext_lazy("Wrote to the other one who teaches")),
        ("mark_attendance", gettext_lazy("Attendance"), gettext_lazy("Said who came")),
        ("record_session", gettext_lazy("Recording"), gettext_lazy("Told everybody that it is recorded")),
        ("put_material", gettext_lazy("Material"), gettext_lazy("Put a file there")),
        ("take_material", gettext_lazy("Material away"), gettext_lazy("Took a file away")),
        ("open_material", gettext_lazy("Open library"), gettext_lazy("Said what stands in the open library")),
        ("put_recording", gettext_lazy("Recording put there"), gettext_lazy("Put a recording there")),
        ("take_recording", gettext_lazy("Recording away"), gettext_lazy("Deleted the recording")),
        ("ask_for_recording", gettext_lazy("Asked"), gettext_lazy("Told who was asked about the recording")),
        ("read_sign_ups", gettext_lazy("Read"), gettext_lazy("Looked at who comes")),
        ("read_code", gettext_lazy("Read a code"), gettext_lazy("Read a code aloud")),
        (
            "sign_up_by_telephone",
            gettext_lazy("Sign up by telephone"),
            gettext_lazy("Signed somebody up who rang"),
        ),
        (
            "merge_sign_ups",
            gettext_lazy("Make one of two"),
            gettext_lazy("Made one place of two that were the same person"),
        ),
    ):
        actions.register_action(f"recoveryskole.{action}", label, message)
