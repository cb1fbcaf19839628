from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role


class AccountsConfig(AppConfig):
    """Who: people, workplaces, employments, roles."""

    name = "accounts"
    verbose_name = _("People and workplaces")
    grants = {Role.COORDINATOR: {"workplace": ("view",), "employment": ("view",)}}
