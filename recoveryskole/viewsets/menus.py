from django.http import HttpRequest
from wagtail.admin.menu import MenuItem
from wagtail.permission_policies import ModelPermissionPolicy


def shown_to_changers(policy: ModelPermissionPolicy) -> type[MenuItem]:
    """An item of the menu for whoever may change what the policy is of."""

    class Item(MenuItem):
        def is_shown(self, request: HttpRequest) -> bool:
            return bool(policy.user_has_permission(request.user, "change"))

    return Item
