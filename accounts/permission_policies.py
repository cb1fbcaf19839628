"""Who may do what with a model in the CMS, where the usual permissions are not all there is to say."""

from typing import Any

from wagtail.permission_policies import ModelPermissionPolicy


class FilePolicy(ModelPermissionPolicy):
    """For what comes from a file: even a superuser does only the `actions` here, by the usual permissions."""

    def __init__(self, model: Any, *actions: str) -> None:
        super().__init__(model)
        self.actions = {"view", *actions}

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action in self.actions and super().user_has_permission(user, action)
