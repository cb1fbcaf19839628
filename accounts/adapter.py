from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.languages import addresses_in, place
from accounts.models import User


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

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write to people in their own language, not in that of whoever asked for the mail."""
        person = context.get("user") or User.objects.filter(email=email.lower()).first()
        with translation.override(getattr(person, "language", None) or translation.get_language()):
            super().send_mail(template_prefix, email, context)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Whoever opens it reads it in the language they chose."""
        with addresses_in(""):
            address: str = super().get_reset_password_from_key_url(key)
        return address

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return place("")

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
