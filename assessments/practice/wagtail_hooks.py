from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.views.generic import CreateView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.log_actions import LogActionRegistry

from assessments.practice.models import MethodSupervisor

# What the log says: as something to do, and done.
ACTIONS = {
    "sign_examples": (_("Sign examples"), _("Examples were signed")),
    "withdraw_example_signature": (
        _("Take back a signature on examples"),
        _("A signature on examples was taken back"),
    ),
    "ask_for_observation": (_("Ask somebody to look on"), _("Asked somebody to look on")),
    "decline_observation": (_("Say no to looking on"), _("Said no to looking on")),
    "withdraw_observation": (_("Take back a request to look on"), _("Took back a request to look on")),
    "end_observation": (_("End a request to look on"), _("A request to look on ran out")),
    "tell_what_was_seen": (_("Tell what was seen at work"), _("Told what was seen at work")),
    "send_observation_back": (_("Send an observation back"), _("Sent an observation back")),
    "read_observation": (_("Read an observation"), _("Has read an observation")),
    "sign_observation": (_("Sign an observation"), _("Signed an observation")),
    "start_own_view": (_("Begin a self-assessment"), _("Began a self-assessment")),
    "save_own_answer": (_("Answer in a self-assessment"), _("Answered in a self-assessment")),
    "end_own_view": (_("End a self-assessment"), _("Ended a self-assessment")),
    "share_own_view": (_("Share an own view"), _("Shared an own view")),
    "withdraw_own_view": (_("Take an own view back"), _("Took an own view back")),
    "open_round": (_("Open a round"), _("A round was opened")),
    "close_round": (_("Close a round"), _("A round was closed")),
    "bring_paper": (_("Show a paper"), _("Showed a paper")),
    "withdraw_paper": (_("Take a paper back"), _("Took a paper back")),
    "decide_paper": (_("Decide about a paper"), _("Decided about a paper")),
    "revoke_paper": (_("Take an approval back"), _("Took an approval back")),
    "read_paper": (_("Read a paper"), _("Read a paper")),
    "delete_paper_files": (_("Delete the files of a paper"), _("Deleted the files of a paper")),
    "record_method": (_("Write down a method certificate"), _("Wrote down a method certificate")),
    "end_method": (_("Take a method certificate back"), _("Took a method certificate back")),
    "read_methods": (_("Read who may use a method"), _("Read who may use which method")),
    "download_methods": (
        _("Download who may use a method"),
        _("Downloaded who may use which method"),
    ),
    "make_citizen_link": (_("Make a link for citizens"), _("Made a link for citizens")),
    "delete_citizen_answers": (_("Delete answers of citizens"), _("Deleted answers of citizens")),
}


class RecordSupervisor(CreateView):
    """Keeps who recorded it."""

    def save_instance(self) -> Any:
        self.form.instance.recorded_by = self.request.user
        return super().save_instance()


class MethodSupervisorViewSet(ModelViewSet):
    """Where the coordinator keeps who supervises methods. Nobody is taken off: they get a last day."""

    model = MethodSupervisor
    add_view_class = RecordSupervisor
    name = "method_supervisor"
    url_prefix = "metodevejledere"
    menu_label = _("Method supervisors")
    icon = "group"
    add_to_settings_menu = True
    list_display = ["__str__", "since", "until"]
    panels = [
        FieldPanel("user"),
        MultiFieldPanel(
            [FieldPanel("name"), FieldPanel("workplace_name"), FieldPanel("email")],
            heading=_("Somebody from outside"),
        ),
        FieldRowPanel([FieldPanel("since"), FieldPanel("until")]),
    ]


@hooks.register("register_admin_viewset")
def register_method_supervisors() -> MethodSupervisorViewSet:
    return MethodSupervisorViewSet()


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    for name, (label, message) in ACTIONS.items():
        actions.register_action(f"practice.{name}", label, message)
