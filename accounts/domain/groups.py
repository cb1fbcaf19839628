"""The permission groups, and what they may do with each app's models in the CMS.

An app says in its AppConfig what it lets whom do:

    grants = {Role.COORDINATOR: {"framework": ("view", "change")}}
"""

from collections.abc import Mapping

from django.apps import apps
from django.contrib.auth.models import Group, Permission

from accounts.enums import Role

# By role: the model's name in its app, and the acts of Wagtail's and Django's permissions.
Grants = Mapping[Role, Mapping[str, tuple[str, ...]]]


def ensure_groups() -> dict[str, Group]:
    """See to a group for each role, by name, that opens the CMS and may do what the apps grant it.

    Idempotent; what somebody has granted besides stays.
    """
    groups = {role.value: Group.objects.get_or_create(name=role.value)[0] for role in Role}
    for group in groups.values():
        grant(group, "wagtailadmin", "access_admin")
    for app in apps.get_app_configs():
        grants: Grants = getattr(app, "grants", {})
        for role, models in grants.items():
            for model, acts in models.items():
                for act in acts:
                    grant(groups[role], app.label, f"{act}_{model}")
    return groups


def grant(group: Group, app_label: str, codename: str) -> None:
    """Let the group do this. Permission.DoesNotExist for what no app knows."""
    group.permissions.add(Permission.objects.get(content_type__app_label=app_label, codename=codename))
