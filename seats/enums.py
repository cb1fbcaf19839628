from django.db import models
from django.utils.translation import gettext_lazy as _


class SeatState(models.TextChoices):
    """What has become of somebody's sign-up. All but the last are living: the person is on the list."""

    WAITING = "waiting", _("Is in line")
    OFFERED = "offered", _("Is asked whether they still want it")
    TAKEN = "taken", _("Has a seat")
    ATTENDED = "attended", _("Was there")
    GIVEN_UP = "given_up", _("Has given it up")


# Who sits on a numbered seat. A seat that is offered is kept free for the person until they answer.
HOLDING_STATES = (SeatState.OFFERED, SeatState.TAKEN, SeatState.ATTENDED)
