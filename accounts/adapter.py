from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.addresses import client_address
from accounts.languages import addresses_in, place
from accounts.limits import know_device, know_visit, take_try
from accounts.models import User


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up by themselves: a workplace or the recovery school opens the door."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("The e-mail and the password do not match. Try once more."),
        "incorrect_password": _("That is not the password. Try once more."),
        "enter_current_password": _("That is not the password you have now."),
        "too_many_login_attempts": _(
            "There were many wrong tries. Wait a few minutes, or choose a new password: that works at once."
        ),
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

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the try; the base class gives it back where the password was right."""
        self._login_failed_rl_usage = take_try(request, credentials.get("email", ""))
        if self._login_failed_rl_usage is None:
            raise self.validation_error("too_many_login_attempts")

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:
        """Whoever has chosen a new password by a link in their mail meets no count of others."""
        know_visit(request, credentials.get("email", ""))

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """After the second factor, where there is one."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        know_device(request, response, user.email)
        return response

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return place("")

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
