"""What the tree of pages is like by now."""

from django.db import models


class TreeVersion(models.Model):
    """One row: a token that changes with every change of the tree, in the same transaction.

    What was made of the tree under a token holds as long as the database holds that token.
    """

    token = models.UUIDField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.token)
