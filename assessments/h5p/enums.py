from django.db import models
from django.utils.translation import gettext_lazy as _

# The name of H5P blocks in a lesson's body.
BLOCK_TYPE = "h5p"


class LibraryState(models.TextChoices):
    """Whether the code of a library may run for anybody."""

    QUARANTINED = "quarantined", _("Waits for approval")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")


class UploadState(models.TextChoices):
    """How far a package that somebody brought has come."""

    WAITING = "waiting", _("Waits to be unpacked")
    UNPACKING = "unpacking", _("Is being unpacked")
    AWAITING_LIBRARIES = "awaiting", _("Waits for its libraries to be approved")
    READY = "ready", _("Ready to use")
    REFUSED = "refused", _("Refused")


class DeliveryState(models.TextChoices):
    """How far a statement is on its way to a learning record store."""

    WAITING = "waiting", _("Waits to be sent")
    DELIVERED = "delivered", _("Delivered")
    DEAD = "dead", _("Given up")
