from typing import Any

from django import forms
from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.utils.translation import gettext_lazy as _

from accounts.characters import refuse_unseen
from accounts.danish import teach_danish
from accounts.enums import Role

# What somebody in the CMS may have seen, as the person it is about is told.
READS = {
    "accounts.person": _("Saw your name and e-mail among the people here."),
    "accounts.employment": _("Saw where you work, and as what."),
    "accounts.leave": _("Saw from when to when you are on leave."),
}


class AccountsConfig(AppConfig):
    """Who: people, workplaces, employments, roles."""

    name = "accounts"
    verbose_name = _("People and workplaces")
    grants = {Role.COORDINATOR: {"workplace": ("view",), "employment": ("view",)}}

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        # Before any model is loaded: a page's blocks make their form fields when their class is made.
        forms.CharField.default_validators = [refuse_unseen]

    def ready(self) -> None:
        from accounts.converters import register  # noqa: PLC0415
        from accounts.domain.background import (  # noqa: PLC0415 (models are loaded by now)
            clear_cache,
            clear_sessions,
            prune_tasks,
            reap_tasks,
        )
        from accounts.domain.emptying import sweep_tombstones  # noqa: PLC0415
        from accounts.domain.mail import queue_waiting  # noqa: PLC0415
        from accounts.domain.reads import name_read, prune_reads  # noqa: PLC0415
        from accounts.domain.tick import DAILY, HOURLY, on_tick  # noqa: PLC0415

        register()
        on_tick("accounts.reap_tasks", reap_tasks)
        on_tick("accounts.prune_tasks", prune_tasks, every=DAILY)
        on_tick("accounts.clear_cache", clear_cache, every=HOURLY)
        on_tick("accounts.clear_sessions", clear_sessions, every=DAILY)
        on_tick("accounts.queue_waiting_mail", queue_waiting)
        on_tick("accounts.sweep_tombstones", sweep_tombstones, every=HOURLY)
        on_tick("accounts.prune_reads", prune_reads, every=DAILY)
        for what, sentence in READS.items():
            name_read(what, sentence)
        # Django's own news, and none of ours: every connection of this process must know Danish order.
        connection_created.connect(teach_danish, dispatch_uid="accounts.teach_danish")
