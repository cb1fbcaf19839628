from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

# In the reader's language, so it is not what the database holds.
GONE = _("Somebody who is no longer here")


class NameField(models.CharField):  # type: ignore[type-arg]
    """A person's name. Whoever has gone has none, and is read as words that say so."""

    def from_db_value(self, value: str | None, *_args: Any) -> str | None:
        return str(GONE) if value == "" else value
