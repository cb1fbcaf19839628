from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up by themselves: a workplace or the recovery school opens the door."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("The e-mail and the password do not match. Try once more."),
        "incorrect_password": _("That is not the password. Try once more."),
        "enter_current_password": _("That is not the password you have now."),
        "too_many_login_attempts": _("That was many tries in a row. Wait a few minutes and try again."),
        "rate_limited": _("That was many tries in a row. Wait a few minutes and try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
