from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    actions.register_action("assessments.submit_attempt", _("Answer a question"), _("Answered a question"))
    actions.register_action("assessments.deal_cards", _("Give cards"), _("Cards were given"))
    actions.register_action("assessments.answer_card", _("Answer a card"), _("Answered a card"))
    actions.register_action("assessments.share_reflection", _("Share a reflection"), _("Shared a reflection"))
    actions.register_action(
        "assessments.unshare_reflection", _("Make a reflection private"), _("Made a reflection private")
    )
    # No longer written: practice keeps what is asked of colleagues. What the log holds keeps its words.
    actions.register_action(
        "assessments.ask_to_observe", _("Ask a colleague to observe"), _("Asked a colleague to observe")
    )
    actions.register_action(
        "assessments.withdraw_request",
        _("Take back a request to a colleague"),
        _("Took back a request to a colleague"),
    )
    actions.register_action("assessments.start_test", _("Begin a test"), _("Began a test"))
    actions.register_action("assessments.hand_in_test", _("Hand in a test"), _("Handed in a test"))
